import type { Random } from './seeded-random';

const WORDS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\t',
  ' ',
  ':',
  ';',
  ',',
  '"',
  '\\',
  '/',
  '//',
  '/..',
  '/./',
  '%',
  '%00',
  '%2f',
  '%2e%2e/',
  '%zz',
  '%c0%af',
  '?',
  '#',
  '*',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/9.9',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Transfer_Encoding: chunked\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: -1\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Content-Length: 0\r\n',
  'Host: evil\r\n',
  'Host: a@b\r\n',
  'Host:\r\n',
  'Connection: close\r\n',
  'Connection: upgrade\r\nUpgrade: websocket\r\n',
  'Upgrade: h2c\r\n',
  'Expect: 100-continue\r\n',
  'Expect: 200\r\n',
  '__proto__: 1\r\n',
  'constructor: 1\r\n',
  'X-API-Key: x\r\n',
  'Authorization: Bearer a.b.c\r\n',
  'Authorization: Latchkey-HMAC id=a, ts=1, nonce=aaaaaaaaaaaaaaaa, sig=00\r\n',
  'Authorization: Basic !!!\r\n',
  'Sec-WebSocket-Protocol: latchkey.key.\r\n',
  'Origin: null\r\n',
  'Access-Control-Request-Method: GET\r\n',
  '0\r\n\r\n',
  'ffffffffffffffff\r\n',
  '-1\r\n',
  '5;ext="\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  '{"model":',
  '\u00ff',
].map((word) => Buffer.from(word, 'latin1'));

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const insertAt = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    copy[random(copy.length)] = random(256);
    return copy;
  },
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = random(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
    return copy;
  },
  (bytes, random) => insertAt(bytes, random(bytes.length), WORDS[random(WORDS.length)] ?? bytes),
  // At the start of a line a word is a header.
  (bytes, random) => {
    const at = bytes.indexOf('\n', random(bytes.length));
    return insertAt(bytes, at + 1, WORDS[random(WORDS.length)] ?? bytes);
  },
  (bytes, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(20))]);
  },
  (bytes, random) => {
    const at = random(bytes.length);
    return insertAt(bytes, at, bytes.subarray(at, at + random(200)));
  },
  (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, random(bytes.length)), other.subarray(random(other.length))]),
  (bytes, random) => {
    const letter = Buffer.from([random(256)]);
    return insertAt(bytes, random(bytes.length), Buffer.alloc(random(3_000), letter));
  },
  (bytes, random) => bytes.subarray(0, 1 + random(bytes.length)),
];

/** A valid message with one to four faults in it; sometimes with none. */
export function mutate(seeds: readonly Buffer[], random: Random): Buffer {
  const pick = () => seeds[random(seeds.length)] ?? Buffer.from('GET / HTTP/1.1\r\n\r\n');
  let bytes = pick();
  for (let times = random(5); times > 0 && bytes.length > 0; times--) {
    bytes = MUTATIONS[random(MUTATIONS.length)]?.(bytes, random, pick()) ?? bytes;
  }
  return bytes;
}
