import { holdsKey, SUBPROTOCOL_PREFIX } from '#shared/domain/key-format';
import type { IncomingMessage } from 'node:http';
import type { ServiceKind } from '#shared/contract/operations/services';
import { applyHeaderRules } from '../services/header-rules';
import { presetOf } from '../services/presets';
import type { Service } from '../services/service-store';
import { HOP_BY_HOP, namedByConnection, rememberNames } from './header-names';

/**
 * Threat: a service that learns the caller's key can use it, and a service that believes what a caller says of itself
 * (its address, the path it asked for, its method) can be talked into anything. None of that goes on to the service.
 */
export interface UpstreamHeaderFacts {
  readonly service: Pick<Service, 'kind' | 'upstreamHeaders' | 'rules'>;
  /** Scheme, host and port of the target. */
  readonly origin: URL;
  readonly clientIp: string;
  readonly host: string;
  readonly proto: 'http' | 'https';
  readonly requestId: string;
  /** The caller's key: it goes on in no header of any name. */
  readonly presented?: string | undefined;
  /** The type of a body that was written anew; the caller's own no longer holds. */
  readonly contentType?: string | undefined;
  /** The call's own part of a trace, in the place of what the caller said; undefined passes that on. */
  readonly trace?: { readonly traceparent: string; readonly isContinued: boolean } | undefined;
}

/** Wherever a key, a session or another site's name can stand. */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
  'cookie2',
  'origin',
  'referer',
]);

/** What only a gateway may say, and what would make a service see another request than the one that was judged. */
const CLAIMS: ReadonlySet<string> = new Set([
  'host',
  'expect',
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-original-url',
  'x-original-uri',
  'x-original-host',
  'x-original-method',
  'x-rewrite-url',
  'x-host',
  'x-request-id',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);
const CLAIM_PREFIXES = ['x-forwarded-', 'x-gateway-', 'x-latchkey-'];

// Many servers read `_` as `-`, so both spellings are one name.
const isDropped = rememberNames((lowerName) => {
  const name = lowerName.replaceAll('_', '-');
  if (HOP_BY_HOP.has(name) || SECRETS.has(name) || CLAIMS.has(name)) return true;
  return CLAIM_PREFIXES.some((prefix) => name.startsWith(prefix));
});

const isAcceptEncoding = (name: string) =>
  name.length === 15 && name.toLowerCase() === 'accept-encoding';
const isContentHeader = rememberNames((name) => /^(?:content-type|anthropic-.*)$/.test(name));
const isTrace = rememberNames((name) => name === 'traceparent' || name === 'tracestate');

/** What a caller says of its trace, where the gateway's own part stands in between or does not belong to it. */
const isReplaced = (name: string, { trace }: UpstreamHeaderFacts): boolean =>
  trace !== undefined &&
  isTrace(name) &&
  !(trace.isContinued && name.toLowerCase() === 'tracestate');

const isSubprotocol = (name: string) =>
  name.length === 22 && name.toLowerCase() === 'sec-websocket-protocol';

const withoutKeyProtocol = (value: string): string =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith(SUBPROTOCOL_PREFIX))
    .join(', ');

/** Answers whose usage is read must come uncompressed. */
const isMetered = (req: IncomingMessage, kind: ServiceKind): boolean =>
  req.method === 'POST' && presetOf(kind).dialects.length > 0;

function keptHeaders(req: IncomingMessage, facts: UpstreamHeaderFacts): string[] {
  const { rawHeaders } = req;
  const named = namedByConnection(rawHeaders);
  const owned = facts.service.upstreamHeaders;
  const isOwned = (name: string) =>
    owned.length > 0 && owned.some((one) => one.name.toLowerCase() === name.toLowerCase());
  // An answer to other words is read, too.
  const metered = facts.contentType !== undefined || isMetered(req, facts.service.kind);
  const secret = facts.presented ?? '';
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    let value = rawHeaders[at + 1] ?? '';
    if (isDropped(name) || isOwned(name) || isReplaced(name, facts)) continue;
    if (named.size > 0 && named.has(name.toLowerCase())) continue;
    if (metered && isAcceptEncoding(name)) continue;
    if (facts.contentType !== undefined && isContentHeader(name)) continue;
    if (isSubprotocol(name)) value = withoutKeyProtocol(value);
    // The key in a header of another name, an app that tells its key in its name, or somebody else's key.
    if ((secret !== '' && value.includes(secret)) || holdsKey(value)) continue;
    if (value !== '' || !isSubprotocol(name)) kept.push(name, value);
  }
  if (metered) kept.push('Accept-Encoding', 'identity');
  if (facts.contentType !== undefined) kept.push('Content-Type', facts.contentType);
  return kept;
}

/** What a caller says after its body, flat, without keys and claims. */
export function toUpstreamTrailers(raw: readonly string[], presented = ''): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    const isKey = (presented !== '' && value.includes(presented)) || holdsKey(value);
    if (isDropped(name) || isKey) continue;
    kept.push(name, value);
  }
  return kept;
}

const OWN_FRAMING: ReadonlySet<string> = new Set(['content-length', 'host']);

/**
 * The headers for the service, flat: the caller's own in their order and spelling, without anything of one connection,
 * of keys or of claims; then what this gateway vouches for; then what the owner set, which wins.
 */
export function toUpstreamHeaders(req: IncomingMessage, facts: UpstreamHeaderFacts): string[] {
  const headers = ['Host', facts.origin.host, ...keptHeaders(req, facts)];
  headers.push('X-Forwarded-For', facts.clientIp);
  headers.push('X-Forwarded-Proto', facts.proto);
  if (facts.host !== '') headers.push('X-Forwarded-Host', facts.host);
  headers.push('X-Request-Id', facts.requestId);
  if (facts.trace) headers.push('traceparent', facts.trace.traceparent);
  for (const { name, value } of facts.service.upstreamHeaders) {
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !OWN_FRAMING.has(lower)) headers.push(name, value);
  }
  const { requestHeaders } = facts.service.rules;
  return requestHeaders.length > 0 ? applyHeaderRules(headers, requestHeaders) : headers;
}
