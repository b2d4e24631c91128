// One page that is never on a screen, for captions.ts to fill and photograph.
import { app, BrowserWindow } from 'electron';

app.whenReady().then(() => {
  // Offscreen, because a window that is only hidden draws nothing.
  const window = new BrowserWindow({
    show: false,
    useContentSize: true,
    webPreferences: { offscreen: true, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  return window.loadURL('about:blank');
});
