import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Recorded {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = (res: ServerResponse, asked: Recorded) => void;

/** How a program answers: by `METHOD /path`, without query. */
export interface FakeAnswers {
  readonly routes: Readonly<Record<string, Answer>>;
  /** To everything else; 404 in JSON when it is left out. */
  readonly other?: Answer;
  /** Sent with every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly onUpgrade?: (req: IncomingMessage, socket: Socket) => void;
}

/** A program in the shape of a real one, which remembers what it was asked. */
export interface FakeService {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Recorded[];
  /** The bodies of all POSTs to a path, parsed. */
  posted(path: string): unknown[];
  stop(): Promise<void>;
}

export const json =
  (value: unknown, status = 200): Answer =>
  (res) =>
    void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
export const html =
  (text: string): Answer =>
  (res) =>
    void res.writeHead(200, { 'content-type': 'text/html' }).end(text);
export const plain =
  (text: string): Answer =>
  (res) =>
    void res.writeHead(200, { 'content-type': 'text/plain' }).end(text);
export const sound =
  (type: string, bytes: Buffer): Answer =>
  (res) =>
    void res.writeHead(200, { 'content-type': type }).end(bytes);

/** The answer of FastAPI to a form or object that lacks a field. */
export const lacks = (field: string) =>
  json({ detail: [{ type: 'missing', loc: ['body', field], msg: 'Field required' }] }, 422);

/** True when a multipart body has a part of this name. */
const hasPart = ({ body }: Recorded, name: string): boolean =>
  body.toString('latin1').includes(`form-data; name="${name}"`);

/** Answers once a form has this part, as a server does that reads it from there. */
export const needsPart =
  (name: string, answer: Answer): Answer =>
  (res, asked) =>
    (hasPart(asked, name) ? answer : lacks(name))(res, asked);

async function read(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Starts it on a loopback port: a free one, unless it is named. */
export async function startFakeService(answers: FakeAnswers, at = 0): Promise<FakeService> {
  const asked: Recorded[] = [];
  const other = answers.other ?? json({ detail: 'Not Found' }, 404);
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const { method = '', url: path = '', headers } = req;
    const recorded = { method, path, headers, body: await read(req) };
    asked.push(recorded);
    for (const [name, value] of Object.entries(answers.headers ?? {})) res.setHeader(name, value);
    const key = `${method === 'HEAD' ? 'GET' : method} ${path.replace(/\?.*$/, '')}`;
    (answers.routes[key] ?? other)(res, recorded);
  };
  const server = createServer((req, res) => {
    serve(req, res).catch(() => res.destroy());
  });
  const { onUpgrade } = answers;
  const switched = new Set<Socket>();
  if (onUpgrade) {
    server.on('upgrade', (req, socket: Socket) => {
      switched.add(socket);
      onUpgrade(req, socket);
    });
  }
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    posted: (path) =>
      asked
        .filter((one) => one.method === 'POST' && one.path.replace(/\?.*$/, '') === path)
        .map(({ body }) => JSON.parse(body.toString()) as unknown),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of switched) socket.destroy();
      await closed;
    },
  };
}
