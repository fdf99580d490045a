import type { IncomingMessage } from 'node:http';
import { LatchkeyError } from '#shared/contract/errors';
import type { ForwardPlan } from './forward';
import type { RequestFraming } from './request-body';

const BAD_TARGET = /[^\x21-\x7e\x80-\xff]/;

const BAD_VALUE = /[\0\r\n]/;

const isLength = (name: string) => name.length === 14 && name.toLowerCase() === 'content-length';

/** The head of the request to the service. Refuses to write anything that could end a line early. */
export function toRequestHead(
  req: IncomingMessage,
  { path, headers, body }: Pick<ForwardPlan, 'path' | 'headers' | 'body'>,
  framing: RequestFraming,
): string {
  if (!path.startsWith('/') || BAD_TARGET.test(path)) throw new LatchkeyError('REQUEST_MALFORMED');
  let head = `${req.method} ${path} HTTP/1.1\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    let value = headers[at + 1] ?? '';
    if (body && isLength(headers[at] ?? '')) {
      if (body.isWhole) continue;
      value = String(Number(value) + (body.extraBytes ?? 0));
    }
    if (BAD_VALUE.test(value)) throw new LatchkeyError('REQUEST_MALFORMED');
    head += `${headers[at]}: ${value}\r\n`;
  }
  if (body?.isWhole) head += `Content-Length: ${body.start.length}\r\n`;
  if (framing === 'chunked') head += 'Transfer-Encoding: chunked\r\n';
  return `${head}Connection: keep-alive\r\n\r\n`;
}
