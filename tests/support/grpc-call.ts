import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2';
import { GrpcMessages, toMessage } from './grpc-messages';

interface GrpcAnswer {
  readonly head: IncomingHttpHeaders;
  /** Of the trailers, or of the head when there is nothing else. */
  readonly end: IncomingHttpHeaders;
  readonly messages: readonly string[];
  /** How the stream was reset; 0 for an end. */
  readonly reset: number;
}

/** One gRPC call as a client makes it. */
interface GrpcCall {
  readonly stream: ClientHttp2Stream;
  readonly ended: Promise<GrpcAnswer>;
  say(text: string): void;
  /** The next message that arrives. */
  next(): Promise<string>;
}

/** Begins a call; nothing is said before `say`. */
export function beginGrpc(session: ClientHttp2Session, headers: OutgoingHttpHeaders): GrpcCall {
  const stream = session.request(
    { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers', ...headers },
    { endStream: false },
  );
  const messages = new GrpcMessages(stream);
  let head: IncomingHttpHeaders = {};
  let end: IncomingHttpHeaders = {};
  stream.on('response', (got) => (head = end = got));
  stream.on('trailers', (got) => (end = got));
  stream.on('error', () => {});
  const ended = new Promise<GrpcAnswer>((resolve) =>
    stream.once('close', () =>
      resolve({ head, end, messages: messages.all, reset: stream.rstCode ?? 0 }),
    ),
  );
  return {
    stream,
    ended,
    say: (text) => void stream.write(toMessage(text)),
    next: () => new Promise((resolve) => (messages.onMessage = resolve)),
  };
}

/** A whole call with one message. */
export function askGrpc(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  text = 'hi',
): Promise<GrpcAnswer> {
  const call = beginGrpc(session, headers);
  call.stream.end(toMessage(text));
  return call.ended;
}
