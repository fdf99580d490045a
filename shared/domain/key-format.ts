/**
 * The shape of an API key: `lk_<id10>_<secret43><crc6>`, base62. The id is public, the secret holds 256 bits,
 * the check digits (CRC-32 of everything before them) let a mistyped key be told from a wrong one without a look-up.
 * The admin secret has the same shape with the prefix `lka`.
 */
export const KEY_PREFIX = 'lk';
export const ADMIN_PREFIX = 'lka';
/** A WebSocket of a browser can set no header but this one: `new WebSocket(url, ['latchkey.key.<key>'])`. */
export const SUBPROTOCOL_PREFIX = 'latchkey.key.';

/** A key of ours, or most of one, inside another text; its underscores may be escaped. */
const KEY_TEXT = /(lk[as]?)(?:_|%5f)([0-9a-z]{10})(?:_|%5f)?[0-9a-z]{8,}/gi;

/** The text with every key of ours cut down to its public part, so that it may be written down. */
export const maskKeys = (text: string): string =>
  text.includes('lk') ? text.replace(KEY_TEXT, '$1_$2_•••') : text;

/** True when a key of ours stands anywhere in the text. */
export const holdsKey = (text: string): boolean => text.includes('lk') && maskKeys(text) !== text;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^(lka?)_([0-9A-Za-z]{10})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (ISO-HDLC, as in zip and PNG) of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc = CRC_TABLE[(crc ^ text.charCodeAt(at)) & 0xff]! ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const toBase62 = (value: number, width: number): string => {
  let text = '';
  for (let rest = value; text.length < width; rest = Math.floor(rest / 62)) {
    text = BASE62[rest % 62]! + text;
  }
  return text;
};

/** Maps random bytes to `length` base62 characters without bias; `random` must give fresh uniform bytes. */
export function randomBase62(length: number, random: (bytes: number) => Uint8Array): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      // 248 = 4 x 62: bytes above it would favour the first characters.
      if (byte < 248 && text.length < length) text += BASE62[byte % 62]!;
    }
  }
  return text;
}

/** Puts a key together and adds its check digits. */
export function formatKey(prefix: string, id: string, secret: string): string {
  const body = `${prefix}_${id}_${secret}`;
  return body + toBase62(crc32(body), 6);
}

type ParsedKey =
  | { readonly form: 'key' | 'admin'; readonly id: string }
  | { readonly form: 'mistyped'; readonly id: string }
  | { readonly form: 'foreign' };

/** Tells what a presented text looks like, without knowing whether such a key exists. */
export function parseKey(text: string): ParsedKey {
  const match = SHAPE.exec(text);
  if (!match) return { form: 'foreign' };
  const [, prefix = '', id = '', , digits] = match;
  if (toBase62(crc32(text.slice(0, -6)), 6) !== digits) return { form: 'mistyped', id };
  return { form: prefix === ADMIN_PREFIX ? 'admin' : 'key', id };
}
