import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { LatchkeyError } from '#shared/contract/errors';
import type { Timeouts } from '#shared/contract/operations/services';
import { fromFlat } from './flat-headers';

/** All that is needed to pass one gRPC call on over a connection that stands. */
export interface GrpcPlan {
  readonly origin: URL;
  readonly path: string;
  /** Flat, already filtered. */
  readonly headers: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly timeouts: Timeouts;
  readonly maxMessageBytes: number;
  /** What was read of the body already. */
  readonly start: Buffer | undefined;
  /** The caller's key: it goes on in no trailer either. */
  readonly presented: string | undefined;
  /** Hears at once that the service answers. */
  readonly onAnswer: () => void;
  /** False ends the call, such as for a key that has expired. */
  readonly mayGoOn: () => boolean;
}

const NOT_FOR_HTTP2: ReadonlySet<string> = new Set(['host', 'connection', 'te']);

/** Sends the head of a call. Throws REQUEST_MALFORMED for headers that HTTP/2 has no room for; the session is closed then. */
export function requestGrpc(session: ClientHttp2Session, plan: GrpcPlan): ClientHttp2Stream {
  const head = {
    ...fromFlat(plan.headers, NOT_FOR_HTTP2),
    ':method': 'POST',
    ':scheme': plan.origin.protocol.slice(0, -1),
    ':authority': plan.origin.host,
    ':path': plan.path,
    te: 'trailers',
  };
  try {
    return session.request(head, { endStream: false, waitForTrailers: true });
  } catch (cause) {
    session.destroy();
    throw new LatchkeyError('REQUEST_MALFORMED', { cause });
  }
}
