import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hideKey, hidePathKeys } from '../../gateway/edge/hide-key';
import { startGateway, type TestGateway } from '../support/start-gateway';

/** Repeats the model it was asked for, as most services do. */
const upstream = createServer((req, res) => {
  const parts: Buffer[] = [];
  req
    .on('data', (part: Buffer) => parts.push(part))
    .on('end', () => {
      const text = Buffer.concat(parts).toString();
      const { model } = text === '' ? {} : (JSON.parse(text) as { model?: string });
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ model, usage: { prompt_tokens: 1, completion_tokens: 1 } }));
    });
});
let gateway: TestGateway;
beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(async () => {
  gateway = await startGateway();
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'chat', kind: 'openai', targets: [{ url }] });
});
afterEach(() => gateway.stop());

const IMPORTED = 'tea-cup-of-1987-in-Kyoto';
const OTHER = 'second-old-key-of-1988-ok';

/** Asks with a key that also stands in the path, the model and the name of the app. */
async function askWrongly(key: string, where = `/proxy/chat/v1/${key}/x`) {
  const res = await fetch(`${gateway.publicUrl}${where}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'user-agent': `${'a'.repeat(185)} ${key}`,
    },
    body: JSON.stringify({ model: `${'m'.repeat(190)}${key}`, max_tokens: 5 }),
  });
  await res.text();
  return res.status;
}

async function everythingWritten(): Promise<string> {
  const { entries } = await gateway.api.audit.search({ limit: 100 });
  const { name } = await gateway.api.billing.export({ format: 'jsonl' });
  const all = { fromMs: 0, toMs: Date.now() + 60_000 };
  const sums = [await gateway.api.billing.summary(all), await gateway.api.usage.summary(all)];
  const folder = path.join(gateway.dataDir, 'audit');
  const files = (await readdir(folder)).map((file) => readFile(path.join(folder, file), 'utf8'));
  const file = await readFile(path.join(gateway.dataDir, 'exports', name), 'utf8');
  return [JSON.stringify([entries, sums]), file, ...(await Promise.all(files))].join('\n');
}

test('T-06 D-16: a key of ours in the place of a model is on no record, no bill and in no export', async () => {
  const { secret } = await gateway.api.keys.create({ name: 'Phone', services: '*' });
  expect(await askWrongly(secret, '/proxy/chat/v1/chat/completions')).toBe(200);
  const written = await everythingWritten();
  expect(written).toContain('"tokensOut":1');
  expect(written).not.toContain(secret.slice(14, 30));
});

test('T-06 D-16: nor is a key of an older installation, in its own place or beside another', async () => {
  const content = `zoe:${IMPORTED}\nbob:${OTHER}\n`;
  await gateway.api.import.run({ content, format: 'auto' });
  expect(await askWrongly(IMPORTED)).toBe(200);
  expect(await askWrongly(IMPORTED, '/proxy/chat/v1/chat/completions')).toBe(200);
  expect(await askWrongly(IMPORTED, `/proxy/chat/${OTHER}/x`)).toBe(200);
  await fetch(`${gateway.publicUrl}/proxy/chat/${OTHER}/x`);
  await fetch(`${gateway.publicUrl}/${OTHER.replace('k', '%6b')}`);
  const written = await everythingWritten();
  expect(written).toContain('/proxy/chat/•••/x');
  expect(written).toContain('"path":"/•••"');
  for (const key of [IMPORTED, OTHER]) expect(written).not.toContain(key);
  expect(written).not.toContain(IMPORTED.slice(0, 10));
});

test('what is no key stays as it is', () => {
  expect(hideKey('ollama', 'ollama')).toBe('ollama');
  const long = '/v1/a-name-of-a-model-2026/x';
  expect(hidePathKeys(long, undefined, () => false)).toBe(long);
  expect(hidePathKeys('/v1/chat/completions', undefined, () => true)).toBe('/v1/chat/completions');
  expect(hidePathKeys('/a/%zz0123456789abcdef', undefined, () => false)).toContain('%zz');
});

test('D-5: what is beyond any price is cut to the same amount everywhere, and says so', async () => {
  const { secret, key } = await gateway.api.keys.create({ name: 'Phone', services: '*' });
  const price = { perRequestNano: '0', perMillionOutNano: '999999999999999999' };
  const most = { perRequestNano: '999999999999999999', perMillionInNano: '999999999999999999' };
  await gateway.api.billing.setPrice({ scope: {}, price: { ...price, ...most } });
  await fetch(`${gateway.publicUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'small', max_tokens: 5, messages: [] }),
  }).then((res) => res.text());
  const costNano = (10n ** 18n).toString();
  const { entries } = await gateway.api.audit.search({ keyId: key.id });
  expect(entries[0]).toMatchObject({ costNano, flags: ['clamped'] });
  expect((await gateway.api.billing.summary({})).totals.costNano).toBe(costNano);
});

test('D-8: the record says what a price was and is, and whom an import brought', async () => {
  const change = async (operation: string) => {
    const { entries } = await gateway.api.audit.search({ event: 'ADMIN', limit: 100 });
    return entries.find((entry) => entry.operation === operation && entry.status === 200)?.change;
  };
  await gateway.api.billing.setPrice({ scope: {}, price: { perRequestNano: '7' } });
  await gateway.api.billing.setPrice({ scope: {}, price: { perRequestNano: '9' } });
  expect(await change('billing.setPrice')).toMatchObject({
    before: { prices: [{ price: { perRequestNano: '7' } }] },
    after: { prices: [{ price: { perRequestNano: '9' } }] },
  });
  const content = JSON.stringify({ [IMPORTED]: { name: 'Zoe', user: 'Mum' } });
  await gateway.api.import.run({ content, format: 'auto' });
  const [key] = (await gateway.api.keys.list({})).keys;
  expect(await change('import.run')).toMatchObject({
    after: { keys: [{ id: key?.id, name: 'Zoe' }], people: [{ name: 'Mum' }] },
  });
});
