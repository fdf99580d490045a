import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportSPKI, generateKeyPair } from 'jose';
import { operations } from '#shared/contract/operations/registry';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';
import { acceptUpgrade, answerJson } from '../support/raw-upstream';
import { signRequest } from '../support/sign-request';
import { AUDIENCE, startSignInService, type SignInService } from '../support/sign-in-service';

let gw: EdgeSubject;
let idp: SignInService;
let otherBase = '';
let familyKeyId = '';
let signer = { id: '', secret: '' };

beforeAll(async () => {
  gw = await startSubject();
  idp = await startSignInService();
  const { api } = gw.gateway;
  const target = { url: gw.upstream.url };
  const pictures = { name: 'Pictures', targets: [target] };
  const other = await api.services.create({ ...pictures, sameAddress: true });
  otherBase = `/proxy/${other.service.id}`;
  await api.people.create({ name: 'Mia' });
  const limits = { rate_limit_requests: 100_000 };
  const family = await api.keys.create({ name: 'family', services: '*', ...limits });
  familyKeyId = family.key.id;
  const made = await api.keys.create({
    name: 'signer',
    services: '*',
    signing: 'required',
    ...limits,
  });
  signer = { id: made.key.id, secret: made.secret };
  await useIssuer();
});
afterAll(async () => {
  await gw.stop();
  idp.stop();
});
beforeEach(() => {
  gw.upstream.forget();
  gw.upstream.run(answerJson());
});

const useIssuer = (change: Record<string, unknown> = {}) =>
  gw.gateway.api.settings.update({
    identity: {
      jwt: [
        {
          issuer: idp.issuer,
          audience: AUDIENCE,
          jwksUrl: idp.jwksUrl,
          personClaim: 'name',
          scopesClaim: null,
          keyId: familyKeyId,
          ...change,
        },
      ],
      tailnet: [],
    },
  });

const codeOf = (answer: { json(): unknown }): string =>
  (answer.json() as { error: { code: string } }).error.code;
const call = async (headers: readonly string[], base = gw.base) => {
  const { first } = await sendRaw(gw.port, toRequest(`GET ${base}/x`, headers));
  return first.status === 200 ? 'passed' : `${first.status} ${codeOf(first)}`;
};
const withSignIn = (text: string) => [`Authorization: Bearer ${text}`];
/** How many requests reached the service. */
const asked = () => gw.upstream.recorded.split(' HTTP/1.1\r\n').length - 1;
const now = () => Math.floor(Date.now() / 1000);
const lastEntry = async () => (await gw.gateway.api.audit.search({})).entries[0];

