import { ipcRenderer } from 'electron';

// The page says hello once it listens; main checks the page and answers with the vault's port; the port is
// handed to the page's own origin and nothing else. No Electron object is given to the page.
window.addEventListener('message', (event) => {
  if (event.source === window && event.origin === location.origin && event.data === 'wardkeeper:hello') {
    ipcRenderer.send('wardkeeper:hello');
  }
});

ipcRenderer.on('wardkeeper:port', (event) => {
  window.postMessage('wardkeeper:port', location.origin, event.ports);
});
