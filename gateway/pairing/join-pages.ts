import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { JoinPage } from '#shared/contract/join';

/**
 * Threat: a path that climbs out of the folder, and a page that another one can steer. The files that exist when the
 * gateway starts are read then, each under its literal name; no path of a request ever becomes a path of a file.
 */
export const JOIN_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const GUARDS = [
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'no-referrer',
  'cross-origin-resource-policy',
  'same-origin',
];

/** A whole answer: its headers, flat, and its body. */
export interface JoinFile {
  readonly head: readonly string[];
  readonly body: Buffer;
}

export interface JoinPages {
  /** Undefined when the page has not been built. */
  page(state: JoinPage): JoinFile | undefined;
  asset(name: string): JoinFile | undefined;
}

const PAGE_HEAD = [
  'content-type',
  'text/html; charset=utf-8',
  'cache-control',
  'no-store',
  'content-security-policy',
  JOIN_POLICY,
  'x-frame-options',
  'DENY',
  'cross-origin-opener-policy',
  'same-origin',
  ...GUARDS,
];

const MARK = '<meta name="latchkey-page" content="open"';

const readOrNothing = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined; // not built: there is no page then, and pairing says so
  }
};

const toAsset = (file: string): JoinFile | undefined => {
  const type = TYPES[path.extname(file)];
  const body = type === undefined ? undefined : readOrNothing(() => readFileSync(file));
  if (type === undefined || !body) return undefined;
  // The names of built files change with their content.
  const cache = ['cache-control', 'public, max-age=31536000, immutable'];
  return { head: ['content-type', type, ...cache, ...GUARDS], body };
};

function readAssets(folder: string): ReadonlyMap<string, JoinFile> {
  const entries = readOrNothing(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    files.flatMap(({ name }) => {
      const asset = toAsset(path.join(folder, name));
      return asset ? [[name, asset]] : [];
    }),
  );
}

/** Reads the built pages of phones once: `phone.html` in every state, and what it loads. */
export function readJoinPages(folder: string): JoinPages {
  const html = readOrNothing(() => readFileSync(path.join(folder, 'phone.html'), 'utf8'));
  const pages = new Map(
    html === undefined
      ? []
      : JoinPage.options.map((state): [JoinPage, JoinFile] => {
          const text = html.replace(MARK, MARK.replace('open', state));
          return [state, { head: PAGE_HEAD, body: Buffer.from(text) }];
        }),
  );
  const assets = readAssets(path.join(folder, 'assets'));
  return { page: (state) => pages.get(state), asset: (name) => assets.get(name) };
}
