import type { AddressInfo } from 'node:net';
import { errorCatalogue } from '#shared/contract/errors';
import { answerAndDrain } from '../../gateway/edge/drain';
import { defaultEdgeCaps, type EdgeCaps } from '../../gateway/edge/edge-caps';
import { createPublicServer } from '../../gateway/edge/public-server';
import type { GuardedRequest, GuardRules } from '../../gateway/edge/request-guard';

/** The edge alone: everything it lets in is answered with what it understood, and counted. */
export interface TestEdge {
  readonly port: number;
  /** Requests that the edge let in, in order. */
  readonly admitted: readonly GuardedRequest[];
  readonly upgraded: readonly GuardedRequest[];
  readonly openConnections: () => Promise<number>;
  stop(): Promise<void>;
}

export const anyHost: GuardRules = { isAllowedHost: () => true, enforceHost: false };

interface Options {
  readonly caps?: Partial<EdgeCaps>;
  readonly rules?: GuardRules;
  readonly monotonicMs?: () => number;
  /** `read` takes the whole body before it answers, `refuse` answers 401 at once, `hold` never answers. */
  readonly behaviour?: 'read' | 'refuse' | 'hold';
}

export async function startEdge(options: Options = {}): Promise<TestEdge> {
  const caps = { ...defaultEdgeCaps, checkIntervalMs: 50, ...options.caps };
  const admitted: GuardedRequest[] = [];
  const upgraded: GuardedRequest[] = [];
  const server = createPublicServer({
    rules: options.rules ?? anyHost,
    caps,
    monotonicMs: options.monotonicMs,
    handle(req, res, request) {
      admitted.push(request);
      if (options.behaviour === 'refuse') answerAndDrain(req, res, 401, {}, 'no key', caps);
      else if (options.behaviour === 'hold') req.resume();
      else {
        let bodyBytes = 0;
        req.on('data', (chunk: Buffer) => (bodyBytes += chunk.length));
        req.once('end', () => {
          const body = JSON.stringify({ method: req.method, bodyBytes, ...request });
          res.writeHead(200, { 'content-type': 'application/json' }).end(body);
        });
      }
    },
    refuse(req, res, code) {
      const { status, message } = errorCatalogue[code];
      const body = JSON.stringify({ error: { code, message, requestId: 'test' } });
      answerAndDrain(req, res, status, { 'content-type': 'application/json' }, body, caps);
    },
    upgrade(_req, socket, _head, request) {
      upgraded.push(request);
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\n');
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    admitted,
    upgraded,
    openConnections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
