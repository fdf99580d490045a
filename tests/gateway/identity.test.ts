import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { exportSPKI, generateKeyPair } from 'jose';
import { operations } from '#shared/contract/operations/registry';
import { sendRaw, toRequest } from '../support/raw-client';
import { signRequest } from '../support/sign-request';
import { AUDIENCE, startSignInService } from '../support/sign-in-service';
import { useSignedInHome, withSignIn } from '../support/signed-in-home';

const home = useSignedInHome();
const { call, useIssuer } = home;
/** How many requests reached the service. */
const asked = () => home.gw.upstream.recorded.split(' HTTP/1.1\r\n').length - 1;
const now = () => Math.floor(Date.now() / 1000);
const lastEntry = async () => (await home.gw.gateway.api.audit.search({})).entries[0];

describe('sign-ins', () => {
  test('S003-80, S001-27, S003-65, S000-55: who a sign-in service vouches for calls with the rights of a key, and is on record by name', async () => {
    const text = await home.idp.vouch({ name: 'mia' });
    expect(await call(withSignIn(text))).toBe('passed');
    expect(await lastEntry()).toMatchObject({
      person: 'Mia',
      keyId: home.familyKeyId,
      status: 200,
    });
    expect(home.gw.upstream.recorded).not.toContain(text.slice(0, 30));
    expect(home.gw.upstream.recorded).not.toMatch(/authorization/i);
    const readsBefore = home.idp.reads();
    for (let times = 0; times < 5; times++) expect(await call(withSignIn(text))).toBe('passed');
    expect(home.idp.reads()).toBe(readsBefore);
  });

  test('S003-80: whoever signed in may ask who they are here', async () => {
    const text = await home.idp.vouch({ name: 'Mia' });
    const { first } = await sendRaw(home.gw.port, toRequest('GET /me', withSignIn(text)));
    expect(first.json()).toMatchObject({ key: { id: home.familyKeyId, person: 'Mia' } });
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
    expect(await call(withSignIn(await home.idp.vouch(claims)))).toBe('401 SIGN_IN_REFUSED');
    expect(home.gw.upstream.requests).toEqual([]);
  });

  test('S003-80: a clock may be off by less than a minute', async () => {
    const text = await home.idp.vouch({ name: 'Mia', exp: now() - 50, nbf: now() + 50 });
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
    const claims = { iss: home.idp.issuer, aud: AUDIENCE, exp: now() + 600, name: 'Mia' };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const strangers = await generateKeyPair('ES256');
    const shared = createHmac('sha256', await exportSPKI(strangers.publicKey));
    const forged = [
      `${head('none')}.${body}.AA`,
      `${head('HS256')}.${body}.${shared.update(`${head('HS256')}.${body}`).digest('base64url')}`,
      await home.idp.vouch({ name: 'Mia' }, { pair: strangers }),
      `${(await home.idp.vouch({ name: 'Mia' })).slice(0, -8)}AAAAAAAA`,
    ];
    for (const text of forged) expect(await call(withSignIn(text))).toBe('401 SIGN_IN_REFUSED');
    const statuses = (await home.gw.gateway.api.audit.search({})).entries.map(({ code }) => code);
    expect(statuses.slice(0, 4)).toEqual(Array(4).fill('SIGN_IN_REFUSED'));
  });

  test('S003-80: services that the sign-in does not name stay closed, and those of the key are the most', async () => {
    await useIssuer({ scopesClaim: 'scope' });
    const both = await home.idp.vouch({ name: 'Mia', scope: 'openid recorded pictures' });
    const one = await home.idp.vouch({ name: 'Mia', scope: ['Pictures'] });
    const none = await home.idp.vouch({ name: 'Mia' });
    expect(await call(withSignIn(both))).toBe('passed');
    expect(await call(withSignIn(one), home.otherBase)).toBe('passed');
    expect(await call(withSignIn(one))).toBe('403 SERVICE_NOT_ALLOWED');
    expect(await call(withSignIn(none))).toBe('403 SERVICE_NOT_ALLOWED');
    await home.gw.gateway.api.keys.update({ id: home.familyKeyId, services: [home.gw.serviceId] });
    expect(await call(withSignIn(both), home.otherBase)).toBe('403 SERVICE_NOT_ALLOWED');
    await home.gw.gateway.api.keys.update({ id: home.familyKeyId, services: '*' });
    await useIssuer();
  });

  test('S003-80: a paused key pauses every sign-in that hangs on it, from the next call', async () => {
    const text = await home.idp.vouch({ name: 'Mia' });
    expect(await call(withSignIn(text))).toBe('passed');
    await home.gw.gateway.api.keys.pause({ id: home.familyKeyId });
    expect(await call(withSignIn(text))).toBe('403 KEY_PAUSED');
    await home.gw.gateway.api.keys.resume({ id: home.familyKeyId });
    expect(await call(withSignIn(text))).toBe('passed');
    await home.gw.gateway.api.settings.update({ identity: { jwt: [], tailnet: [] } });
    expect(await call(withSignIn(text))).toBe('401 KEY_INVALID');
    await useIssuer();
  });

  test('P-30, X3: a sign-in or a signature beside a different key is not judged at all', async () => {
    const text = await home.idp.vouch({ name: 'Mia' });
    const target = `${home.gw.base}/x`;
    for (const one of [
      withSignIn(text),
      signRequest(home.signer.secret, { method: 'GET', target }),
    ]) {
      const pair = [...one, `X-API-Key: ${home.gw.secret}`];
      expect(await call(pair)).toBe('401 CREDENTIALS_AMBIGUOUS');
      expect(await call([...one, 'X-API-Key: dummy'])).toBe('passed');
    }
    expect(asked()).toBe(2);
  });
});

test('T-12: no sign-in, signature or key that signs opens any admin operation', async () => {
  const signIn = withSignIn(await home.idp.vouch({ name: 'Mia' }));
  const names = Object.entries(operations).flatMap(([group, some]) =>
    Object.keys(some).map((name) => `${group}.${name}`),
  );
  expect(names.length).toBeGreaterThan(40);
  for (const name of names) {
    const target = `/admin/v1/${name}`;
    const signed = signRequest(home.signer.secret, { method: 'POST', target, body: '{}' });
    for (const headers of [signIn, signed, [`Authorization: Bearer ${home.signer.secret}`]]) {
      const host = `Host: 127.0.0.1:${home.gw.gateway.adminPort}`;
      const all = [host, 'Content-Type: application/json', ...headers];
      const { first } = await sendRaw(
        home.gw.gateway.adminPort,
        toRequest(`POST ${target}`, all, '{}'),
      );
      expect([name, first.status]).toEqual([name, 401]);
    }
  }
});
