import { createHash, createHmac, randomBytes } from 'node:crypto';

export interface ToSign {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body?: string | Buffer;
  readonly ts?: number;
  readonly nonce?: string;
  /** Do not sign the body. */
  readonly unsignedBody?: boolean;
}

const sha256 = (text: string | Buffer) => createHash('sha256').update(text);

/** The two headers of a signed call, as the recipe in the README makes them. */
export function signRequest(secret: string, asked: ToSign): string[] {
  const ts = asked.ts ?? Math.floor(Date.now() / 1000);
  const nonce = asked.nonce ?? randomBytes(12).toString('hex');
  const digest = asked.unsignedBody ? 'UNSIGNED-BODY' : sha256(asked.body ?? '').digest('hex');
  const id = secret.split('_')[1] ?? '';
  const sig = createHmac('sha256', sha256(secret).digest())
    .update([asked.method, asked.target, ts, nonce, digest].join('\n'))
    .digest('hex');
  return [
    `Authorization: Latchkey-HMAC id=${id}, ts=${ts}, nonce=${nonce}, sig=${sig}`,
    `x-latchkey-content-sha256: ${digest}`,
  ];
}
