import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach } from 'vitest';
import { LatchkeyError } from '#shared/contract/errors';
import { createForwarder, type ForwardPlan, type ForwardResult } from '../../gateway/proxy/forward';
import { toUpstreamHeaders } from '../../gateway/proxy/request-headers';
import { plainService } from '../../gateway/storage/empty-config';

export const portOf = (server: { address(): unknown }): number =>
  (server.address() as AddressInfo).port;

export const listen = async <T extends Server | ReturnType<typeof createServer>>(server: T) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

type Script = (socket: Socket, head: string, connectionNumber: number) => void;

/** A service written out byte by byte: `script` runs once for every request head that arrives. */
export class ScriptedService {
  readonly received: string[] = [];
  readonly sockets: Socket[] = [];
  closed = 0;
  readonly #server = createServer((socket) => this.#serve(socket));
  script: Script;

  constructor(script: Script) {
    this.script = script;
  }

  get port(): number {
    return portOf(this.#server);
  }

  async start(): Promise<this> {
    await listen(this.#server);
    return this;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    const at = this.sockets.push(socket) - 1;
    this.received[at] = '';
    let judged = 0;
    socket.on('error', () => {});
    socket.on('close', () => this.closed++);
    socket.on('data', (chunk: Buffer) => {
      this.received[at] += chunk.toString('latin1');
      for (;;) {
        const all = this.received[at] ?? '';
        const end = all.indexOf('\r\n\r\n', judged);
        if (end < 0) break;
        const head = all.slice(judged, end);
        judged = end + 4;
        if (/^[A-Z]+ \S+ HTTP/.test(head)) this.script(socket, head, at);
      }
    });
  }
}

export interface Rig {
  readonly port: number;
  readonly results: ForwardResult[];
  readonly errors: string[];
  readonly seen: { status: number; headers: readonly string[]; body: Buffer[] }[];
  beforeEnd: (result: ForwardResult) => Promise<void>;
  plan: Partial<ForwardPlan>;
  activeSockets(): number;
  stop(): Promise<void>;
}

const TIMEOUTS = { connectMs: 2000, firstByteMs: 5000, idleMs: 5000, totalMs: null };

/** A bare server that passes every request on to `servicePort` and nothing else. */
export async function startRig(servicePort: number): Promise<Rig> {
  const forwarder = createForwarder();
  const results: ForwardResult[] = [];
  const errors: string[] = [];
  const seen: Rig['seen'] = [];
  const server = createHttpServer((req, res) => {
    const watched = { status: 0, headers: [] as readonly string[], body: [] as Buffer[] };
    seen.push(watched);
    forwarder
      .forward(
        req,
        res,
        toPlan(req),
        {
          onResponseHead: (status, headers) => Object.assign(watched, { status, headers }),
          onBody: (chunk) =>
            void (watched.body.length < 1000 && watched.body.push(chunk.subarray())),
          onRequestBody: () => {},
        },
        (result) => rig.beforeEnd(result),
      )
      .then((result) => results.push(result))
      .catch((error: unknown) => {
        const code = error instanceof LatchkeyError ? error.code : String(error);
        errors.push(code);
        if (res.headersSent) {
          res.destroy();
        } else {
          const status = error instanceof LatchkeyError ? error.status : 500;
          res.writeHead(status, { 'content-length': code.length }).end(code);
        }
      });
  });
  const toPlan = (req: IncomingMessage): ForwardPlan => {
    const origin = new URL(`http://127.0.0.1:${servicePort}`);
    const target = rig.plan.target ?? { origin, basePath: '' };
    const { rules } = plainService();
    const facts = {
      service: { kind: 'http' as const, upstreamHeaders: [], rules },
      origin: target.origin,
      clientIp: '127.0.0.1',
      host: 'gateway',
      proto: 'http' as const,
      requestId: 'r1',
    };
    return {
      target,
      path: req.url ?? '/',
      headers: toUpstreamHeaders(req, facts),
      timeouts: TIMEOUTS,
      maxBodyBytes: 1 << 30,
      ...rig.plan,
    };
  };
  await listen(server);
  const rig: Rig = {
    port: portOf(server),
    results,
    errors,
    seen,
    beforeEnd: () => Promise.resolve(),
    plan: {},
    activeSockets: () => forwarder.activeSockets(),
    async stop() {
      await forwarder.close();
      server.closeAllConnections();
      server.close();
    },
  };
  return rig;
}

/** An answer of two bytes, whole. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A service and a bare server in front of it, new for each test of a file; it answers `OK` until told otherwise. */
export function useForwardRig() {
  const forward = {
    service: undefined as unknown as ScriptedService,
    rig: undefined as unknown as Rig,
  };
  beforeEach(async () => {
    forward.service = await new ScriptedService((socket) => socket.write(OK)).start();
    forward.rig = await startRig(forward.service.port);
  });
  afterEach(async () => {
    await forward.rig.stop();
    forward.service.stop();
  });
  return forward;
}

export const timeouts = (more: Partial<ForwardPlan['timeouts']>) => ({ ...TIMEOUTS, ...more });

export interface RawAnswer {
  readonly text: string;
  /** True when the peer ended the connection in order, false when it was reset. */
  readonly isClean: boolean;
}

/** Sends raw bytes and collects what comes back until the connection ends or `until` has been seen. */
export function rawCall(port: number, request: string, until?: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'));
    let text = '';
    let isClean = false;
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (until !== undefined && text.includes(until)) {
        isClean = true;
        socket.destroy();
      }
    });
    socket.on('end', () => (isClean = true));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text, isClean }));
  });
}

export const get = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: gateway\r\n${more}\r\n`;

/** Resolves when the condition holds; looks again at every turn of the event loop. */
export async function until(condition: () => boolean, maxMs = 5000): Promise<number> {
  const startMs = performance.now();
  while (!condition()) {
    if (performance.now() - startMs > maxMs) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - startMs;
}
