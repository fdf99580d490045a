import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import http2, { type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway } from './start-gateway';
import { untilHttps } from './until-https';

type Answer = (req: IncomingMessage, res: ServerResponse, body: Buffer) => void;

/** Tells the caller what arrived. */
export const echo: Answer = (req, res, body) => {
  res.writeHead(200, 'Fine', { 'content-type': 'application/json', connection: 'keep-alive' });
  const { method, url, headers } = req;
  res.end(JSON.stringify({ method, url, headers, bytes: body.length }));
};
/** A service that answers as it is told, `/stream` and `/never` before they have a body. */
function createUpstream(told: { answer: Answer }) {
  const upstream = createServer((req, res) => {
    const chunks: Buffer[] = [];
    if (req.url === '/stream' || req.url === '/never')
      return told.answer(req, res, Buffer.alloc(0));
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => told.answer(req, res, Buffer.concat(chunks)));
  });

  upstream.on('upgrade', (req, socket) => {
    const accept = createHash('sha1')
      .update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.end(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
  });
  return upstream;
}

/** What came back over HTTP/2. */
interface H2Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One connection over HTTP/2 that is made anew when it was closed, as it is after a minute without a call. */
function createCaller(url: string, ca: string, secret: string) {
  const connectSession = () => http2.connect(url, { ca }).on('error', () => {});
  let session = connectSession();
  const openSession = () =>
    session.closed || session.destroyed ? (session = connectSession()) : session;
  function ask(headers: Record<string, string>, body?: Buffer): Promise<H2Answer> {
    return new Promise((resolve, reject) => {
      const stream = openSession().request(
        { authorization: `Bearer ${secret}`, ...headers },
        { endStream: body === undefined },
      );
      let got: IncomingHttpHeaders = {};
      const chunks: Buffer[] = [];
      stream.on('response', (head) => (got = head));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('close', () =>
        resolve({
          status: Number(got[':status']),
          headers: got,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      if (body) stream.end(body);
    });
  }
  return { openSession, ask, close: () => session.destroy() };
}

/** A gateway with HTTPS on and a service behind it, and a phone that knows its authority. */
export async function startHttpsHouse() {
  const told = { answer: echo, nowMs: Date.now() };
  const upstream = createUpstream(told);
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-https-'));
  const wallMs = () => told.nowMs;
  const gateway = await startGateway({ dataDir, tlsPort: 0, pollMs: 50, wallMs });
  const { api } = gateway;
  await api.services.create({ name: 'echo', kind: 'http', targets: [{ url: target }] });
  const { secret } = await api.keys.create({ name: 'phone', services: '*' });
  await api.settings.update({ httpsEnabled: true });
  const { url, ca } = await untilHttps(gateway);
  const { openSession, ask, close } = createCaller(url, ca, secret);
  return {
    /** How the service answers, and what the clock of the gateway says; both may be changed. */
    told,
    dataDir,
    gateway,
    secret,
    url,
    ca,
    openSession,
    ask,
    async stop() {
      close();
      await gateway.stop();
      upstream.closeAllConnections();
      upstream.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type HttpsHouse = Awaited<ReturnType<typeof startHttpsHouse>>;
