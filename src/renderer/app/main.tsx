import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeStyleNonce } from '../lib/style-nonce';
import '../ui/base.css';
import { App } from './app';
import { useConsole } from './console-store';

const root = document.getElementById('root');
if (root === null) throw new TypeError('The page has no root element.');

takeStyleNonce();
/** Read apart: the first screen needs no schema. */
const connect = () =>
  import('../lib/bridge').then(({ connectBridge }) => connectBridge(() => useConsole.getState().leave()));
createRoot(root).render(
  <StrictMode>
    <App
      connect={connect}
      guess={new URLSearchParams(location.search).get('gate') === 'sign-in' ? 'sign-in' : 'first-run'}
    />
  </StrictMode>,
);
