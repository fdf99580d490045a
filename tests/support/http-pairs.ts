import fc from 'fast-check';

export type HeaderLine = readonly [name: string, value: string];

/** A header, and whether it belongs to the message or to one connection only. */
export interface Header {
  readonly line: HeaderLine;
  readonly isPassedOn: boolean;
}

export interface PairRequest {
  readonly method: string;
  /** Path below the service, with query. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly framing: 'none' | 'length' | 'chunked';
  /** Where a chunked body is cut, and all bytes are written apart. */
  readonly cuts: readonly number[];
}

export interface PairAnswer {
  readonly interim: readonly number[];
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly framing: 'length' | 'chunked' | 'close';
  readonly cuts: readonly number[];
  readonly hasTrailers: boolean;
}

export interface Pair {
  readonly asked: PairRequest;
  readonly answer: PairAnswer;
}

const oneOf = (text: string) => fc.constantFrom(...text);
const PLAIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ESCAPES = ['%20', '%C3%A9', '%e2%82%ac', '%3F', '%23', '%5B', '%7e', '%F0%9F%98%80', '%2B'];

const pathPart = fc.oneof(
  { weight: 8, arbitrary: oneOf(`${PLAIN}-_~!$&'()*+,=:@"<>[]^\`{|}`) },
  { weight: 1, arbitrary: fc.constantFrom(...ESCAPES) },
  { weight: 1, arbitrary: fc.constantFrom('a.b', '..a', 'a..', '.a.') },
);
// It begins with a letter: a segment of dots alone is another segment.
const segment = fc
  .tuple(oneOf(PLAIN), fc.array(pathPart, { maxLength: 8 }))
  .map(([first, rest]) => first + rest.join(''));
const query = fc
  .array(
    fc.oneof(
      oneOf(`${PLAIN}/?:@!$&'()*+,;=.-_~"<>[]^\`{|}`),
      fc.constantFrom('%2e%2E/', '%00', '..', '\\', ...ESCAPES),
    ),
    {
      maxLength: 20,
    },
  )
  .map((parts) => `?${parts.join('')}`);
const target = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.option(query))
  .map(([parts, hasSlash, asked]) => `/${parts.join('/')}${hasSlash ? '/' : ''}${asked ?? ''}`);

const OBS_TEXT = Array.from({ length: 128 }, (_, at) => String.fromCharCode(128 + at)).join('');
const VISIBLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('');
const value = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: oneOf(VISIBLE) },
      { weight: 1, arbitrary: oneOf(OBS_TEXT) },
      { weight: 2, arbitrary: oneOf(' \t') },
    ),
    { maxLength: 30 },
  )
  .map((characters) => characters.join('').replace(/^[ \t]+|[ \t]+$/g, ''));

const ownName = fc
  .array(oneOf(`${PLAIN}!#$%&'*+.^_\`|~-`), { maxLength: 12 })
  .map((characters) => `Xq-${characters.join('')}`);
const cased = (name: string) =>
  fc.infiniteStream(fc.boolean()).map((flips) => {
    const flip = flips[Symbol.iterator]();
    return [...name]
      .map((one) => (flip.next().value ? one.toUpperCase() : one.toLowerCase()))
      .join('');
  });

const passedOn = (names: readonly string[]) =>
  fc
    .tuple(fc.oneof(ownName, fc.constantFrom('Xq-Twice', ...names)).chain(cased), value)
    .map((line): Header => ({ line, isPassedOn: true }));
const stopped = (lines: readonly HeaderLine[]) =>
  fc
    .constantFrom(...lines)
    .chain(([name, text]) =>
      cased(name).map((odd): Header => ({ line: [odd, text], isPassedOn: false })),
    );

const headers = (names: readonly string[], lines: readonly HeaderLine[]) =>
  fc.array(
    fc.oneof({ weight: 5, arbitrary: passedOn(names) }, { weight: 1, arbitrary: stopped(lines) }),
    { maxLength: 8 },
  );

const REQUEST_NAMES = [
  'Accept',
  'User-Agent',
  'Accept-Language',
  'Range',
  'If-None-Match',
  'Content-Language',
];
const REQUEST_STOPPED: readonly HeaderLine[] = [
  ['Keep-Alive', 'timeout=9'],
  ['Proxy-Connection', 'keep-alive'],
  ['TE', 'trailers'],
  ['Connection', 'keep-alive, xz-only'],
  ['X-Forwarded-For', '203.0.113.9'],
  ['X_Forwarded_Proto', 'https'],
  ['Forwarded', 'for=203.0.113.9'],
  ['X-Real-IP', '203.0.113.9'],
  ['Referer', 'http://elsewhere/'],
  ['Cookie', 'a=b'],
];
const ANSWER_NAMES = [
  'ETag',
  'Cache-Control',
  'Vary',
  'Last-Modified',
  'X-Request-Cost',
  'Content-Language',
];
const ANSWER_STOPPED: readonly HeaderLine[] = [
  ['Keep-Alive', 'timeout=5'],
  ['Proxy-Authenticate', 'Basic'],
  ['Set-Cookie', 'a=b'],
  ['Connection', 'keep-alive, xz-only'],
];

const body = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 2_000, maxLength: 40_000, size: 'max' }) },
);
const cuts = fc.array(fc.nat(40_000), { maxLength: 5 });

const asked = fc
  .record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    target,
    headers: headers(REQUEST_NAMES, REQUEST_STOPPED),
    body,
    framing: fc.constantFrom('none' as const, 'length' as const, 'chunked' as const),
    cuts,
  })
  .map((one): PairRequest => ({
    ...one,
    body: Buffer.from(one.framing === 'none' ? [] : one.body),
  }));

const BODYLESS: ReadonlySet<number> = new Set([204, 205, 304]);

const answer = fc
  .record({
    interim: fc.array(fc.constantFrom(100, 102, 103), { maxLength: 2 }),
    status: fc.oneof(
      fc.integer({ min: 200, max: 599 }),
      fc.constantFrom(200, 200, 204, 206, 304, 404, 429, 500),
    ),
    reason: fc.constantFrom('OK', '', 'Not Quite Right', 'Tea-Pot! (really)'),
    headers: headers(ANSWER_NAMES, ANSWER_STOPPED),
    body,
    framing: fc.constantFrom(
      'length' as const,
      'length' as const,
      'chunked' as const,
      'close' as const,
    ),
    cuts,
    hasTrailers: fc.boolean(),
  })
  .map((one): PairAnswer => {
    const isBare = BODYLESS.has(one.status);
    return {
      ...one,
      body: Buffer.from(isBare ? [] : one.body),
      framing: isBare ? 'length' : one.framing,
    };
  });

/** Any request that is allowed to be sent, with any answer that a service may give to it. */
export const pairs: fc.Arbitrary<Pair> = fc.record({ asked, answer });

/** The bytes cut into pieces at the given places. */
export function cutUp(bytes: Buffer, places: readonly number[]): Buffer[] {
  const inside = [...new Set(places)].filter((at) => at > 0 && at < bytes.length);
  const ends = [...inside.sort((a, b) => a - b), bytes.length];
  return ends
    .map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
    .filter((one) => one.length > 0);
}

/** A chunked body, one chunk for each piece. */
export function toChunks(pieces: readonly Buffer[], trailers: string): Buffer {
  const parts = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailers}\r\n`)]);
}

/** Header lines as they stand on the wire. */
export const toLines = (list: readonly Header[]): string =>
  list.map(({ line: [name, text] }) => `${name}: ${text}\r\n`).join('');
