import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTyping } from '../support/typed-command';
import { useTypedHome } from '../support/typed-home';

const home = useTypedHome();
const { call, done, inFolder, json, makeKey, type } = home;

const keyOf = async (id: string) =>
  (await home.gateway.api.keys.list({})).keys.find((key) => key.id === id);

test('an address that another service has is added only when it is said to be meant', async () => {
  const typed = ['services', 'add', 'kids', home.llmUrl().replace('127.0.0.1', 'localhost')];
  const refused = await type(...typed);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain(`The service "chat" has the address ${home.llmUrl()} already.`);
  expect(refused.err).toContain('add it with --again');
  expect(refused.err).not.toMatch(/[{}]/);
  await done(...typed, '--again');
  await done('services', 'remove', 'kids');
});

describe('people and limits', () => {
  test('a person is added with limits and a bedtime, changed, listed and forgotten', async () => {
    const typed = ['--tokens-day', '50000', '--money-month', '5.00', '--rate', '30/60'];
    const bedtime = 'Bed time mon-sun 21:00-07:00 grace 5 services CHAT say Sleep well, all';
    await done('people', 'add', 'Mia', ...typed, '--quiet-time', bedtime);
    const [mia] = (await home.gateway.api.people.list({})).people;
    expect(mia).toMatchObject({
      name: 'Mia',
      allowance: { tokens: { day: 50_000 }, money: { month: '5000000000', day: null } },
      rate: { requests: 30, windowSeconds: 60 },
      quietTimes: [
        {
          name: 'Bed time',
          days: [1, 2, 3, 4, 5, 6, 7],
          from: '21:00',
          to: '07:00',
          graceMinutes: 5,
          services: ['1'],
          message: 'Sleep well, all',
        },
      ],
    });
    expect(await done('people', 'list')).toMatch(/Mia .*50000\/day .*5\/month .*30\/60 s/);

    const lifted = ['--tokens-day', 'none', '--rate', 'none', '--quiet-time', 'none'];
    await done('people', 'update', 'mia', '--name', 'Maria', '--calls-week', '9', ...lifted);
    expect((await home.gateway.api.people.list({})).people).toMatchObject([
      {
        name: 'Maria',
        allowance: { tokens: { day: null }, calls: { week: 9 }, money: { month: '5000000000' } },
        rate: null,
        quietTimes: [],
      },
    ]);

    const { id } = await makeKey('-u', 'Maria');
    const raised = await done('people', 'raise', 'maria', 'calls', '+2', '--until', 'tonight');
    expect(raised).toContain('"Maria" has 2 more (calls) until');
    const back = await done('people', 'unraise', 'maria', 'calls', '2');
    expect(back).toContain('Took back what "Maria" had more (calls)');
    expect((await home.gateway.api.people.list({})).people[0]?.raises).toEqual([]);
    expect(await type('people', 'remove', 'Maria')).toMatchObject({ code: 2 });
    await done('people', 'remove', 'Maria', '--yes');
    expect(await json('people', 'list')).toEqual({ people: [] });
    expect((await keyOf(id))?.person).toBeNull();
  });

  test('a key is raised, topped up and shows what it has left', async () => {
    const { id, secret } = await makeKey('-d', 'limited', '--calls-day', '1', '--models', 'llama*');
    expect([await call(secret), await call(secret), await call(secret, 'other')]).toEqual([
      200, 429, 403,
    ]);
    await done('keys', 'raise', id, 'calls', '+1', '--until', 'tonight');
    expect([await call(secret), await call(secret)]).toEqual([200, 429]);
    await done('keys', 'raise', id, 'calls', '+1', '--until', 'tonight');
    expect(await call(secret)).toBe(200);
    await done('keys', 'unraise', id, 'calls');
    await done('keys', 'unraise', id, 'calls', '+1');
    expect(await call(secret)).toBe(429);
    const none = await type('keys', 'unraise', id, 'calls');
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('no such raise')]);

    await done('keys', 'update', id, '--calls-day', 'none', '--money-total', '0.5');
    expect(await done('keys', 'topup', id.slice(0, 5), '0.000000001')).toContain('0.500000001');
    expect(await done('keys', 'allowance', id)).toMatch(/money +total +\S+ +\S+ +0\.500000001/);
    for (const wrong of ['0.0000000001', '1e3', '-5', 'much']) {
      expect([wrong, (await type('keys', 'topup', id, wrong)).code]).toEqual([wrong, 2]);
    }
  });

  test('a guest pass makes its calls, and ends by itself', async () => {
    const typed = ['--calls', '2', '--until', '2h', '--models', 'llama3*', '--quiet'];
    const secret = (await done('keys', 'guest', '-s', 'chat', ...typed)).trim();
    expect([await call(secret), await call(secret), await call(secret)]).toEqual([200, 200, 429]);
    const key = (await home.gateway.api.keys.list({})).keys.find(({ name }) => name === 'Guest');
    const leftMs = Date.parse(key?.expiresAt ?? '') - Date.now();
    expect(leftMs / 3_600_000).toBeGreaterThan(1.9);
    expect(leftMs / 3_600_000).toBeLessThanOrEqual(2);
    expect(await type('keys', 'guest', '-s', 'chat')).toMatchObject({ code: 2 });
  });
});

