import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectBridge } from '../lib/bridge';
import '../ui/base.css';
import { App } from './app';
import { useConsole } from './console-store';

const root = document.getElementById('root');
if (root === null) throw new TypeError('The page has no root element.');

const bridge = connectBridge(() => useConsole.getState().leave());
createRoot(root).render(
  <StrictMode>
    <App
      bridge={bridge}
      gate={new URLSearchParams(location.search).get('gate') === 'sign-in' ? 'sign-in' : 'first-run'}
    />
  </StrictMode>,
);
