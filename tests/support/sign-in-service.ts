import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A sign-in service on loopback: it publishes its public keys and vouches for whoever the test says. */
export interface SignInService {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often the keys were read. */
  readonly reads: () => number;
  /** A sign-in for the gateway that holds for ten minutes, unless the claims say otherwise. */
  vouch(
    claims: Record<string, unknown>,
    how?: { kid?: string; alg?: string; pair?: Pair },
  ): Promise<string>;
  /** Another key pair, published from the next read on. */
  addKey(kid: string, alg?: string): Promise<Pair>;
  /** What every read is answered with from now on, instead of the keys. */
  answer(body: string | undefined, status?: number): void;
  stop(): void;
}

export const AUDIENCE = 'latchkey';

/** Starts one with an ES256 key called `first`. */
export async function startSignInService(): Promise<SignInService> {
  const published = new Map<string, { pair: Pair; alg: string }>();
  let reads = 0;
  let fixed: { body: string; status: number } | undefined;
  const server = createServer((_req, res) => {
    reads++;
    if (fixed) return void res.writeHead(fixed.status).end(fixed.body);
    void Promise.all(
      [...published].map(async ([kid, { pair, alg }]) => ({
        ...(await exportJWK(pair.publicKey)),
        kid,
        alg,
      })),
    ).then((keys) => res.end(JSON.stringify({ keys })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const addKey = async (kid: string, alg = 'ES256') => {
    const pair = await generateKeyPair(alg, { extractable: true });
    published.set(kid, { pair, alg });
    return pair;
  };
  await addKey('first');
  return {
    issuer,
    jwksUrl: `${issuer}/keys`,
    reads: () => reads,
    vouch(claims, { kid = 'first', alg = published.get(kid)?.alg ?? 'ES256', pair } = {}) {
      const signer = pair ?? published.get(kid)?.pair;
      if (!signer) throw new Error(`no key ${kid}`);
      const exp = Math.floor(Date.now() / 1000) + 600;
      return new SignJWT({ iss: issuer, aud: AUDIENCE, exp, ...claims })
        .setProtectedHeader({ alg, kid })
        .sign(signer.privateKey);
    },
    addKey,
    answer: (body, status = 200) => (fixed = body === undefined ? undefined : { body, status }),
    stop: () => void server.close(),
  };
}