describe('sign-ins', () => {
  test('S003-80, S001-27, S003-65, S000-55: who a sign-in service vouches for calls with the rights of a key, and is on record by name', async () => {
    const text = await idp.vouch({ name: 'mia' });
    expect(await call(withSignIn(text))).toBe('passed');
    expect(await lastEntry()).toMatchObject({ person: 'Mia', keyId: familyKeyId, status: 200 });
    expect(gw.upstream.recorded).not.toContain(text.slice(0, 30));
    expect(gw.upstream.recorded).not.toMatch(/authorization/i);
    const readsBefore = idp.reads();
    for (let times = 0; times < 5; times++) expect(await call(withSignIn(text))).toBe('passed');
    expect(idp.reads()).toBe(readsBefore);
  });

  test('S003-80: whoever signed in may ask who they are here', async () => {
    const text = await idp.vouch({ name: 'Mia' });
    const { first } = await sendRaw(gw.port, toRequest('GET /me', withSignIn(text)));
    expect(first.json()).toMatchObject({ key: { id: familyKeyId, person: 'Mia' } });
  });

  test.each([
    ['a person nobody knows', { name: 'Eve' }],
    ['no person at all', {}],
    ['another audience', { name: 'Mia', aud: 'another' }],
    ['another issuer', { name: 'Mia', iss: 'https://evil.example' }],
    ['no end', { name: 'Mia', exp: undefined }],
    ['an end 61 seconds ago', { name: 'Mia', exp: now() - 62 }],
    ['a start in two minutes', { name: 'Mia', nbf: now() + 120 }],
  ])('S003-80: a sign-in with %s is refused', async (_what, claims) => {
    expect(await call(withSignIn(await idp.vouch(claims)))).toBe('401 SIGN_IN_REFUSED');
    expect(gw.upstream.requests).toEqual([]);
  });

  test('S003-80: a clock may be off by less than a minute', async () => {
    const text = await idp.vouch({ name: 'Mia', exp: now() - 50, nbf: now() + 50 });
    expect(await call(withSignIn(text))).toBe('passed');
  });

  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('S003-80: %s signs in', async (alg) => {
    const fresh = await startSignInService();
    await fresh.addKey('first', alg);
    await useIssuer({ issuer: fresh.issuer, jwksUrl: fresh.jwksUrl });
    expect(await call(withSignIn(await fresh.vouch({ name: 'Mia' })))).toBe('passed');
    await useIssuer();
    fresh.stop();
  });

  test('S003-80: nothing unsigned, signed with a shared secret or by somebody else signs in', async () => {
    const head = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url');
    const claims = { iss: idp.issuer, aud: AUDIENCE, exp: now() + 600, name: 'Mia' };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const strangers = await generateKeyPair('ES256');
    const shared = createHmac('sha256', await exportSPKI(strangers.publicKey));
    const forged = [
      `${head('none')}.${body}.AA`,
      `${head('HS256')}.${body}.${shared.update(`${head('HS256')}.${body}`).digest('base64url')}`,
      await idp.vouch({ name: 'Mia' }, { pair: strangers }),
      `${(await idp.vouch({ name: 'Mia' })).slice(0, -8)}AAAAAAAA`,
    ];
    for (const text of forged) expect(await call(withSignIn(text))).toBe('401 SIGN_IN_REFUSED');
    const statuses = (await gw.gateway.api.audit.search({})).entries.map(({ code }) => code);
    expect(statuses.slice(0, 4)).toEqual(Array(4).fill('SIGN_IN_REFUSED'));
  });

  test('S003-80: services that the sign-in does not name stay closed, and those of the key are the most', async () => {
    await useIssuer({ scopesClaim: 'scope' });
    const both = await idp.vouch({ name: 'Mia', scope: 'openid recorded pictures' });
    const one = await idp.vouch({ name: 'Mia', scope: ['Pictures'] });
    const none = await idp.vouch({ name: 'Mia' });
    expect(await call(withSignIn(both))).toBe('passed');
    expect(await call(withSignIn(one), otherBase)).toBe('passed');
    expect(await call(withSignIn(one))).toBe('403 SERVICE_NOT_ALLOWED');
    expect(await call(withSignIn(none))).toBe('403 SERVICE_NOT_ALLOWED');
    await gw.gateway.api.keys.update({ id: familyKeyId, services: [gw.serviceId] });
    expect(await call(withSignIn(both), otherBase)).toBe('403 SERVICE_NOT_ALLOWED');
    await gw.gateway.api.keys.update({ id: familyKeyId, services: '*' });
    await useIssuer();
  });

  test('S003-80: a paused key pauses every sign-in that hangs on it, from the next call', async () => {
    const text = await idp.vouch({ name: 'Mia' });
    expect(await call(withSignIn(text))).toBe('passed');
    await gw.gateway.api.keys.pause({ id: familyKeyId });
    expect(await call(withSignIn(text))).toBe('403 KEY_PAUSED');
    await gw.gateway.api.keys.resume({ id: familyKeyId });
    expect(await call(withSignIn(text))).toBe('passed');
    await gw.gateway.api.settings.update({ identity: { jwt: [], tailnet: [] } });
    expect(await call(withSignIn(text))).toBe('401 KEY_INVALID');
    await useIssuer();
  });

  test('P-30, X3: a sign-in or a signature beside a different key is not judged at all', async () => {
    const text = await idp.vouch({ name: 'Mia' });
    const target = `${gw.base}/x`;
    for (const one of [withSignIn(text), signRequest(signer.secret, { method: 'GET', target })]) {
      const pair = [...one, `X-API-Key: ${gw.secret}`];
      expect(await call(pair)).toBe('401 CREDENTIALS_AMBIGUOUS');
      expect(await call([...one, 'X-API-Key: dummy'])).toBe('passed');
    }
    expect(asked()).toBe(2);
  });
});

