import type { EventMessage } from '#shared/contract/events';
import type { EventHub } from '../events';
import { setSecurityHeaders } from './admin-answer';
import type { AdminAuth } from './admin-auth';
import type { AdminRoute } from './admin-route';
import { bearerOf } from './require-owner';
import { LatchkeyError } from '#shared/contract/errors';

const HEARTBEAT_MS = 15_000;
const MAX_STREAMS = 20;
const MAX_WAITING_BYTES = 1024 * 1024;

/** `GET /admin/v1/events`: push events as `text/event-stream`. A reader that does not keep up, or whose token ends, is cut. */
export function createEventRoute(events: EventHub, auth: AdminAuth): AdminRoute {
  let streams = 0;
  return {
    method: 'GET',
    path: '/admin/v1/events',
    access: 'owner',
    run(req, res) {
      if (req.method === 'HEAD') return void res.end();
      if (streams >= MAX_STREAMS) throw new LatchkeyError('CONNECTIONS_EXHAUSTED');
      streams++;
      setSecurityHeaders(res);
      res.setHeader('content-type', 'text/event-stream; charset=utf-8');
      res.flushHeaders();
      const write = (text: string) => {
        if (res.writableLength > MAX_WAITING_BYTES) res.destroy();
        else res.write(text);
      };
      const isOver = () => auth.check(bearerOf(req) ?? '') === undefined;
      const send = (event: EventMessage) =>
        isOver()
          ? void res.end()
          : write(`event: ${event.name}\ndata: ${JSON.stringify(event)}\n\n`);
      const unlisten = events.listen(send);
      const timer = setInterval(() => {
        if (isOver()) res.end();
        else write(': still here\n\n');
      }, HEARTBEAT_MS).unref();
      write(': welcome\n\n');
      res.once('close', () => {
        streams--;
        unlisten();
        clearInterval(timer);
      });
    },
  };
}
