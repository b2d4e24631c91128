import { BaseWindow, WebContentsView, nativeTheme, session, type Session } from 'electron';
import { log } from '../log';
import { APP_ORIGIN, serveApp } from '../security/app-protocol';
import { pinPage } from '../security/navigation';
import { guardSession } from '../security/session';
import { webPreferences } from '../security/web-preferences';

/** In memory, because it has no `persist:` prefix: nothing a page does reaches the disk. */
const PARTITION = 'wardkeeper';

/** Height of the window strip in CSS pixels. */
const STRIP = 40;

/** Colours of the operating system's window buttons: rail and ink of the look's tokens. */
function stripColours(): { color: string; symbolColor: string; height: number } {
  return nativeTheme.shouldUseDarkColors
    ? { color: '#121816', symbolColor: '#E8EEEB', height: STRIP - 1 }
    : { color: '#FBFCFB', symbolColor: '#15201C', height: STRIP - 1 };
}

export interface ConsoleWindow {
  readonly window: BaseWindow;
  /** The page now in the window; a new one after each lock. */
  page(): WebContentsView;
  /** Destroys the page with everything it held, and loads a fresh one. */
  renew(gate: Gate): void;
}

/** Which gate screen the page draws before the vault has answered. */
export type Gate = 'first-run' | 'sign-in';

export function preparePages(root: string): Session {
  const pages = session.fromPartition(PARTITION);
  guardSession(pages);
  serveApp(pages, root);
  return pages;
}

/** Opens the console's window. `onPage` hears of every page that comes into it. */
export function openWindow(
  preload: string,
  gate: Gate,
  onPage: (view: WebContentsView) => void,
): ConsoleWindow {
  const window = new BaseWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    title: 'Wardkeeper',
    titleBarStyle: 'hidden',
    titleBarOverlay: stripColours(),
    backgroundColor: stripColours().color,
    autoHideMenuBar: true,
  });
  nativeTheme.on('updated', () => {
    // macOS draws its own buttons and has no such method.
    if (process.platform !== 'darwin' && !window.isDestroyed()) window.setTitleBarOverlay(stripColours());
  });

  let view = newPage(gate);
  function newPage(first: Gate): WebContentsView {
    const made = new WebContentsView({ webPreferences: webPreferences(preload, PARTITION) });
    made.setBackgroundColor(stripColours().color);
    pinPage(made.webContents);
    window.contentView.addChildView(made);
    onPage(made);
    // Rejects when the page is closed while it loads, which locking may do.
    made.webContents.loadURL(`${APP_ORIGIN}/?gate=${first}`).catch(() => log('page-not-loaded'));
    return made;
  }

  function fit(): void {
    const { width, height } = window.getContentBounds();
    view.setBounds({ x: 0, y: 0, width, height });
  }
  window.on('resize', fit);
  fit();

  return {
    window,
    page: () => view,
    renew(next) {
      const old = view;
      view = newPage(next);
      fit();
      window.contentView.removeChildView(old);
      old.webContents.close({ waitForBeforeUnload: false });
      view.webContents.focus();
    },
  };
}
