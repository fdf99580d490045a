import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

/** One GET to a service, kept small: the other side may be anything. */
interface ProbeRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly lookup: LookupFunction;
  readonly timeoutMs: number;
}

export interface ProbeAnswer {
  readonly status: number;
  /** At most 1 MiB; a longer answer is cut. */
  readonly body: string;
  /** What it says of itself in the `Server` header. */
  readonly server: string;
}

const MAX_BODY_BYTES = 1024 * 1024;

async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends one GET on a connection of its own; follows no redirect; rejects with the network's error, or TimeoutError. */
export function probe({ url, headers, lookup, timeoutMs }: ProbeRequest): Promise<ProbeAnswer> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const asked = send(url, {
      method: 'GET',
      headers: { accept: 'application/json, */*;q=0.5', ...headers },
      agent: false,
      lookup,
      signal,
      maxHeaderSize: 16_384,
    });
    const fail = (error: unknown) => reject(signal.aborted ? (signal.reason as Error) : error);
    asked.once('error', fail);
    asked.once('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(new Error('switched protocols unasked'));
    });
    asked.once('response', (answer) => {
      readBody(answer)
        .then((body) => {
          const server = String(answer.headers.server ?? '');
          resolve({ status: answer.statusCode ?? 0, body, server });
        }, fail)
        .finally(() => asked.destroy());
    });
    asked.end();
  });
}
