import { holdsKey, maskKeys } from '#shared/domain/key-format';
import { JOIN_NAMES, matchRoute } from '../routes/route-table';

/**
 * The request-target. The path that is judged must be the path that the service behind gets: an encoded slash, a dot
 * segment or a doubled slash that the service resolves differently would reach what the key was never allowed.
 * So nothing is repaired here; what two readers could read differently is refused.
 */
export const MAX_TARGET_BYTES = 8192;

export interface Target {
  /** Raw, validated, without query and without `/k/<key>`. */
  readonly path: string;
  /** '' or `?...`, raw. */
  readonly query: string;
  /** The key of `/k/<key>/...`, as sent. */
  readonly pathKey: string | undefined;
}

const PATH_CHARACTERS = /^\/[\x21\x22\x24-\x3a\x3c-\x5b\x5d-\x7e]*$/; // printable ASCII without # ; \
const QUERY_CHARACTERS = /^[\x21\x22\x24-\x7e]*$/;
const ESCAPE_OR_DOTS = /%|\/\./;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const CHANGES_SEGMENTS = /[/\\\x00-\x1f\x7f]/;
const PATH_KEY = /^\/k\/([^/]+)/;
const HIDDEN_KEY = /\/k\/[^/?#]+/g;
const MAX_DECODINGS = 4;

const decodeOnce = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text); // throws for overlong and other invalid UTF-8
  } catch {
    return undefined; // not an error of ours: the caller refuses or stops decoding
  }
};

/** True when no reader, however often it decodes, sees another set of segments than we do. */
function isPlainSegment(segment: string): boolean {
  let text = segment;
  for (let round = 0; round < MAX_DECODINGS; round++) {
    if (CHANGES_SEGMENTS.test(text)) return false;
    const bare = text.trim();
    if (bare === '.' || bare === '..') return false;
    const decoded = decodeOnce(text);
    if (decoded === undefined) return round > 0;
    if (decoded === text) return true;
    text = decoded;
  }
  return false;
}

const isPlainPath = (path: string): boolean => {
  if (!PATH_CHARACTERS.test(path) || path.includes('//')) return false;
  if (!ESCAPE_OR_DOTS.test(path)) return true;
  return !BAD_ESCAPE.test(path) && path.slice(1).split('/').every(isPlainSegment);
};

const COLLAPSED_KINDS: ReadonlySet<string> = new Set(['public', 'classic', 'dialect']);

/** `http://host/` and `/api/tags` typed one after the other make `//api/tags`: one slash too many before a well-known route. */
function collapseLeadingSlash(path: string, method: string): string {
  if (!path.startsWith('//') || path.startsWith('///')) return path;
  const collapsed = path.slice(1);
  const route = isPlainPath(collapsed) ? matchRoute(collapsed, method) : undefined;
  return route && COLLAPSED_KINDS.has(route.kind) ? collapsed : path;
}

const splitAt = (text: string, at: number): [string, string] =>
  at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];

/** The parts of a request-target in origin-form, or undefined when it is anything else or could be read in two ways. */
export function readTarget(target: string, method: string): Target | undefined {
  const [sent, query] = splitAt(target, target.indexOf('?'));
  if (!QUERY_CHARACTERS.test(query)) return undefined;
  const [prefix, pathKey] = PATH_KEY.exec(sent) ?? [''];
  const rest = sent.slice(prefix.length) || (pathKey === undefined ? '' : '/');
  const path = collapseLeadingSlash(rest, method);
  if (!isPlainPath(path) || (prefix && !isPlainPath(prefix))) return undefined;
  // In any other place a key would go on to the service and into the record.
  if (holdsKey(path)) return undefined;
  return { path, query, pathKey };
}

/** Also of a target that is refused for its form, such as a whole URL. */
const JOIN_CODE = /^((?:[a-z]+:\/\/[^/]*)?(?:\/k\/•••)?\/+join\/+)([^/]+)/i;

/** A request-target as it may be written down: without query, and without any key or code in its path. */
export const toLoggedPath = (target: string): string => {
  const [path] = splitAt(target, target.search(/[?#]/));
  const hidden = maskKeys(path.replace(HIDDEN_KEY, '/k/•••'));
  return hidden.replace(JOIN_CODE, (whole, before: string, name: string) =>
    JOIN_NAMES.has(name) ? whole : `${before}•••`,
  );
};
