// The baseline of `start`: the least that Electron needs to show a window with one word in it.
import { app, BrowserWindow } from 'electron';
import { fileURLToPath } from 'node:url';

if (process.getuid?.() !== 0) app.enableSandbox();
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, webPreferences: { sandbox: true } });
  window.removeMenu();
  void window.loadFile(fileURLToPath(new URL('index.html', import.meta.url)));
});