describe('the verdict is the one of every other carrier', () => {
  type Which = 'good' | 'elsewhere' | 'revoked' | 'nobody';
  const made: Record<string, { id: string; secret: string }> = {};
  beforeAll(async () => {
    const { api } = gw.gateway;
    const other = otherBase.split('/').pop() ?? '';
    const scopes: Record<string, string[]> = {
      good: [gw.serviceId],
      elsewhere: [other],
      revoked: [gw.serviceId],
    };
    for (const [name, services] of Object.entries(scopes)) {
      for (const signing of ['off', 'required'] as const) {
        const { key, secret } = await api.keys.create({ name, services, signing });
        made[`${name} ${signing}`] = { id: key.id, secret };
        if (name === 'revoked') await api.keys.revoke({ id: key.id });
      }
    }
  });
  afterAll(() => useIssuer());

  const carriers: Record<
    string,
    (which: Which, method: string, target: string) => Promise<string[]>
  > = {
    async 'a sign-in'(which) {
      const keyId = made[`${which} off`]?.id ?? familyKeyId;
      await useIssuer({ keyId });
      const how = which === 'nobody' ? { pair: await generateKeyPair('ES256') } : {};
      return withSignIn(await idp.vouch({ name: 'Mia' }, how));
    },
    async 'a signature'(which, method, target) {
      const { secret } = made[`${which} required`] ?? { secret: 'lk_0123456789_unknown' };
      return signRequest(secret, { method, target });
    },
  };

  test.each(Object.keys(carriers))('P-29: by %s, whatever the method', async (carrier) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const ask = async (which: Which, base: string) => {
        const target = `${base}/x`;
        const headers = (await carriers[carrier]?.(which, method, target)) ?? [];
        return (await sendRaw(gw.port, toRequest(`${method} ${target}`, headers))).first.status;
      };
      expect(await ask('good', gw.base)).toBe(200);
      expect(await ask('elsewhere', gw.base)).toBe(403);
      expect(await ask('revoked', gw.base)).toBe(401);
      expect(await ask('nobody', gw.base)).toBe(401);
      expect(await ask('good', '/proxy/no-such-service')).toBe(404);
      expect(await ask('nobody', '/proxy/no-such-service')).toBe(401);
    }
  });

  test.each(Object.keys(carriers))(
    'P-29, P-58: a WebSocket opens by %s, and only by a good one',
    async (carrier) => {
      gw.upstream.run(acceptUpgrade());
      const target = `${gw.base}/ws`;
      for (const [which, status] of [
        ['good', 101],
        ['nobody', 401],
      ] as const) {
        const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
        const headers = [...((await carriers[carrier]?.(which, 'GET', target)) ?? []), ...upgrade];
        const { first } = await sendRaw(gw.port, toRequest(`GET ${target}`, headers), {
          answers: 1,
        });
        expect(first.status).toBe(status);
      }
    },
  );

  test('S003-80: a body that comes while a sign-in is being checked arrives whole', async () => {
    await useIssuer();
    const body = 'a'.repeat(300_000);
    const headers = withSignIn(await idp.vouch({ name: 'Mia', jti: 'fresh' }));
    const { first } = await sendRaw(gw.port, toRequest(`POST ${gw.base}/x`, headers, body));
    expect(first.status).toBe(200);
    expect(gw.upstream.recorded.endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  test('S003-80: whoever leaves while its sign-in is being checked is not called for', async () => {
    const bytes = toRequest(`POST ${gw.base}/x`, [
      ...withSignIn(await idp.vouch({ name: 'Mia', jti: 'gone' })),
      'Content-Length: 5',
    ]);
    const connection = await openRaw(gw.port);
    connection.socket.write(bytes, () => connection.socket.resetAndDestroy());
    await expect.poll(async () => (await gw.gateway.api.status.get({})).liveCalls).toBe(0);
    expect((await sendRaw(gw.port, toRequest('GET /health'))).first.status).toBe(200);
  });
});

test('T-12: no sign-in, signature or key that signs opens any admin operation', async () => {
  const signIn = withSignIn(await idp.vouch({ name: 'Mia' }));
  const names = Object.entries(operations).flatMap(([group, some]) =>
    Object.keys(some).map((name) => `${group}.${name}`),
  );
  expect(names.length).toBeGreaterThan(40);
  for (const name of names) {
    const target = `/admin/v1/${name}`;
    const signed = signRequest(signer.secret, { method: 'POST', target, body: '{}' });
    for (const headers of [signIn, signed, [`Authorization: Bearer ${signer.secret}`]]) {
      const host = `Host: 127.0.0.1:${gw.gateway.adminPort}`;
      const all = [host, 'Content-Type: application/json', ...headers];
      const { first } = await sendRaw(gw.gateway.adminPort, toRequest(`POST ${target}`, all, '{}'));
      expect([name, first.status]).toEqual([name, 401]);
    }
  }
});