describe('alerts, bans and single calls', () => {
  test('an address is turned away and let in again, an alert that is not there is refused', async () => {
    await done('bans', 'add', '203.0.113.7', '--until', '7d', '--reason', 'guesses keys');
    expect(await done('bans', 'list')).toMatch(/203\.0\.113\.7\S* +owner .*guesses keys/);
    const [ban] = (await home.gateway.api.bans.list({})).bans;
    const days = (Date.parse(ban?.until ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    await done('bans', 'remove', ban?.cidr ?? '');
    expect(await json('bans', 'list')).toEqual({ bans: [] });
    expect(await type('bans', 'remove', '203.0.113.7')).toMatchObject({ code: 2 });
    expect(await json('audit', 'threats', '--all')).toMatchObject({ threats: expect.any(Array) });
    expect(await type('threats', 'ack', 'none')).toMatchObject({ code: 1 });
  });

  test('single calls are listed newest first, without the changes between them', async () => {
    const { id, secret } = await makeKey('-d', 'watched');
    await call(secret);
    expect(await type('usage', 'records', '--outcome', 'none')).toMatchObject({ code: 2 });
    await expect
      .poll(async () => (await type('usage', 'records', '--key', id)).out)
      .toMatch(/watched +chat +llama3 +200/);
    const { entries } = z
      .object({ entries: z.array(z.object({ event: z.string() })) })
      .parse(await json('usage', 'records', '--limit', '500'));
    expect(entries.map(({ event }) => event)).not.toContain('ADMIN');
  });
});

describe('networks and services', () => {
  test('networks are listed, tested, and named in more than one way', async () => {
    expect(await done('network', 'list')).toMatch(/loopback +127\.0\.0\.1 .*listening +http:/);
    const { interfaces } = await home.gateway.api.network.interfaces({});
    const { id } = interfaces.find(({ address }) => address === '127.0.0.1') ?? { id: '' };
    expect(await json('network', 'test', id)).toMatchObject({ reachable: true });
    expect(await done('network', 'test', '127.0.0.1')).not.toBe('');
    expect(await type('network', 'on', 'no such network')).toMatchObject({ code: 2 });
  });

  test('a service is paused and let go on', async () => {
    const { secret } = await makeKey('-d', 'waits');
    expect(await done('services', 'pause', 'CHAT')).toBe('"chat" is paused.\n');
    expect(await call(secret)).toBe(503);
    await done('services', 'resume', 'chat');
    expect(await call(secret)).toBe(200);
  });
});

describe('keys and everything else, in and out', () => {
  test('keys of an older gateway are shown first, and taken over only with --run and --yes', async () => {
    const file = inFolder('api_keys.txt');
    await writeFile(file, 'grandma:old-secret-key-of-grandma-1234567890\n');
    const before = (await home.gateway.api.keys.list({})).keys.length;
    const shown = await type('import', file);
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.out).toMatch(/grandma .*new/);
    expect(shown.out).not.toContain('1234567890');
    expect(await type('import', file, '--run')).toMatchObject({ code: 2 });
    expect((await home.gateway.api.keys.list({})).keys).toHaveLength(before);
    await done('import', file, '--run', '--yes');
    expect((await home.gateway.api.keys.list({})).keys).toHaveLength(before + 1);
    await done('import', file, '--run');
    expect((await home.gateway.api.keys.list({})).keys).toHaveLength(before + 1);
    await done('export-keys', '--output', inFolder('apikeys.json'));
    expect(await readFile(inFolder('apikeys.json'), 'utf8')).not.toContain('1234567890');
  });

  test('a backup is saved, checked, and waits for the next start; its passphrase is no option', async () => {
    const secretFile = inFolder('passphrase');
    await writeFile(secretFile, 'correct horse battery\n');
    const withFile = ['--passphrase-file', secretFile];
    const file = inFolder('all.backup');
    expect(await type('backup', 'create')).toMatchObject({ code: 2, out: '' });
    await done('backup', 'create', ...withFile, '--output', file);
    expect(await done('backup', 'inspect', file, ...withFile)).toMatch(/Services +1\n/);
    const wrong = createTyping(home.gateway, { LATCHKEY_BACKUP_PASSPHRASE: 'not the passphrase' });
    expect(await wrong('backup', 'inspect', file)).toMatchObject({ code: 1, out: '' });
    expect(await type('backup', 'inspect', file, '--passphrase', 'x')).toMatchObject({ code: 2 });

    expect(await type('backup', 'restore', file, ...withFile)).toMatchObject({ code: 2 });
    await done('backup', 'restore', file, ...withFile, '--yes');
    expect(await done('backup', 'cancel')).toBe('The restore was forgotten.\n');
    expect(await done('backup', 'cancel')).toBe('No restore was waiting.\n');
  });
});
