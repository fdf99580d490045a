import { createServer as createTcp } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { portOf, ROUTES, useContractHouse } from '../support/contract-house';
import { sendRaw } from '../support/raw-client';

/** What the old texts promise of every way in: the same guard, and the same words when it goes wrong behind it. */
const house = useContractHouse();
const { addHome, ask, upstreamUrl } = house;

describe('one guard in front of everything', () => {
  test('S000-4, S000-5, S001-6, S001-7, S001-11, S001-12, S002-22, S002-35: without a key, and with a wrong one, every way in is 401', async () => {
    await addHome();
    for (const [where, init] of ROUTES) {
      expect([where, (await ask(where, init, '')).status]).toEqual([where, 401]);
      expect([where, (await ask(where, init, 'lk_wrong_key_0123456789')).status]).toEqual([
        where,
        401,
      ]);
    }
    expect(house.asked).toEqual([]);
  });

  test('S000-7, S000-53, S001-2, S001-18: who called which service is on record, and who was turned away', async () => {
    await addHome();
    expect((await ask('/proxy/api/x')).status).toBe(200);
    expect((await ask('/proxy/api/x', {}, 'wrong-but-long-enough-key')).status).toBe(401);
    await vi.waitFor(async () => {
      const { entries } = await house.gateway.api.audit.search({ limit: 2 });
      expect(entries).toMatchObject([
        { event: 'UNAUTHORIZED', code: 'KEY_INVALID', person: null },
        { event: 'AUTHORIZED', person: 'Mum', serviceName: 'Api', keyName: 'tablet' },
      ]);
    }, 20_000);
  });

  test('S000-8, S003-2, S003-9, S003-19, S003-23: a valid call goes on with its method and body', async () => {
    await addHome();
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const init = method === 'GET' ? { method } : { method, body: 'x' };
      expect((await ask('/proxy/5/things/1?a=b', init)).status).toBe(200);
    }
    expect(house.asked).toEqual(
      ['GET', 'POST', 'PUT', 'DELETE'].map((one) => `${one} /things/1?a=b`),
    );
  });

  test('S004-16: the names of headers are read in any case', async () => {
    await addHome();
    for (const name of ['AUTHORIZATION: bEaReR ', 'x-API-key: ', 'Api-KEY: ']) {
      const request = `GET /me HTTP/1.1\r\nHost: 127.0.0.1\r\n${name}${house.secret}\r\nConnection: close\r\n\r\n`;
      expect((await sendRaw(house.gateway.publicPort, request)).first.status).toBe(200);
    }
  });

  test('S004-22, S004-23: a text that is no key is turned away before any look-up, and nobody is told a key', async () => {
    await addHome();
    const mistyped = `${house.secret.slice(0, -1)}${house.secret.endsWith('x') ? 'y' : 'x'}`;
    const refused = await ask('/v1/models', {}, mistyped);
    expect(await refused.json()).toMatchObject({ error: { message: 'Invalid API key format' } });
    expect(await (await ask('/me')).text()).not.toContain(house.secret);
  });

  test('S004-19, S004-27: an empty header is told from a missing one, and the connection ends', async () => {
    await addHome();
    const empty = await ask('/v1/models', { headers: { authorization: 'Bearer ' } }, '');
    expect(await empty.json()).toMatchObject({ error: { message: 'Empty Authorization header' } });
    const missing = await ask('/v1/models', {}, '');
    expect(await missing.json()).toMatchObject({
      error: { message: 'Missing Authorization header' },
    });
    expect(missing.headers.get('connection')).toBe('close');
  });
});

describe('what goes wrong behind the gateway reads the same on every route', () => {
  const posts = ROUTES.filter(([, init]) => init.method === 'POST').filter(
    ([where]) => where !== '/v1/messages',
  );

  test('S000-33, S001-16: nothing runs there: 502, with a code that says so', async () => {
    const dead = createTcp();
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${portOf(dead)}`;
    await new Promise((resolve) => dead.close(resolve));
    await addHome(url);
    for (const [where, init] of posts) expect((await ask(where, init)).status).toBe(502);
    await vi.waitFor(async () => {
      const { entries } = await house.gateway.api.audit.search({ limit: posts.length });
      expect(new Set(entries.map(({ code }) => code))).toEqual(new Set(['UPSTREAM_DOWN']));
    }, 20_000);
  });

  test('S000-33, S001-16: it does not answer: 504', async () => {
    house.answer = () => {};
    await addHome(upstreamUrl(), { firstByteMs: 1000 });
    const statuses = await Promise.all(
      posts.map(async ([where, init]) => (await ask(where, init)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([504]));
  });
});
