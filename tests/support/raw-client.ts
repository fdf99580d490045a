import { connect, type Socket } from 'node:net';
import { parseAnswers, type RawAnswer } from './http-parse';

export interface SendOptions {
  /** Resolve once that many final answers are complete; without it, when the server closes. */
  readonly answers?: number;
  /** What is asked, in order; taken from the request lines of the sent bytes when missing. */
  readonly methods?: readonly string[];
  readonly timeoutMs?: number;
}

export interface Exchange {
  /** Final and interim answers, in order. */
  readonly answers: readonly RawAnswer[];
  /** The first final answer; throws when there was none. */
  readonly first: RawAnswer;
  readonly received: Buffer;
  /** True when the server ended the connection. */
  readonly isClosed: boolean;
}

export class RawConnection {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    socket.on('error', () => this.#wake()); // a reset counts as closed
    socket.on('end', () => this.#close());
    socket.on('close', () => this.#close());
  }

  #close() {
    this.#isClosed = true;
    this.#wake();
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes are latin1: what the text says is what goes out. */
  write(bytes: string | Buffer): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Resolves as soon as `test` holds, looked at after every event of the connection; rejects after `timeoutMs`. */
  until(test: () => boolean, timeoutMs = 5_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => {
        this.#wake = () => {};
        const text = this.received.toString('latin1').slice(0, 400);
        reject(new Error(`waited ${timeoutMs} ms, got ${JSON.stringify(text)}`));
      };
      const timer = setTimeout(fail, timeoutMs);
      this.#wake = () => {
        if (!test()) return;
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
      this.#wake();
    });
  }

  async answers(count: number, methods: readonly string[] = [], timeoutMs?: number) {
    const read = () => parseAnswers(this.received, methods, this.#isClosed);
    const isFinal = ({ status, isComplete }: RawAnswer) =>
      (status >= 200 || status === 101) && isComplete;
    await this.until(() => this.#isClosed || read().filter(isFinal).length >= count, timeoutMs);
    return read();
  }

  async closed(timeoutMs?: number): Promise<Buffer> {
    await this.until(() => this.#isClosed, timeoutMs);
    return this.received;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Opens a bare connection to 127.0.0.1 (or another address); nothing is sent yet. */
export async function openRaw(port: number, host = '127.0.0.1'): Promise<RawConnection> {
  const socket = connect({ port, host });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return new RawConnection(socket);
}

const REQUEST_LINE = /(?:^|\r\n)([A-Z]+) [^\r\n]* HTTP\/1\.[01]\r\n/g;

const methodsOf = (bytes: string): string[] =>
  [...bytes.matchAll(REQUEST_LINE)].map((match) => match[1] ?? 'GET');

/** Sends the bytes, piece by piece when given a list, and collects what comes back. */
export async function sendRaw(
  port: number,
  bytes: string | Buffer | readonly (string | Buffer)[],
  options: SendOptions = {},
): Promise<Exchange> {
  const pieces = Array.isArray(bytes) ? (bytes as readonly (string | Buffer)[]) : [bytes as string];
  const connection = await openRaw(port);
  const head = pieces.map((piece) => piece.toString('latin1').slice(0, 65_536)).join('');
  const methods = options.methods ?? methodsOf(head);
  try {
    for (const piece of pieces) {
      connection.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (options.answers === undefined) await connection.closed(options.timeoutMs);
    else await connection.answers(options.answers, methods, options.timeoutMs);
    return toExchange(connection, methods);
  } finally {
    connection.destroy();
  }
}

function toExchange(connection: RawConnection, methods: readonly string[]): Exchange {
  const { received, isClosed } = connection;
  const answers = parseAnswers(received, methods, isClosed);
  return {
    answers,
    received,
    isClosed,
    get first() {
      const final = answers.find(({ status }) => status >= 200 || status === 101);
      if (!final) throw new Error(`no answer, got ${JSON.stringify(received.toString('latin1'))}`);
      return final;
    },
  };
}

/** A request as bytes. `Host` and `Connection: close` are added unless the headers say otherwise. */
export function toRequest(
  line: string,
  headers: readonly string[] = [],
  body = '',
  version = 'HTTP/1.1',
): string {
  const has = (name: string) => headers.some((header) => header.toLowerCase().startsWith(name));
  const added = [
    ...(has('host:') ? [] : ['Host: 127.0.0.1']),
    ...(has('connection:') ? [] : ['Connection: close']),
    ...(body && !has('content-length') && !has('transfer-encoding')
      ? [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]
      : []),
  ];
  return [`${line} ${version}`, ...added, ...headers, '', body].join('\r\n');
}
