import { createServer } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createJwks } from '../../gateway/identity/jwks';
import { verifyToken } from '../../gateway/identity/verify-token';
import { createCheckedLookup } from '../../gateway/services/address-rules';
import { hostOf, portOf } from '../../gateway/services/target-rules';
import { AUDIENCE, startSignInService, type SignInService } from '../support/sign-in-service';

let idp: SignInService | undefined;
afterEach(() => idp?.stop());

const own = { ports: () => [], addresses: () => [] };
const lookupFor = (url: URL) => createCheckedLookup(portOf(url), own);

async function setUp() {
  const clock = { nowMs: 0 };
  const service = (idp = await startSignInService());
  const jwks = createJwks({ lookupFor, monotonicMs: () => clock.nowMs });
  const issuer = {
    issuer: service.issuer,
    audience: AUDIENCE,
    jwksUrl: service.jwksUrl,
    personClaim: 'sub',
    scopesClaim: null,
    keyId: 'k',
  };
  const verify = async (text: string) => {
    const found = await verifyToken(text, issuer, jwks, new Date()).catch(() => undefined);
    return found?.payload.sub;
  };
  return { clock, service, jwks, verify };
}

test('S003-80: a new key of the sign-in service is found, and made-up key names cost one read a minute', async () => {
  const { clock, service, verify } = await setUp();
  expect(await verify(await service.vouch({ sub: 'a' }))).toBe('a');
  expect(service.reads()).toBe(1);
  await service.addKey('second');
  const text = await service.vouch({ sub: 'b' }, { kid: 'second' });
  for (let times = 0; times < 5; times++) expect(await verify(text)).toBeUndefined();
  expect(service.reads()).toBe(1);
  clock.nowMs = 60_000;
  expect(await verify(text)).toBe('b');
  const made = await service.vouch(
    { sub: 'c' },
    { kid: 'made-up', pair: await service.addKey('x') },
  );
  for (let times = 0; times < 5; times++) expect(await verify(made)).toBeUndefined();
  expect(service.reads()).toBe(2);
});

test('S003-80: many sign-ins at the same time read the keys once', async () => {
  const { service, verify } = await setUp();
  const texts = await Promise.all(
    Array.from({ length: 20 }, (_, at) => service.vouch({ sub: `${at}` })),
  );
  expect(await Promise.all(texts.map(verify))).toEqual(texts.map((_, at) => `${at}`));
  expect(service.reads()).toBe(1);
});

test('S003-80: known keys outlive a sign-in service that is down, and a withdrawn key is gone within the hour', async () => {
  const { clock, service, verify } = await setUp();
  const text = await service.vouch({ sub: 'a' });
  expect(await verify(text)).toBe('a');
  service.answer('down', 503);
  clock.nowMs = 3_600_000;
  expect(await verify(text)).toBe('a');
  service.answer('{"keys":[]}');
  clock.nowMs = 7_200_000;
  expect(await verify(text)).toBeUndefined();
});

test.each([
  ['a redirect', '', 302],
  ['no JSON', '<html>', 200],
  ['more than 1 MiB', JSON.stringify({ keys: [], pad: 'a'.repeat(2_000_000) }), 200],
  ['too many keys', JSON.stringify({ keys: Array(101).fill({ kty: 'EC' }) }), 200],
])('S003-80: keys that come as %s are none', async (_what, body, status) => {
  const { service, jwks } = await setUp();
  service.answer(body, status);
  await expect(jwks.keysAt(service.jwksUrl)).rejects.toThrow();
});

test.each([
  'http://192.168.1.9/keys',
  'http://sign-in.example/keys',
  'https://169.254.169.254/keys',
  'https://[fe80::1]/keys',
  'https://user@sign-in.example/keys',
  'file:///etc/passwd',
])('S003-80, T-18: keys are never read from %s', async (url) => {
  const asked: string[] = [];
  const jwks = createJwks({
    lookupFor: (target) => {
      if (isIP(hostOf(target)) === 0) asked.push(target.hostname);
      return lookupFor(target);
    },
  });
  await expect(jwks.keysAt(url)).rejects.toThrow();
  expect(asked).toEqual([]);
});

test('S003-80: a sign-in service that accepts and says nothing is given up on', async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const startedMs = performance.now();
  const jwks = createJwks({ lookupFor });
  await expect(jwks.keysAt(`http://127.0.0.1:${port}/keys`)).rejects.toThrow();
  expect(performance.now() - startedMs).toBeLessThan(7_000);
  server.closeAllConnections();
  server.close();
});
