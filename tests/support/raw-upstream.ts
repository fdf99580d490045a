import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One connection that the gateway made to the scripted service. */
export interface UpstreamConnection {
  readonly socket: Socket;
  /** Everything that came in so far. */
  readonly received: Buffer;
  /** The same as latin1 text. */
  readonly text: string;
  readonly isClosed: boolean;
  /** Up to where `received` has been answered, for scripts that count. */
  answeredTo: number;
  write(bytes: string | Buffer): void;
}

/** Decides what to do each time bytes came in. */
export type Script = (connection: UpstreamConnection, chunk: Buffer) => void;

export interface RawUpstream {
  readonly port: number;
  readonly url: string;
  readonly connections: readonly UpstreamConnection[];
  /** Connections opened since the last `forget`. */
  readonly opened: number;
  /** Everything that ever came in, all connections together, as latin1 text. */
  readonly recorded: string;
  /** Heads of all whole requests, in order of arrival. */
  readonly requests: readonly UpstreamRequest[];
  /** Forgets what was recorded, not the open connections. */
  forget(): void;
  run(script: Script): void;
  /** Resolves when `test` holds; looked at after every event of any connection. */
  until(test: () => boolean, timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

interface UpstreamRequest {
  readonly method: string;
  readonly target: string;
  /** As sent: `Name: value` lines. */
  readonly lines: readonly string[];
  /** All values by lower-case name. */
  valuesOf(lowerName: string): readonly string[];
}

class Connection implements UpstreamConnection {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  isClosed = false;
  answeredTo = 0;
  constructor(socket: Socket) {
    this.socket = socket;
  }
  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }
  get text(): string {
    return this.received.toString('latin1');
  }
  write(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }
}

const HEAD = /(?:^|\r\n|\n)((?:[A-Z]+) [^\r\n]+ HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*)\r\n/g;

function toUpstreamRequest(head: string): UpstreamRequest {
  const [requestLine = '', ...lines] = head.split('\r\n').filter((line) => line !== '');
  const [method = '', target = ''] = requestLine.split(' ');
  const valuesOf = (name: string) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trim());
  return { method, target, lines, valuesOf };
}

const requestsIn = (text: string): UpstreamRequest[] =>
  [...text.matchAll(HEAD)].map((match) => toUpstreamRequest(match[1] ?? ''));

/** A service on 127.0.0.1 that speaks exactly the bytes a test gives it and records every byte it gets. */
export async function startRawUpstream(script: Script = answerJson()): Promise<RawUpstream> {
  let current = script;
  let connections: Connection[] = [];
  let opened = 0;
  const waiting = new Set<() => void>();
  const wake = () => waiting.forEach((look) => look());
  const server = createServer({ allowHalfOpen: false, noDelay: true }, (socket) => {
    const connection = new Connection(socket);
    connections.push(connection);
    opened++;
    socket.on('error', () => {}); // resets are part of the scripts
    socket.on('data', (chunk: Buffer) => {
      connection.chunks.push(chunk);
      current(connection, chunk);
      wake();
    });
    socket.on('close', () => {
      connection.isClosed = true;
      wake();
    });
    wake();
  });
  const port = await listen(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    get opened() {
      return opened;
    },
    get recorded() {
      return connections.map(({ text }) => text).join('');
    },
    get requests() {
      return connections.flatMap(({ text }) => requestsIn(text));
    },
    forget() {
      opened = 0;
      connections = connections.filter(({ isClosed }) => !isClosed);
      for (const connection of connections) {
        connection.chunks.length = 0;
        connection.answeredTo = 0;
      }
    },
    run: (next) => void (current = next),
    until: (test, timeoutMs = 5_000) => wait(waiting, test, timeoutMs),
    stop: () => stop(server, connections),
  };
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const stop = (server: Server, connections: readonly Connection[]): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    for (const { socket } of connections) socket.destroy();
  });

const wait = (waiting: Set<() => void>, test: () => boolean, timeoutMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (finish: () => void) => {
      clearTimeout(timer);
      waiting.delete(look);
      finish();
    };
    const look = () => {
      if (test()) end(resolve);
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`waited ${timeoutMs} ms for the service`))),
      timeoutMs,
    );
    waiting.add(look);
    look();
  });

const BODYLESS_END = /\r\n\r\n$/;

/** True when the connection holds a whole request: head, and a body as long as stated or a last chunk. */
function isWhole({ text }: UpstreamConnection, since: number): boolean {
  const rest = text.slice(since);
  const headEnd = rest.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const head = rest.slice(0, headEnd);
  if (/^transfer-encoding:/im.test(head)) return rest.endsWith('0\r\n\r\n');
  const stated = /^content-length: *(\d+)/im.exec(head);
  if (!stated) return BODYLESS_END.test(rest);
  return rest.length >= headEnd + 4 + Number(stated[1]);
}

const withoutBody = (bytes: string | Buffer): Buffer => {
  const whole = Buffer.from(bytes as string, 'utf8');
  return whole.subarray(0, whole.indexOf('\r\n\r\n') + 4);
};

/** Answers each whole request of a keep-alive connection with the same bytes; HEAD gets the head of them. */
export function answerBytes(bytes: string | Buffer): Script {
  return (connection) => {
    const since = connection.answeredTo;
    if (!isWhole(connection, since)) return;
    const isHead = connection.text.startsWith('HEAD ', since);
    connection.answeredTo = connection.received.length;
    connection.write(isHead ? withoutBody(bytes) : bytes);
  };
}

/** A whole answer as bytes, with the right length. */
export const toAnswer = (
  body: string,
  headers: readonly string[] = [],
  status = '200 OK',
): string =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join(
    '\r\n',
  );

/** `{"ok":true}`, or what it is given. */
export const answerJson = (value: unknown = { ok: true }, headers: readonly string[] = []) =>
  answerBytes(toAnswer(JSON.stringify(value), ['Content-Type: application/json', ...headers]));

/** Resets the connection as soon as a request comes in. */
export const resetAtOnce: Script = ({ socket }) => socket.resetAndDestroy();

/** Agrees to an upgrade and echoes what comes after it. */
export function acceptUpgrade(): Script {
  const open = new WeakSet<UpstreamConnection>();
  return (connection, chunk) => {
    const { text, socket } = connection;
    if (open.has(connection)) {
      socket.write(chunk);
      return;
    }
    if (!text.includes('\r\n\r\n')) return;
    open.add(connection);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
  };
}
