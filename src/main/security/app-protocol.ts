import type { Session } from 'electron';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, resolve } from 'node:path';
import { contentPolicy } from './content-policy';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://wardkeeper`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The file that `address` names inside `root`, or null when it names anything else. */
export function fileInside(root: string, address: string): string | null {
  let path: string;
  try {
    const url = new URL(address);
    if (url.protocol !== `${APP_SCHEME}:` || url.host !== 'wardkeeper') return null;
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`);
  const inside = relative(root, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file;
}

/** Serves the built page from `root`: GET only, files of known type only, each with the policy. */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle(APP_SCHEME, (request) => answer(request, root)); // point 18
}

async function answer(request: Request, root: string): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const headers = {
    'content-security-policy': contentPolicy(nonce), // point 7
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  const file = request.method === 'GET' ? fileInside(root, request.url) : null;
  const type = file === null ? undefined : types[extname(file)];
  if (file === null || type === undefined) return new Response('', { status: 404, headers });
  try {
    const bytes = await readFile(file);
    const body =
      file === join(root, 'index.html') ? bytes.toString('utf8').replaceAll('__NONCE__', nonce) : bytes;
    return new Response(body, { headers: { ...headers, 'content-type': type } });
  } catch {
    return new Response('', { status: 404, headers });
  }
}
