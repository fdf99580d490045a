import { createServer, type AddressInfo, type Socket } from 'node:net';
import {
  cutUp,
  toChunks,
  toLines,
  type HeaderLine,
  type Pair,
  type PairAnswer,
} from './http-pairs';

/** One request as it came to the service. */
export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

export interface PairService {
  readonly url: string;
  /** What came in for each pair, by its number. */
  readonly received: ReadonlyMap<number, readonly Received[]>;
  /** The pairs that are being played, by number. */
  pairs: readonly Pair[];
  forget(): void;
  stop(): void;
}

/** Reads one message off the front; undefined while it is not whole. Exact: it knows only what the gateway may send. */
function takeMessage(bytes: Buffer): { message: Received; rest: Buffer } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [method = '', target = '', version] = first.split(' ');
  if (version !== 'HTTP/1.1') throw new Error(`not a request line: ${JSON.stringify(first)}`);
  const headers = lines.map((line): HeaderLine => {
    const colon = line.indexOf(': ');
    if (colon < 1) throw new Error(`not a header: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  const valueOf = (name: string) => headers.find(([one]) => one.toLowerCase() === name)?.[1];
  const read =
    valueOf('transfer-encoding') === 'chunked'
      ? takeChunks(bytes, headEnd + 4)
      : takeLength(bytes, headEnd + 4, Number(valueOf('content-length') ?? 0));
  if (!read) return undefined;
  return { message: { method, target, headers, body: read.body }, rest: bytes.subarray(read.end) };
}

const takeLength = (bytes: Buffer, at: number, length: number) =>
  bytes.length < at + length
    ? undefined
    : { body: bytes.subarray(at, at + length), end: at + length };

function takeChunks(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const line = bytes.toString('latin1', at, lineEnd);
    if (!/^[0-9a-f]+$/.test(line)) throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
    const size = parseInt(line, 16);
    if (bytes.length < lineEnd + 4 + size) return undefined;
    const after = bytes.toString('latin1', lineEnd + 2 + size, lineEnd + 4 + size);
    if (after !== '\r\n') throw new Error('a chunk, or a trailer, where none may be');
    if (size === 0) return { body: Buffer.concat(parts), end: lineEnd + 4 };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 4 + size;
  }
}

function toAnswerPieces(answer: PairAnswer, method: string): Buffer[] {
  const { status, framing, body } = answer;
  const isBare = method === 'HEAD' || status === 204 || status === 304;
  const trailers = answer.hasTrailers ? 'Xq-Trailer: late\r\n' : '';
  const interim = answer.interim.map((one) => `HTTP/1.1 ${one} Early\r\nXq-Early: a\r\n\r\n`);
  const frame =
    framing === 'chunked'
      ? `${answer.hasTrailers ? 'Trailer: Xq-Trailer\r\n' : ''}Transfer-Encoding: chunked\r\n`
      : framing === 'length' && status !== 204 && status !== 304
        ? `Content-Length: ${body.length}\r\n`
        : '';
  // What the Connection header names belongs to this connection.
  const only = 'xz-only: 1\r\nConnection: xz-only\r\n';
  const closing = framing === 'close' ? 'Connection: close\r\n' : '';
  const head = `HTTP/1.1 ${status} ${answer.reason}\r\n${toLines(answer.headers)}${only}${closing}${frame}\r\n`;
  const all = Buffer.from(interim.join('') + head, 'latin1');
  if (isBare) return [all];
  const pieces = cutUp(body, answer.cuts);
  return framing === 'chunked' ? [all, toChunks(pieces, trailers)] : [all, ...pieces];
}

/** A service that plays the answers of generated pairs, and keeps every request byte for byte. */
export async function startPairService(): Promise<PairService> {
  const received = new Map<number, Received[]>();
  const sockets = new Set<Socket>();
  const service = { pairs: [] as readonly Pair[] };
  const play = (socket: Socket, message: Received) => {
    const found = message.headers.find(([name]) => name === 'Xq-Pair')?.[1];
    const number = Number(found);
    received.set(number, [...(received.get(number) ?? []), message]);
    const pair = service.pairs[number];
    if (!pair) return void socket.destroy();
    for (const piece of toAnswerPieces(pair.answer, message.method)) socket.write(piece);
    if (pair.answer.framing === 'close') socket.end();
  };
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      waiting = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
      for (;;) {
        const taken = takeMessage(waiting);
        if (!taken) return;
        waiting = taken.rest;
        play(socket, taken.message);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(service, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    forget: () => received.clear(),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}
