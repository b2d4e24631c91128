import { _electron as electron } from 'playwright';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeHtml } from './overview-page';

/** One picture of the tour, before its caption is drawn into it. */
export interface Picture {
  /** From 1. */
  readonly number: number;
  readonly caption: string;
  readonly file: string;
  readonly png: Buffer;
}

const WINDOW = fileURLToPath(new URL('caption-window', import.meta.url));

/**
 * Draws each caption as a band under its picture and writes the result into the tour's folder. An Electron of its
 * own does it, with one hidden page, so that nothing of the application shown has a part in it.
 */
export async function drawCaptions(
  { executable, args, outFolder }: { executable: string; args: readonly string[]; outFolder: string },
  pictures: readonly Picture[],
): Promise<void> {
  if (pictures.length === 0) return;
  const font = await readFile(
    createRequire(import.meta.url).resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
  );
  const app = await electron.launch({ executablePath: executable, args: [WINDOW, ...args] });
  try {
    const page = await app.firstWindow();
    for (const picture of pictures) {
      await page.setContent(captioned(picture, font));
      await page.evaluate(() => Promise.all([document.fonts.ready, document.images[0]?.decode()]));
      const figure = page.locator('figure');
      const { width, height } = await figure.evaluate((element) => ({
        width: element.clientWidth,
        height: element.clientHeight,
      }));
      await app.evaluate(
        ({ BrowserWindow }, size) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
        },
        { width, height },
      );
      await writeFile(join(outFolder, picture.file), await figure.screenshot({ scale: 'css' }));
    }
  } finally {
    await app.close();
  }
}

function captioned({ number, caption, png }: Picture, font: Buffer): string {
  return `<!doctype html><meta charset="utf-8"><style>
    @font-face { font-family: Inter; src: url(data:font/woff2;base64,${font.toString('base64')}); font-weight: 100 900; }
    body { margin: 0; }
    figure { margin: 0; width: max-content; background: #101828; }
    img { display: block; }
    figcaption { display: flex; gap: 14px; width: 0; min-width: 100%; box-sizing: border-box; padding: 16px 24px;
      color: #f9fafb; font: 500 17px/1.45 Inter, sans-serif; }
    b { color: #98a2b3; font-variant-numeric: tabular-nums; }
  </style><figure><img src="data:image/png;base64,${png.toString('base64')}">
  <figcaption><b>${String(number).padStart(2, '0')}</b><span>${escapeHtml(caption)}</span></figcaption></figure>`;
}
