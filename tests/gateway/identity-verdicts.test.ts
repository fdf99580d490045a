import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKeyPair } from 'jose';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';
import { acceptUpgrade } from '../support/raw-upstream';
import { signRequest } from '../support/sign-request';
import { useSignedInHome, withSignIn } from '../support/signed-in-home';

const home = useSignedInHome();
const { useIssuer } = home;

describe('the verdict is the one of every other carrier', () => {
  type Which = 'good' | 'elsewhere' | 'revoked' | 'nobody';
  const made: Record<string, { id: string; secret: string }> = {};
  beforeAll(async () => {
    const { api } = home.gw.gateway;
    const other = home.otherBase.split('/').pop() ?? '';
    const scopes: Record<string, string[]> = {
      good: [home.gw.serviceId],
      elsewhere: [other],
      revoked: [home.gw.serviceId],
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
      const keyId = made[`${which} off`]?.id ?? home.familyKeyId;
      await useIssuer({ keyId });
      const how = which === 'nobody' ? { pair: await generateKeyPair('ES256') } : {};
      return withSignIn(await home.idp.vouch({ name: 'Mia' }, how));
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
        return (await sendRaw(home.gw.port, toRequest(`${method} ${target}`, headers))).first
          .status;
      };
      expect(await ask('good', home.gw.base)).toBe(200);
      expect(await ask('elsewhere', home.gw.base)).toBe(403);
      expect(await ask('revoked', home.gw.base)).toBe(401);
      expect(await ask('nobody', home.gw.base)).toBe(401);
      expect(await ask('good', '/proxy/no-such-service')).toBe(404);
      expect(await ask('nobody', '/proxy/no-such-service')).toBe(401);
    }
  });

  test.each(Object.keys(carriers))(
    'P-29, P-58: a WebSocket opens by %s, and only by a good one',
    async (carrier) => {
      home.gw.upstream.run(acceptUpgrade());
      const target = `${home.gw.base}/ws`;
      for (const [which, status] of [
        ['good', 101],
        ['nobody', 401],
      ] as const) {
        const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
        const headers = [...((await carriers[carrier]?.(which, 'GET', target)) ?? []), ...upgrade];
        const { first } = await sendRaw(home.gw.port, toRequest(`GET ${target}`, headers), {
          answers: 1,
        });
        expect(first.status).toBe(status);
      }
    },
  );

  test('S003-80: a body that comes while a sign-in is being checked arrives whole', async () => {
    await useIssuer();
    const body = 'a'.repeat(300_000);
    const headers = withSignIn(await home.idp.vouch({ name: 'Mia', jti: 'fresh' }));
    const { first } = await sendRaw(
      home.gw.port,
      toRequest(`POST ${home.gw.base}/x`, headers, body),
    );
    expect(first.status).toBe(200);
    expect(home.gw.upstream.recorded.endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  test('S003-80: whoever leaves while its sign-in is being checked is not called for', async () => {
    const bytes = toRequest(`POST ${home.gw.base}/x`, [
      ...withSignIn(await home.idp.vouch({ name: 'Mia', jti: 'gone' })),
      'Content-Length: 5',
    ]);
    const connection = await openRaw(home.gw.port);
    connection.socket.write(bytes, () => connection.socket.resetAndDestroy());
    await expect.poll(async () => (await home.gw.gateway.api.status.get({})).liveCalls).toBe(0);
    expect((await sendRaw(home.gw.port, toRequest('GET /health'))).first.status).toBe(200);
  });
});
