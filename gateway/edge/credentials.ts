import { SUBPROTOCOL_PREFIX } from '#shared/domain/key-format';
import { valuesOf, type HeaderIndex } from './header-index';

/**
 * The key that a request carries. Two places that disagree about which of two keys counts are how one key borrows the
 * rights of another, so the key is read here once, and a request with two different ones is refused.
 */
type Carrier =
  | 'path'
  | 'bearer'
  /** A sign-in of another service: three parts, signed by it. */
  | 'jwt'
  /** A signature made with the key; the text is the whole header. */
  | 'signature'
  | 'authorization'
  | 'x-api-key'
  | 'api-key'
  | 'x-goog-api-key'
  | 'basic'
  | 'query'
  | 'subprotocol';

export interface Presented {
  readonly text: string;
  readonly carrier: Carrier;
}

type Credentials =
  | { readonly ok: true; readonly presented: Presented | undefined }
  | { readonly ok: false; readonly code: 'CREDENTIALS_REPEATED' | 'CREDENTIALS_AMBIGUOUS' };

const KEY_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key'] as const;
const ONCE_ONLY = ['authorization', ...KEY_HEADERS] as const;
// Keys of older installations have other shapes than ours; dummies that apps send ("ollama", "default-key") are shorter.
const WELL_FORMED = /^[A-Za-z0-9_-]{16,128}$/;
const BEARER = /^bearer(?:[ \t]+(.*))?$/i;
const BASIC = /^basic[ \t]+(.*)$/i;

const JWT = /^[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const SIGNATURE = /^latchkey-hmac[ \t]/i;

const isJwt = (text: string) => text.includes('.') && JWT.test(text);

const isWellFormed = (text: string) =>
  WELL_FORMED.test(text) || isJwt(text) || SIGNATURE.test(text);

function fromBasic(encoded: string): Presented {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const user = colon < 0 ? decoded : decoded.slice(0, colon);
  const password = colon < 0 ? '' : decoded.slice(colon + 1);
  const isUser = password === '' || (!isWellFormed(password) && isWellFormed(user));
  return { text: isUser ? user : password, carrier: 'basic' };
}

function fromAuthorization(value: string): Presented {
  const bearer = BEARER.exec(value);
  if (bearer) {
    const text = (bearer[1] ?? '').trim();
    return { text, carrier: isJwt(text) ? 'jwt' : 'bearer' };
  }
  const basic = BASIC.exec(value);
  if (basic) return fromBasic(basic[1] ?? '');
  return { text: value, carrier: SIGNATURE.test(value) ? 'signature' : 'authorization' };
}

function fromSubprotocols(headers: HeaderIndex): Presented[] {
  const values = valuesOf(headers, 'sec-websocket-protocol');
  if (values.length === 0) return [];
  return values
    .flatMap((value) => value.split(','))
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol.startsWith(SUBPROTOCOL_PREFIX))
    .map((protocol) => ({
      text: protocol.slice(SUBPROTOCOL_PREFIX.length),
      carrier: 'subprotocol',
    }));
}

function candidatesOf(headers: HeaderIndex): Presented[] {
  const [authorization] = valuesOf(headers, 'authorization');
  const found = authorization === undefined ? [] : [fromAuthorization(authorization.trim())];
  for (const carrier of KEY_HEADERS) {
    for (const value of valuesOf(headers, carrier)) found.push({ text: value.trim(), carrier });
  }
  found.push(...fromSubprotocols(headers));
  return found;
}

/**
 * The one key of a request. A key in the path wins over every header, because the apps that need it cannot be kept from
 * sending a dummy beside it. An empty or dummy credential beside a well-formed key is ignored; two different well-formed
 * keys, or the same header twice, are not judged at all.
 */
export function readCredentials(
  headers: HeaderIndex,
  pathKey: string | undefined,
  queryKeys: readonly string[],
): Credentials {
  if (ONCE_ONLY.some((name) => valuesOf(headers, name).length > 1)) {
    return { ok: false, code: 'CREDENTIALS_REPEATED' };
  }
  if (pathKey !== undefined) return { ok: true, presented: { text: pathKey, carrier: 'path' } };
  const candidates = candidatesOf(headers);
  for (const text of queryKeys) candidates.push({ text, carrier: 'query' });
  const [only] = candidates;
  if (candidates.length <= 1) return { ok: true, presented: only?.text ? only : undefined };
  const wellFormed = candidates.filter(({ text }) => isWellFormed(text));
  if (new Set(wellFormed.map(({ text }) => text)).size > 1) {
    return { ok: false, code: 'CREDENTIALS_AMBIGUOUS' };
  }
  return { ok: true, presented: wellFormed[0] ?? candidates.find(({ text }) => text !== '') };
}
