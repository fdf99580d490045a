import type { IncomingMessage } from 'node:http';
import type { Cors } from '../edge/cors';
import { closeAfter } from '../edge/drain';
import { toClientHeaders } from '../proxy/response-headers';
import { applyHeaderRules } from '../services/header-rules';
import type { Target } from '../services/targets';
import type { Lease } from './call';
import { toUpstreamPath } from './choose-service';
import type { Meter } from './meter';
import { toClientExtras } from './proxy';

/** What a service said instead of opening a WebSocket. */
export interface PlainAnswer {
  readonly answer: IncomingMessage;
  readonly target: Target;
}

const MAX_BYTES = 65_536;
/** For a body that does not end. */
const MAX_READ_MS = 5000;

/** The first 64 KiB of a body, or what came of it within 5 seconds. */
function readStart(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const done = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(parts).subarray(0, MAX_BYTES));
    };
    const timer = setTimeout(done, MAX_READ_MS);
    answer.on('data', (chunk: Buffer) => {
      parts.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_BYTES) done();
    });
    answer.once('end', done).once('close', done).on('error', done);
  });
}

function toHeaders(lease: Lease, { answer, target }: PlainAnswer, cors: Cors): string[] {
  const { call, path, service } = lease.grant;
  const asked = toUpstreamPath(target, path, call.guarded.query);
  const place = { target, asked, url: call.req.url ?? '/' };
  const headers = toClientHeaders(answer.rawHeaders, toClientExtras(lease, cors), place);
  const { responseHeaders } = service.rules;
  return responseHeaders.length > 0 ? applyHeaderRules(headers, responseHeaders) : headers;
}

const hasNoBody = (status: number) => status === 204 || status === 304;

/** Gives the caller of an upgrade the service's own answer, on record first; of a body the first 64 KiB. */
export async function passOnAnswer(
  lease: Lease,
  plain: PlainAnswer,
  meter: Meter,
  cors: Cors,
): Promise<void> {
  const { call } = lease.grant;
  const { answer } = plain;
  const { statusCode: status = 502, statusMessage = '' } = answer;
  const firstByteMs = performance.now() - call.startedMs;
  meter.observer.onResponseHead(status, answer.rawHeaders);
  const body = await readStart(answer);
  meter.observer.onBody(body);
  answer.destroy();
  const bytes = { bytesIn: 0, bytesOut: body.length, firstByteMs };
  const outcome = call.res.destroyed ? 'client_gone' : 'finished';
  await meter.settle({ ...bytes, status, outcome });
  if (call.res.destroyed) return;
  const length = hasNoBody(status) ? [] : ['Content-Length', String(body.length)];
  closeAfter(call.res, call.req.socket);
  call.res.writeHead(status, statusMessage, [...toHeaders(lease, plain, cors), ...length]);
  call.res.end(body);
}
