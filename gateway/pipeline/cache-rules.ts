import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { toUpstreamHeaders } from '../proxy/request-headers';
import type { Grant } from './call';

/**
 * Threat: an answer that is shown to somebody it was not meant for. Services never see a key, but whatever else they see
 * may say who asks: all of it is part of the name of an answer, but for what a gateway writes anew with each call.
 * And an answer that says it is for one caller only, or hangs on a header that nobody knows, is not kept.
 */
const UNNAMED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'date',
  'traceparent',
  'x-request-id',
  'x-forwarded-for',
]);

/** Headers an answer may hang on: well-known ones, and those that no service gets to see. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'accept-encoding',
  'content-type',
  'anthropic-version',
  'anthropic-beta',
  'origin',
  'authorization',
  'cookie',
  'referer',
]);

/** Calls with a body that change nothing: the same words have the same numbers. */
const PURE_POSTS: ReadonlySet<string> = new Set(['/v1/embeddings', '/api/embed']);

/** Such a call wants a part of an answer, or only what is newer than its own. */
const SPECIAL = [
  'range',
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'if-range',
] as const;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** True for a path whose body is part of what names an answer. */
export const isPurePost = (method: string, path: string): boolean =>
  method === 'POST' && PURE_POSTS.has(path);

/** True for a call that changes nothing at its service. */
export const isReading = ({ call: { method }, path }: Grant): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || isPurePost(method, path);

/** What stands for the body of a call; undefined when that is not known. */
function bodyDigest({ call, path, asked }: Grant): string | undefined {
  if (!isPurePost(call.method, path)) return hasBody(call.req) ? undefined : '';
  if (!asked.body?.isWhole) return undefined;
  return createHash('sha256').update(asked.body.start).digest('base64');
}

/** Which target answers makes no difference. */
const NO_ORIGIN = new URL('http://target.invalid');

const FRESH = /^(?:no-cache|max-age=0)$/i;

/** What the service would see of the caller's headers; each is one part that has no line end in it. */
function seenHeaders({ call, service }: Grant, proto: 'http' | 'https'): string[] {
  const headers = toUpstreamHeaders(call.req, {
    service,
    origin: NO_ORIGIN,
    clientIp: '',
    host: call.guarded.host,
    proto,
    requestId: '',
    presented: call.guarded.presented?.text,
  });
  const owned = service.upstreamHeaders.map(({ name }) => name.toLowerCase());
  const seen: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    const value = headers[at + 1] ?? '';
    const isWish = (name === 'cache-control' || name === 'pragma') && FRESH.test(value);
    if (!isWish && !UNNAMED.has(name) && !owned.includes(name)) seen.push(`${name}:${value}`);
  }
  return seen;
}

/** The name of the answer to a call; undefined when it is neither to be kept nor to be found. */
export function answerName(grant: Grant): string | undefined {
  const { call, service, path } = grant;
  const { headers } = call.req;
  if (call.method === 'OPTIONS' || !isReading(grant)) return undefined;
  if (SPECIAL.some((name) => headers[name] !== undefined)) return undefined;
  if (/no-store/i.test(headers['cache-control'] ?? '')) return undefined;
  const body = bodyDigest(grant);
  if (body === undefined) return undefined;
  const method = call.method === 'POST' ? 'POST' : 'GET';
  const { host, query } = call.guarded;
  const proto = 'encrypted' in call.req.socket ? 'https' : 'http';
  // None of the parts can have a line end in it.
  const parts = [service.id, method, path + query, proto, host, body, ...seenHeaders(grant, proto)];
  return parts.join('\n');
}

/** The caller has seen what is kept and wants something newer. */
export const wantsFresh = ({ call }: Grant): boolean =>
  /no-cache|max-age=0/i.test(call.req.headers['cache-control'] ?? call.req.headers.pragma ?? '');

const STREAM = /event-stream|ndjson|jsonl|json-seq|stream\+json/i;

function forbidsKeeping(name: string, value: string): boolean {
  if (name === 'set-cookie') return true;
  if (name === 'cache-control') return /no-store|private|no-cache/i.test(value);
  if (name === 'content-type') return STREAM.test(value);
  if (name !== 'vary') return false;
  return !value.split(',').every((part) => HARMLESS.has(part.trim().toLowerCase()));
}

/** Of a head with these flat headers, whether the answer may be kept. */
export function mayKeep(status: number, headers: readonly string[]): boolean {
  if (status !== 200) return false;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (forbidsKeeping((headers[at] ?? '').toLowerCase(), headers[at + 1] ?? '')) return false;
  }
  return true;
}

const NOT_KEPT = /^(?:age|date|location|content-location|server-timing)$/i;

/** The headers to keep: not those that tell of one answer at one time and place. */
export function headersToKeep(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (!NOT_KEPT.test(headers[at] ?? '')) kept.push(headers[at] ?? '', headers[at + 1] ?? '');
  }
  return kept;
}
