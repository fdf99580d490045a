import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
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

/** A route that sends one file, under the given policy. */
export const createFileRoute = (route: string, file: string, csp: string): AdminRoute => ({
  method: 'GET',
  path: route,
  access: 'open',
  run(req, res) {
    setSecurityHeaders(res, csp);
    res.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    res.setHeader('content-length', statSync(file).size);
    if (req.method === 'HEAD') return void res.end();
    const stream = createReadStream(file);
    stream.once('error', () => res.destroy());
    res.once('close', () => stream.destroy());
    stream.pipe(res);
  },
});

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
