/**
 * Threat: a path that leaves the folder of the window's files, or script and data that come from anywhere else.
 * Only files that were there at the start are served, by their exact names; everything carries a policy that allows our own files only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PAGE_POLICY } from '#shared/domain/page-policy';

export const APP_SCHEME = 'latchkey';
export const APP_ORIGIN = `${APP_SCHEME}://app`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Path in the address -> file. Links and unknown kinds of files are left out. */
export function listFiles(dir: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const isServed = entry.isFile() && path.extname(entry.name) in CONTENT_TYPES;
    if (isServed) files.set(`/${path.relative(dir, file).split(path.sep).join('/')}`, file);
  }
  return files;
}

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Answers a request of the window's own scheme; anything but an exact name is 404. */
export function answerPage(
  files: ReadonlyMap<string, string>,
  request: { readonly url: string; readonly method: string },
): Response {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  const isOurs = url?.host === 'app' && request.method === 'GET';
  const file = isOurs ? files.get(url.pathname) : undefined;
  if (file === undefined) return new Response('Not found', { status: 404, headers: HEADERS });
  const contentType = CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream';
  const body = new Uint8Array(readFileSync(file));
  return new Response(body, { headers: { ...HEADERS, 'content-type': contentType } });
}
