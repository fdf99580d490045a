import type { IncomingMessage } from 'node:http';
import { LatchkeyError } from '#shared/contract/errors';
import { JoinRequest } from '#shared/contract/join';

/** Room for the longest name and claim in any spelling of JSON. */
const MOST_BYTES = 4096;

const isJson = ({ headers }: IncomingMessage): boolean =>
  /^application\/json(?: *;|$)/i.test(headers['content-type'] ?? '');

const tooLarge = () => new LatchkeyError('BODY_TOO_LARGE', { message: 'This is too long.' });

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (error: LatchkeyError) => {
      req.off('data', take);
      req.pause();
      reject(error);
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES) stop(tooLarge());
    };
    req.on('data', take);
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('close', () => reject(new LatchkeyError('REQUEST_TIMEOUT')));
  });
}

const toJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // not JSON: refused below like any other wrong shape
  }
};

/** What a page asks for. Throws CONTENT_TYPE_UNSUPPORTED, BODY_TOO_LARGE, INPUT_INVALID, REQUEST_TIMEOUT. */
export async function readJoinRequest(req: IncomingMessage): Promise<JoinRequest> {
  if (!isJson(req)) throw new LatchkeyError('CONTENT_TYPE_UNSUPPORTED');
  if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge();
  const asked = JoinRequest.safeParse(toJson(await readBody(req)));
  if (!asked.success) throw new LatchkeyError('INPUT_INVALID');
  return asked.data;
}
