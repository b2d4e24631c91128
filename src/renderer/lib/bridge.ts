import { z } from 'zod';
import { bridgeCalls, bridgeNotices } from '../../shared/contract/bridge/calls';
import { bridgeClient, type BridgeClient } from '../../shared/contract/bridge/client';

// The page's policy forbids eval, which zod would otherwise probe for.
z.config({ jitless: true });

export type Bridge = BridgeClient<typeof bridgeCalls, typeof bridgeNotices>;

/** Asks for the vault's port and resolves with the client over it; `onClosed` hears when the vault has gone. */
export function connectBridge(onClosed: () => void): Promise<Bridge> {
  return new Promise((resolve) => {
    window.addEventListener('message', function arrived(event) {
      const [port] = event.ports;
      if (event.source !== window || event.data !== 'wardkeeper:port' || port === undefined) return;
      window.removeEventListener('message', arrived);
      const bridge = bridgeClient(
        {
          post: (text) => port.postMessage(text),
          listen: (onText) => {
            port.onmessage = ({ data }) => onText(data);
          },
        },
        bridgeCalls,
        bridgeNotices,
      );
      port.addEventListener('close', () => {
        bridge.close();
        onClosed();
      });
      resolve(bridge);
    });
    window.postMessage('wardkeeper:hello', location.origin);
  });
}
