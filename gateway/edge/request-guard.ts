import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '#shared/contract/errors';
import { readCredentials, type Presented } from './credentials';
import { indexHeaders, valuesOf, type HeaderIndex } from './header-index';
import { readHost, type HostParts } from './host-header';
import { readQueryKeys, withoutKeys } from './query-keys';
import { MAX_TARGET_BYTES, readTarget, toLoggedPath } from './request-target';

/**
 * The first look at a request, before anything is routed or judged. Every later stage believes what stands here, so a
 * request that two readers could understand differently (host, path, framing, key) does not get past it.
 */
export interface GuardedRequest {
  /** Raw and validated, without query and without `/k/<key>`; a doubled leading slash of a well-known route is collapsed. `*` only for `OPTIONS *`. */
  readonly path: string;
  /** '' or `?...`, raw, without parameters that carry the key. */
  readonly query: string;
  /** The path as it may be written down: a key in it is `/k/•••`. */
  readonly loggedPath: string;
  /** The Host header: `name[:port]`. */
  readonly host: string;
  readonly presented: Presented | undefined;
  /** Path and query exactly as sent; only of a signed request, whose signature is over them. */
  readonly target?: string;
}

export interface GuardRules {
  /** Asked with the bare host name: lower case, no port, no IPv6 brackets. */
  isAllowedHost(hostname: string): boolean;
  readonly enforceHost: boolean;
  /** Whether `?key=` and `?api_key=` count as credentials; off unless the owner says so. */
  readonly allowQueryKeys?: boolean;
}

type GuardVerdict =
  | { readonly ok: true; readonly request: GuardedRequest }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      /** The connection cannot be trusted any further. */
      readonly close: boolean;
      readonly loggedPath: string;
    };

/** What the guard looks at: an `IncomingMessage` has it all. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>;

export const MAX_HEADER_BYTES = 16_384;
const MAX_HEADER_COUNT = 100;

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

// Services in CGI style read `_` as `-`, so these would be a second, unseen copy of a header that is judged here.
const SHADOWING: readonly string[] = [
  'content_length',
  'transfer_encoding',
  'proxy_authorization',
  'x_api_key',
  'api_key',
  'x_goog_api_key',
];

const areHeadersTooLarge = (rawHeaders: readonly string[]): boolean => {
  if (rawHeaders.length > MAX_HEADER_COUNT * 2) return true;
  // 2 for ": " or CR LF after each part
  let bytes = rawHeaders.length * 2;
  for (const part of rawHeaders) bytes += part.length;
  return bytes > MAX_HEADER_BYTES;
};

/** Only `chunked`, once and in HTTP/1.1: anything else is a body whose end two readers may see in different places. */
const isFramingPlain = (headers: HeaderIndex, httpVersion: string): boolean => {
  const codings = valuesOf(headers, 'transfer-encoding');
  if (codings.length === 0) return true;
  const isChunked = codings.length === 1 && codings[0]?.trim().toLowerCase() === 'chunked';
  return isChunked && httpVersion === '1.1' && !headers.has('content-length');
};

const isWellFormed = (headers: HeaderIndex, httpVersion: string): boolean =>
  (httpVersion === '1.1' || httpVersion === '1.0') &&
  isFramingPlain(headers, httpVersion) &&
  !SHADOWING.some((name) => headers.has(name));

/** Node takes any list with `100-continue` in it for the expectation itself. */
const isExpectationKnown = (headers: HeaderIndex): boolean => {
  const expectations = valuesOf(headers, 'expect');
  if (expectations.length === 0) return true;
  return expectations.length === 1 && expectations[0]?.trim().toLowerCase() === '100-continue';
};

interface Judged {
  readonly headers: HeaderIndex;
  readonly host: HostParts;
}

function judgeHead(head: RequestHead, rules: GuardRules): Judged | ErrorCode {
  if ((head.url ?? '').length > MAX_TARGET_BYTES) return 'URL_TOO_LONG';
  if (areHeadersTooLarge(head.rawHeaders)) return 'HEADERS_TOO_LARGE';
  const headers = indexHeaders(head.rawHeaders);
  if (!isWellFormed(headers, head.httpVersion)) return 'REQUEST_MALFORMED';
  const host = readHost(valuesOf(headers, 'host'));
  if (!host) return 'REQUEST_MALFORMED';
  if (!METHODS.has(head.method ?? '')) return 'METHOD_NOT_ALLOWED';
  if (!isExpectationKnown(headers)) return 'EXPECTATION_FAILED';
  if (rules.enforceHost && !rules.isAllowedHost(host.hostname)) return 'HOST_NOT_ALLOWED';
  return { headers, host };
}

function judgeTarget(head: RequestHead, judged: Judged, rules: GuardRules) {
  const { host } = judged.host;
  const url = head.url ?? '';
  const method = head.method ?? '';
  if (url === '*' && method === 'OPTIONS') {
    return { path: '*', query: '', loggedPath: '*', host, presented: undefined };
  }
  const target = readTarget(url, method);
  if (!target) return 'REQUEST_MALFORMED';
  const queryKeys = rules.allowQueryKeys ? readQueryKeys(target.query) : [];
  const credentials = readCredentials(judged.headers, target.pathKey, queryKeys);
  if (!credentials.ok) return credentials.code;
  const { presented } = credentials;
  const { path } = target;
  const query = withoutKeys(target.query, presented?.text);
  const loggedPath =
    target.pathKey === undefined ? toLoggedPath(path) : `/k/•••${toLoggedPath(path)}`;
  if (presented?.carrier === 'signature') {
    return { path, query, loggedPath, host, presented, target: url };
  }
  return { path, query, loggedPath, host, presented };
}

const STAYS_OPEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CREDENTIALS_AMBIGUOUS',
  'CREDENTIALS_REPEATED',
  'HOST_NOT_ALLOWED',
]);

const refused = (code: ErrorCode, url: string): GuardVerdict => ({
  ok: false,
  code,
  close: !STAYS_OPEN.has(code),
  loggedPath: toLoggedPath(url),
});

/** Judges the head of a request by its raw form. Pure: same head and rules, same verdict. */
export function guardRequest(head: RequestHead, rules: GuardRules): GuardVerdict {
  const url = head.url ?? '';
  const judged = judgeHead(head, rules);
  if (typeof judged === 'string') return refused(judged, url);
  const request = judgeTarget(head, judged, rules);
  return typeof request === 'string' ? refused(request, url) : { ok: true, request };
}
