/**
 * Threat: an answer of a service stands under the gateway's own name. A cookie, a service worker or a page of it could
 * otherwise act for the gateway, and a redirect could tell the caller where the service really is.
 */
import { HOP_BY_HOP, namedByConnection, rememberNames } from './header-names';
import { toClientLocation, type AskedPlace } from './location';
import type { ResponseHead } from './response-head';

/** What would bind the caller's browser to the gateway's name, and figures that are only ours to state. */
const OURS: ReadonlySet<string> = new Set([
  'content-length',
  'set-cookie',
  'set-cookie2',
  'service-worker-allowed',
  'strict-transport-security',
  'alt-svc',
  'clear-site-data',
  'x-request-id',
  'retry-after-ms',
]);
const OUR_PREFIXES = ['x-gateway-', 'x-latchkey-', 'x-ratelimit-', 'ratelimit', 'access-control-'];

const isDropped = rememberNames(
  (name) =>
    HOP_BY_HOP.has(name) ||
    OURS.has(name) ||
    OUR_PREFIXES.some((prefix) => name.startsWith(prefix)),
);

const isLocation = rememberNames((name) => name === 'location' || name === 'content-location');
const isContentType = rememberNames((name) => name === 'content-type');

/** Types that a browser runs or shows as a page; without a type it would guess. */
const ACTIVE = /^\s*(?:text\/(?:html|xml|xsl)|application\/(?:xhtml\+xml|xml)|image\/svg\+xml)/i;
const SCRIPT = /^\s*(?:text|application)\/(?:x-)?(?:javascript|ecmascript)/i;

function pushGuards(headers: string[], contentType: string | undefined): void {
  const isActive = contentType !== undefined && ACTIVE.test(contentType);
  if (isActive || contentType === undefined || SCRIPT.test(contentType)) {
    headers.push('X-Content-Type-Options', 'nosniff');
  }
  if (isActive) headers.push('Content-Security-Policy', 'sandbox');
}

/**
 * The headers for the caller, flat, without a length (whoever writes the body states it): the service's own, unchanged,
 * but for what belongs to its connection or would act in the gateway's name; then `extras`.
 */
export function toClientHeaders(
  raw: readonly string[],
  extras: readonly string[],
  place?: AskedPlace,
): string[] {
  const named = namedByConnection(raw);
  const headers: string[] = [];
  let contentType: string | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    if (isDropped(name) || (named.size > 0 && named.has(name.toLowerCase()))) continue;
    if (isContentType(name)) contentType = value;
    const said = isLocation(name) ? toClientLocation(value, place) : value;
    if (said !== undefined) headers.push(name, said);
  }
  pushGuards(headers, contentType);
  for (const extra of extras) headers.push(extra);
  return headers;
}

/** What a service says after its answer, without what is not its to say. */
export function toClientTrailers(raw: readonly string[]): [string, string][] {
  const trailers: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (!isDropped(name)) trailers.push([name, raw[at + 1] ?? '']);
  }
  return trailers;
}

const STREAM =
  /^\s*(?:text\/event-stream|application\/(?:x-)?(?:nd|json-)?(?:ndjson|jsonl|json-seq|stream\+json))/i;

/** True for an answer that goes on as long as it likes: then only silence ends it. */
export function isStream({ headers, length }: ResponseHead): boolean {
  if (length === null) return true;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (isContentType(headers[at] ?? '')) return STREAM.test(headers[at + 1] ?? '');
  }
  return false;
}
