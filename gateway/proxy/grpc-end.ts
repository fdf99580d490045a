import type { ServerResponse } from 'node:http';
import { toGrpcEnd, type GrpcCode } from './grpc-status';

/** Ends an answer; a caller who does not take the end within `ms` is left. */
export function endWithin(res: ServerResponse, ms: number): void {
  const timer = setTimeout(() => res.destroy(), ms).unref();
  res.once('close', () => clearTimeout(timer));
  res.end();
}

/** Says how the call ended, in trailers or in a head without an answer; does not end it yet. */
export function sayEnd(res: ServerResponse, code: GrpcCode, message: string): void {
  const end = toGrpcEnd(code, message);
  if (res.headersSent) res.addTrailers(end);
  else res.writeHead(200, { 'content-type': 'application/grpc', ...end, 'content-length': 0 });
}
