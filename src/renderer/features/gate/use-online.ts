import { useSyncExternalStore } from 'react';

function listen(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** Whether this computer has a network at all; says nothing of the platform. */
export function useOnline(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine);
}
