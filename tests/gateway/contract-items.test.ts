import { existsSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { useContractHouse } from '../support/contract-house';
import { sendRaw } from '../support/raw-client';
import { untilHttps } from '../support/until-https';

/** Small promises of the old texts that no larger test names, each as a caller meets it. */
const house = useContractHouse();
const { addHome, ask, upstreamUrl } = house;

describe('a service is a line of configuration', () => {
  test('S000-31, S001-3, S003-51, S003-53, S003-54, S003-56: what is added answers at once, whatever HTTP API it is', async () => {
    await addHome();
    const targets = [{ url: upstreamUrl() }];
    await house.gateway.api.services.create({
      name: 'Weather Station',
      targets,
      sameAddress: true,
    });
    expect((await ask('/proxy/weather-station/now')).status).toBe(200);
    expect(house.asked).toEqual(['GET /now']);
  });

  test("S002-1, S002-2, S002-31, S002-36, S003-40: the ports are the owner's to choose", async () => {
    const { settings } = await house.gateway.api.settings.update({
      publicPort: 8080,
      adminPort: 8081,
    });
    expect([settings.publicPort, settings.adminPort]).toEqual([8080, 8081]);
  });

  test('S003-41: the database is made at the first start', () => {
    expect(existsSync(path.join(house.gateway.dataDir, 'ledger.db'))).toBe(true);
    expect(existsSync(path.join(house.gateway.dataDir, 'config.json'))).toBe(true);
  });

  test('S003-4, S003-59: a key belongs to the person it names, and a name that is new adds the person', async () => {
    await addHome();
    await house.gateway.api.keys.create({ name: 'phone', person: 'mum', services: '*' });
    const { people } = await house.gateway.api.people.list({});
    expect(people).toMatchObject([{ name: 'Mum', keys: 2 }]);
  });
});

test('S000-54, S003-64: a key is given a new text, the old one ends, and the export follows', async () => {
  await addHome();
  const [key] = (await house.gateway.api.keys.list({})).keys;
  const before = await house.gateway.api.import.exportClassic({});
  const { secret: next } = await house.gateway.api.keys.rotate({ id: key?.id ?? '' });
  expect([(await ask('/me')).status, (await ask('/me', {}, next)).status]).toEqual([401, 200]);
  expect(await house.gateway.api.import.exportClassic({})).not.toEqual(before);
});

test('S003-63, S003-79: nothing on disk opens a door', async () => {
  await addHome();
  const { keys } = await house.gateway.api.keys.list({});
  expect(JSON.stringify(keys)).not.toContain(house.secret.slice(14, 50));
});

test('S000-34, S003-50, S003-52: every service has a limit and figures of its own', async () => {
  await addHome();
  await house.gateway.api.services.update({ id: '5', rate: { requests: 2, windowSeconds: 60 } });
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await ask('/proxy/5/x')).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await ask('/proxy/3/x')).status).not.toBe(429);
  const { byService } = await house.gateway.api.usage.summary({});
  const api = byService.find(({ serviceId }) => serviceId === '5');
  expect(api).toMatchObject({ calls: 3, succeeded: 2, refused: 1 });
});

test('S002-3, S002-4: a service is taken wherever it listens', async () => {
  const { create } = house.gateway.api.services;
  const voice = await create({
    name: 'Voice',
    kind: 'tts',
    targets: [{ url: 'http://127.0.0.1:8090' }],
  });
  expect(voice.service.targets[0]?.url).toBe('http://127.0.0.1:8090');
  const targets = [{ url: 'http://127.0.0.1:11434' }];
  expect((await create({ name: 'Text', kind: 'ollama', targets })).service.id).toBe('2');
});

test('S002-15: after a change the call goes through, the record names the change and is whole', async () => {
  await addHome();
  await house.gateway.api.services.update({ id: '5', queueSeconds: 5 });
  expect((await ask('/proxy/5/x')).status).toBe(200);
  const { entries } = await house.gateway.api.audit.search({ outcome: 'changes', limit: 1 });
  expect(entries).toMatchObject([{ operation: 'services.update', status: 200 }]);
  expect(await house.gateway.api.audit.verify({})).toMatchObject({ intact: true });
});

test('S002-29: behind a proxy that ends TLS the name of the outside is allowed, and what it says of itself is not believed', async () => {
  await addHome();
  await house.gateway.api.settings.update({ allowedHosts: ['ai.example'] });
  const request = (host: string) =>
    `GET /proxy/5/x HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: 6.6.6.6\r\nX-API-Key: ${house.secret}\r\nConnection: close\r\n\r\n`;
  expect((await sendRaw(house.gateway.publicPort, request('ai.example'))).first.status).toBe(200);
  expect((await sendRaw(house.gateway.publicPort, request('other.example'))).first.status).toBe(
    403,
  );
  const { entries } = await house.gateway.api.audit.search({ limit: 5 });
  expect(entries.some(({ ip }) => ip === '6.6.6.6')).toBe(false);
});

test('S002-32, S002-33, S002-38: figures for monitoring are for the owner, on this computer only', async () => {
  expect(house.gateway.adminUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const metrics = (headers: Record<string, string>) =>
    fetch(`${house.gateway.adminUrl}/metrics`, { headers });
  expect((await metrics({})).status).toBe(401);
  const figures = await metrics({ authorization: `Bearer ${house.gateway.adminSecret}` });
  expect(await figures.text()).toContain('latchkey_requests_total');
});

test('S002-30: a proxy in front reaches our own certificate without knowing who signed it', async () => {
  await addHome();
  await house.gateway.api.settings.update({ httpsEnabled: true });
  const { url } = await untilHttps(house.gateway);
  const status = await new Promise((resolve, reject) => {
    const headers = { 'x-api-key': house.secret };
    get(`${url}/proxy/5/x`, { headers, rejectUnauthorized: false }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    }).once('error', reject);
  });
  expect(status).toBe(200);
});
