import http2, {
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { GrpcMessages, toMessage } from './grpc-messages';

/** What reached the service of one call. */
interface ReachedCall {
  readonly headers: IncomingHttpHeaders;
  readonly stream: ServerHttp2Stream;
}

/** A gRPC service over HTTP/2: `/test.Echo/<method>`. */
export interface GrpcService {
  readonly url: string;
  readonly reached: ReachedCall[];
  close(): Promise<void>;
}

type Method = (stream: ServerHttp2Stream, messages: GrpcMessages) => void;

const OK = { 'grpc-status': '0', 'grpc-message': '' };
const HEAD = { ':status': 200, 'content-type': 'application/grpc+proto' };

const endWith = (stream: ServerHttp2Stream, trailers: Record<string, string>) =>
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));

const METHODS: Record<string, Method> = {
  Unary(stream, messages) {
    messages.onMessage = (message) => {
      endWith(stream, { ...OK, 'x-extra': 'after' });
      stream.respond(HEAD, { waitForTrailers: true });
      stream.end(toMessage(`you said ${message}`));
    };
  },
  ServerStream(stream, messages) {
    messages.onMessage = (message) => {
      endWith(stream, OK);
      stream.respond(HEAD, { waitForTrailers: true });
      for (let at = 0; at < Number(message); at++) stream.write(toMessage(`message ${at}`));
      stream.end();
    };
  },
  /** Answers each message by itself, and ends when the caller does. */
  Bidi(stream, messages) {
    endWith(stream, OK);
    stream.respond(HEAD, { waitForTrailers: true });
    messages.onMessage = (message) => stream.write(toMessage(`echo ${message}`));
    stream.once('end', () => stream.end());
  },
  /** Says something first, before there is any message. */
  Greets(stream) {
    endWith(stream, OK);
    stream.respond(HEAD, { waitForTrailers: true });
    stream.write(toMessage('hello'));
    stream.resume().once('end', () => stream.end());
  },
  Fails(stream) {
    const end = { 'grpc-status': '5', 'grpc-message': 'no such thing' };
    stream.respond({ ...HEAD, ...end }, { endStream: true });
  },
  FailsLate(stream) {
    endWith(stream, { 'grpc-status': '10', 'grpc-message': 'half way' });
    stream.respond(HEAD, { waitForTrailers: true });
    stream.end(toMessage('half'));
  },
  Breaks(stream) {
    stream.respond(HEAD);
    stream.write(toMessage('half'), () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  },
  Silent(stream) {
    stream.resume();
  },
  /** Sends for as long as it is allowed to. */
  Floods(stream) {
    stream.respond(HEAD);
    const chunk = toMessage('x'.repeat(65_536));
    const more = () => {
      while (!stream.destroyed && stream.write(chunk));
    };
    stream.on('drain', more);
    more();
  },
};

function serve(server: Http2Server | Http2SecureServer, reached: ReachedCall[]): void {
  server.on('stream', (stream, headers) => {
    reached.push({ headers, stream });
    stream.on('error', () => stream.destroy());
    const name = String(headers[':path']).split('/').at(-1) ?? '';
    METHODS[name]?.(stream, new GrpcMessages(stream));
  });
}

/** Starts on a free loopback port; over TLS when it is given a certificate. */
export async function startGrpcService(pair?: {
  certPem: string;
  keyPem: string;
}): Promise<GrpcService> {
  const server = pair
    ? http2.createSecureServer({ cert: pair.certPem, key: pair.keyPem })
    : http2.createServer();
  const reached: ReachedCall[] = [];
  serve(server, reached);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${pair ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    close: () =>
      new Promise((resolve) => {
        for (const { stream } of reached) stream.session?.destroy();
        server.close(() => resolve());
      }),
  };
}
