import { expect, test } from 'vitest';
import { z } from 'zod';
import { useTypedHeadless } from '../support/typed-headless';

const owner = useTypedHeadless();
const { latchkey } = owner;

const Json = z.string().transform((text): unknown => JSON.parse(text));
const KeyReply = z.object({
  key: z.object({ id: z.string(), name: z.string(), state: z.string() }).loose(),
  secret: z.string(),
});

/** A key made as an owner would; its id and its text. */
async function generate(name: string): Promise<{ id: string; secret: string }> {
  const { code, out } = await latchkey(['generate', '-d', name, '-s', '*', '--json']);
  expect(code).toBe(0);
  const { key, secret } = KeyReply.parse(Json.parse(out));
  return { id: key.id, secret };
}

test('S000-25: generate makes a key that works, ends in so many days, and is printed once', async () => {
  const added = await latchkey([
    'services',
    'add',
    'chat',
    'http://127.0.0.1:9',
    '--kind',
    'ollama',
  ]);
  expect(added).toMatchObject({ code: 0, out: 'Added "chat" at /proxy/1.\n' });

  const beforeMs = Date.now();
  const made = await latchkey([
    'generate',
    '-u',
    'mum',
    '-s',
    'chat',
    '-d',
    'kitchen tablet',
    '-e',
    '30',
    '--quiet',
  ]);

  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^lk_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}\n$/);
  expect(made.err).toContain('shown this once');
  const { keys } = await owner.gateway.api.keys.list({});
  expect(keys).toMatchObject([{ name: 'kitchen tablet', state: 'active', services: ['1'] }]);
  const days = (Date.parse(keys[0]?.expiresAt ?? '') - beforeMs) / 86_400_000;
  expect(Math.round(days * 100) / 100).toBe(30);
  const shown = await latchkey(['show', made.out.slice(3, 9)]);
  expect(shown.out).toMatch(/Person +mum\n/);
  expect(shown.out).not.toContain(made.out.trim());
  const status = await fetch(`${owner.gateway.publicUrl}/status`, {
    headers: { 'x-api-key': made.out.trim() },
  });
  expect(status.status).toBe(200);
});

test('S000-26 S000-27 S000-28: list shows active keys, disable takes six characters of an id, list --all shows both', async () => {
  const stays = await generate('stays on');
  const goes = await generate('goes off');

  const disabled = await latchkey(['disable', goes.id.slice(0, 6)]);

  expect(disabled).toMatchObject({ code: 0, out: `Paused "goes off" (${goes.id}).\n` });
  const active = await latchkey(['list']);
  expect(active.out).toContain(stays.id);
  expect(active.out).not.toContain(goes.id);
  const all = await latchkey(['keys', 'list', '--all']);
  expect(all.out).toContain(stays.id);
  expect(all.out).toMatch(new RegExp(`${goes.id} .* paused `));
  const json = await latchkey(['list', '--all', '--json']);
  expect(Json.parse(json.out)).toEqual({ keys: (await owner.gateway.api.keys.list({})).keys });
});

test('S000-29 S002-13: validate says what a key is, for the whole key, from stdin, and for its id', async () => {
  const { id, secret } = await generate('checked');
  const valid = `The key is valid: "checked" (${id}).\n`;

  expect(await latchkey(['validate', secret])).toEqual({ code: 0, out: valid, err: '' });
  expect(await latchkey(['validate', '-'], { input: `${secret}\n` })).toMatchObject({ out: valid });
  expect(await latchkey(['validate', id])).toMatchObject({ code: 0, out: valid });
  const mistyped = await latchkey(['validate', `${secret.slice(0, -1)}-`]);
  expect(mistyped.code).toBe(1);
  expect(mistyped.out + mistyped.err).not.toContain(secret.slice(14));
  await latchkey(['disable', id]);
  const paused = await latchkey(['validate', secret, '--json']);
  expect(paused.code).toBe(1);
  expect(Json.parse(paused.out)).toMatchObject({ verdict: 'paused', key: { id } });
  expect(await latchkey(['validate', id])).toMatchObject({ code: 1 });
  const nonsense = await latchkey(['validate', 'nonsense']);
  expect(nonsense).toMatchObject({ code: 2, out: '' });
  expect(nonsense.err).toContain('No key has an id that begins with "nonsense".');
  expect(nonsense.err).toContain('"latchkey list" shows the ids');
});

test('S000-30 S001-19: a key is made, read, changed, given a new secret, switched off and on, ended and forgotten', async () => {
  const { id, secret } = await generate('whole life');
  const short = id.slice(0, 5);

  const changed = await latchkey([
    'update',
    short,
    '-d',
    'renamed',
    '--limit',
    '5/60',
    '-e',
    'never',
  ]);
  const rotated = await latchkey(['rotate', short, '--overlap', '1h', '--quiet']);
  const oldKey = await latchkey(['validate', secret]);
  const newKey = await latchkey(['validate', rotated.out.trim()]);
  const steps = ['disable', 'enable', 'revoke'].map((verb) => [verb, short]);
  const states: unknown[] = [];
  for (const step of steps) {
    expect(await latchkey(step)).toMatchObject({ code: 0 });
    states.push((await owner.gateway.api.keys.list({})).keys.find((key) => key.id === id)?.state);
  }
  const removed = await latchkey(['remove', short]);

  expect(changed.code).toBe(0);
  expect([oldKey.code, newKey.code]).toEqual([0, 0]);
  expect(newKey.out).toContain('"renamed"');
  expect(states).toEqual(['paused', 'active', 'revoked']);
  expect(removed.code).toBe(0);
  expect((await owner.gateway.api.keys.list({})).keys.map((key) => key.id)).not.toContain(id);
});

test('services, settings, status, usage and the record are there too, and everything else by its operation', async () => {
  const tested = await latchkey(['services', 'test', 'CHAT']);
  expect(tested.code).toBe(1);
  expect(tested.out).toContain('Nothing is running at this address');
  expect((await latchkey(['services', 'list'])).out).toMatch(/chat +ollama +http:\/\/127.0.0.1:9/);

  const set = await latchkey(['settings', 'set', 'allowedHosts', 'a.lan, b.lan']);
  expect(set).toMatchObject({ code: 0, out: 'allowedHosts  a.lan, b.lan\n' });
  expect((await latchkey(['settings', 'get', 'allowedHosts'])).out).toBe('a.lan, b.lan\n');
  expect(await latchkey(['settings', 'set', 'publicPort', '99999'])).toMatchObject({ code: 2 });
  expect(await latchkey(['settings', 'set', 'paused', 'on'])).toMatchObject({ code: 0 });
  expect((await latchkey(['status'])).out).toMatch(/^State +paused\n/);
  expect(await latchkey(['settings', 'set', 'paused', 'off'])).toMatchObject({ code: 0 });

  expect((await latchkey(['usage', '--days', '7'])).out).toContain('The last 7 days');
  expect((await latchkey(['audit', 'verify'])).out).toMatch(
    /^The record is intact: \d+ lines\.\n$/,
  );
  const called = await latchkey(['call', 'services.list', '-'], { input: '{}' });
  expect(Json.parse(called.out)).toEqual(await owner.gateway.api.services.list({}));
  const refused = await latchkey(['call', 'services.remove', '{"id":"77"}']);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('SERVICE_UNKNOWN');
  expect(await latchkey(['services', 'remove', 'chat'])).toMatchObject({ code: 0 });
});
