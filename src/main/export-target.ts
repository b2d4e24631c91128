import { app, dialog, type BaseWindow } from 'electron';
import { join } from 'node:path';
import type { ExportWish } from './processes/vault';
import { exportName, exportWords } from './export-words';

/**
 * Has the person choose where an export goes, then confirm it with its count and its place in front of them. Null where
 * they do not want it. Both dialogs are the system's own: a page can neither draw nor answer them.
 */
export async function askExportTarget(window: BaseWindow, wish: ExportWish): Promise<string | null> {
  const { title, question, detail, button } = exportWords(wish);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title,
    // Some systems show no title.
    message: title,
    defaultPath: join(app.getPath('documents'), exportName(wish)),
    filters: [{ name: 'Comma-separated values', extensions: ['csv'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === '') return null;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Wardkeeper',
    message: question,
    detail: detail(filePath),
    buttons: [button, 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0 ? filePath : null;
}
