import { createReadStream, readdirSync, statSync, type Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import type { Response } from 'express';
import { LatchkeyError } from '#shared/contract/errors';
import { PAGE_POLICY } from '#shared/domain/page-policy';
import { setSecurityHeaders } from './admin-answer';
import type { AdminRoute } from './admin-route';

/**
 * Threat: a path that climbs out of the folder. No path of a request ever becomes a path of a file: the files that exist
 * when the gateway starts each get a literal route, and there is no other way to one.
 */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

const gzip = promisify(gzipWithCallback);

/** Files that are mostly repetition. Nothing secret stands in them, so their packed size tells nothing. */
const PACKABLE: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.json', '.svg']);
const WORTH_PACKING_BYTES = 1024;

const acceptsGzip = (accepted: string | undefined): boolean =>
  (accepted ?? '')
    .split(',')
    .some((one) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));

/** The packed form of a file, made when it is first asked for and again when the file has changed. */
function createPacker(file: string): (stats: Stats) => Promise<Buffer> {
  let packed: Promise<Buffer> | undefined;
  let changedMs = NaN;
  return ({ mtimeMs }) => {
    if (!packed || changedMs !== mtimeMs) {
      changedMs = mtimeMs;
      packed = readFile(file).then((bytes) => gzip(bytes));
    }
    return packed;
  };
}

function sendFile(res: Response, file: string): void {
  const stream = createReadStream(file);
  stream.once('error', () => res.destroy());
  res.once('close', () => stream.destroy());
  stream.pipe(res);
}

/** A route that sends one file, under the given policy; packed for whoever can unpack it. */
export function createFileRoute(route: string, file: string, csp: string): AdminRoute {
  const type = path.extname(file);
  const pack = createPacker(file);
  return {
    method: 'GET',
    path: route,
    access: 'open',
    async run(req, res) {
      setSecurityHeaders(res, csp);
      res.setHeader('content-type', TYPES[type] ?? 'application/octet-stream');
      const stats = statSync(file);
      const isPackable = PACKABLE.has(type) && stats.size >= WORTH_PACKING_BYTES;
      if (isPackable) res.setHeader('vary', 'accept-encoding');
      const isPacked = isPackable && acceptsGzip(req.headers['accept-encoding']);
      const packed = isPacked ? await pack(stats) : undefined;
      if (packed) res.setHeader('content-encoding', 'gzip');
      res.setHeader('content-length', packed?.length ?? stats.size);
      if (req.method === 'HEAD') return void res.end();
      if (packed) res.end(packed);
      else sendFile(res, file);
    },
  };
}

/** Names that stand for themselves both in an address and in a route. */
const PLAIN = /^(?:[\w~-][\w.~-]*\/)*[\w~-][\w.~-]*$/;

/** Regular files with a known type, below a folder; links are not followed. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && path.extname(entry.name) in TYPES)
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const missing =
  (message: string): AdminRoute['run'] =>
  () => {
    throw new LatchkeyError('NOT_FOUND', { message });
  };

/** The panel: every file of the built window at its own path, and its page at `/`. */
export function createPanelRoutes(folder: string): AdminRoute[] {
  const page = path.join(folder, 'index.html');
  if (!statSync(page, { throwIfNoEntry: false })?.isFile()) {
    const run = missing('The panel has not been built. Run: npm run build');
    return [{ method: 'GET', path: '/', access: 'open', run }];
  }
  const routes = filesOf(folder)
    .map((file) => [path.relative(folder, file).split(path.sep).join('/'), file] as const)
    .filter(([place]) => PLAIN.test(place))
    .map(([place, file]) => createFileRoute(`/${place}`, file, PAGE_POLICY));
  return [createFileRoute('/', page, PAGE_POLICY), ...routes];
}
