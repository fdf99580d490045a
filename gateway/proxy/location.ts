import type { Target } from '../services/targets';

/** Where the caller asked, and what the service was asked for. */
export interface AskedPlace {
  readonly target: Pick<Target, 'origin' | 'basePath'>;
  /** Path and query that the service was asked for. */
  readonly asked: string;
  /** Path and query as the caller sent them. */
  readonly url: string;
}

const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';

const withoutBase = (path: string, base: string): string =>
  base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path;

/** What stands before the service's own path in the caller's address: `/proxy/1`, `/chat`, or nothing. */
function prefixOf({ target, asked, url }: AskedPlace): string {
  const rest = withoutBase(pathOf(asked), target.basePath);
  const path = pathOf(url);
  return rest !== '' && path.endsWith(rest) ? path.slice(0, -rest.length) : '';
}

/** Names and addresses that mean something only on the service's own computer or network. */
const INTERNAL =
  /^(?:localhost|[^.]+|.*\.(?:local|localhost|internal|lan|home|home\.arpa)|\[.*\]|0\..*|10\..*|127\..*|169\.254\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*)$/i;

/**
 * The address a caller may see. An address of the service itself becomes the gateway's for the same thing; any other
 * address inside the home is left out; one on the Internet stays as it is. Never followed.
 */
export function toClientLocation(value: string, place: AskedPlace | undefined): string | undefined {
  const base = place?.target.origin;
  const url = URL.parse(value, base?.href ?? 'http://service.invalid');
  if (!url) return undefined;
  if (base && url.origin === base.origin) {
    if (!/^(?:\/|[a-z][a-z0-9+.-]*:)/i.test(value)) return value;
    const path = withoutBase(url.pathname, place.target.basePath) || '/';
    return `${prefixOf(place)}${path}${url.search}${url.hash}`;
  }
  if (url.hostname === 'service.invalid') return value;
  return INTERNAL.test(url.hostname) ? undefined : value;
}
