import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyText } from '../../gateway/keys/api-key';
import { applyImport } from '../../gateway/keys/import/apply-import';
import { exportClassic } from '../../gateway/keys/import/export-classic';
import { parseImport } from '../../gateway/keys/import/parse-import';
import { planImport, type ImportDecisions } from '../../gateway/keys/import/plan-import';
import { createKeyStore } from '../../gateway/keys/key-store';
import { toKeySummary } from '../../gateway/keys/key-summary';
import { emptyConfig, plainService } from '../../gateway/storage/empty-config';
import { createMemoryConfigStore } from '../support/memory-config-store';

const NOW = new Date('2026-11-21T10:00:00.000Z');
const uuid = '3f2b8c1e-5d4a-4e6f-8a7b-9c0d1e2f3a4b';
const other = '11111111-2222-4333-8444-555555555555';

const service = (id: string, name: string, kind: 'ollama' | 'tts' | 'a1111') => ({
  ...plainService(),
  id,
  name,
  kind,
  targets: [{ url: `http://127.0.0.1:1143${id}`, weight: 1, wakeMac: null }],
  timeouts: { connectMs: 1000, headersMs: null, idleMs: null, totalMs: null },
  maxBodyBytes: 1024,
  paused: false,
  isDefault: false,
  upstreamHeaders: [],
  createdAt: NOW.toISOString(),
});

function setUp() {
  const start = emptyConfig();
  Object.assign(start, {
    services: [
      service('1', 'Ollama', 'ollama'),
      service('2', 'Voices', 'tts'),
      service('3', 'Bilder', 'a1111'),
    ],
  });
  const clock = { now: NOW };
  const config = createMemoryConfigStore(start);
  const keys = createKeyStore({ config, now: () => clock.now });
  const run = (content: unknown, decisions: ImportDecisions = {}) => {
    const parsed = parseImport(
      typeof content === 'string' ? content : JSON.stringify(content),
      'auto',
    );
    return config.update((draft) => {
      const plan = planImport(parsed, draft, decisions);
      return { plan, created: applyImport(draft, plan, { source: parsed.format, now: clock.now }) };
    });
  };
  const opens = (text: string) => {
    const verdict = keys.verify(text);
    return 'key' in verdict ? verdict.key : undefined;
  };
  return { config, keys, run, opens, clock };
}

describe('after an import', () => {
  test('X5 S000-18 S000-23: the three old kinds of keys open what they opened, unchanged', async () => {
    const { keys, run } = setUp();
    const safe = 'Zq3-_9fKx7Lm2PwRt8Vb5Nc1';
    const sk = `sk-${'abcDEF123'.repeat(5)}`;
    await run({ [uuid]: { user: 'mum', service: 'chat' } });
    await run(`dad:${safe}\nkid:${sk}`);
    expect([uuid, safe, sk].map((text) => keys.verify(text).verdict)).toEqual(
      Array(3).fill('valid'),
    );
    expect(keys.verify(`${uuid}x`).verdict).toBe('unknown');
  });

  test('S004-10: several keys of one name are one key here, with one limit', async () => {
    const { config, run, opens } = setUp();
    const { created } = await run(
      'mum:aaaa-aaaa-aaaa-aaaa\nmum:bbbb-bbbb-bbbb-bbbb\ndad:cccc-cccc-cccc-cccc',
    );
    expect(created).toBe(2);
    expect(opens('aaaa-aaaa-aaaa-aaaa')).toBe(opens('bbbb-bbbb-bbbb-bbbb'));
    expect(opens('aaaa-aaaa-aaaa-aaaa')).toMatchObject({ name: 'mum', services: '*' });
    expect(config.current.keys.map(({ extraHashes }) => extraHashes.length)).toEqual([1, 0]);
  });

  test('X4 S004-3: keys of an api_keys.txt have 100 calls a minute, all others the default', async () => {
    const { run, opens } = setUp();
    await run('mum:aaaa-aaaa-aaaa-aaaa');
    await run([uuid]);
    expect(opens('aaaa-aaaa-aaaa-aaaa')).toMatchObject({
      rate_limit_requests: 100,
      rate_limit_window_seconds: 60,
    });
    expect(opens(uuid)).toMatchObject({ rate_limit_requests: 10, rate_limit_window_seconds: 60 });
  });

  test('S001-19 S000-19: people are made by name, once, and dates and details come along', async () => {
    const { config, run, opens } = setUp();
    const record = { user: 'Mum', description: 'Phone', created_at: '2025-01-02T03:04:05.678Z' };
    await run({
      [uuid]: { ...record, expires_at: '2027-01-01T00:00:00Z' },
      [other]: { user: 'mum' },
    });
    expect(config.current.people).toMatchObject([{ id: 'p1', name: 'Mum' }]);
    expect(opens(uuid)).toMatchObject({
      name: 'Phone',
      description: 'Phone',
      person: 'p1',
      createdAt: record.created_at,
      expiresAt: '2027-01-01T00:00:00.000Z',
      importedFrom: 'apikeys.json',
    });
  });

  test('a key that was disabled or had expired stays so', async () => {
    const { keys, run } = setUp();
    await run({ [uuid]: { disabled: true }, [other]: { expires_at: '2026-01-01' } });
    expect([uuid, other].map((text) => keys.verify(text).verdict)).toEqual(['paused', 'expired']);
  });

  test.each([
    ['chat', ['1']],
    ['llm', ['1']],
    ['tts', ['2']],
    ['image', ['3']],
    ['bilder', ['3']],
    ['Voices', ['2']],
    ['chat, tts', ['1', '2']],
    ['all', '*'],
    ['*', '*'],
    ['whisper', []],
    ['nonsense', []],
  ])('the service %j of an old file means %j here', async (name, services) => {
    const { run, opens } = setUp();
    const { plan } = await run({ [uuid]: { user: 'mum', service: name } });
    expect(opens(uuid)?.services).toEqual(services);
    if (services.length === 0) expect(plan[0]?.warning).toContain(`"${name}"`);
  });

  test('the owner decides which service a name means, and which lines are taken', async () => {
    const { run, opens } = setUp();
    const file = `{"${uuid}": {"service": "nonsense"},\n"${other}": {"service": "chat"}}`;
    await run(file, { serviceMap: { nonsense: '2' }, onlyRows: [1] });
    expect(opens(uuid)?.services).toEqual(['2']);
    expect(opens(other)).toBeUndefined();
  });

  test('a second import adds nothing, and never wakes a revoked key', async () => {
    const { config, keys, run, opens } = setUp();
    await run([uuid]);
    await keys.revoke(opens(uuid)?.id ?? '');
    const { plan, created } = await run([uuid, other]);
    expect(plan.map(({ verdict }) => verdict)).toEqual(['exists', 'new']);
    expect([created, config.current.keys.length]).toEqual([1, 2]);
    expect(keys.verify(uuid).verdict).toBe('revoked');
  });

  test('a key of another Latchkey keeps its public part and works', async () => {
    const { keys, run, opens } = setUp();
    const { text } = createKeyText('Zz00000000');
    await run(`mum:${text}\nmum:aaaa-aaaa-aaaa-aaaa`);
    expect(keys.verify(text).verdict).toBe('valid');
    expect(opens(text)).toMatchObject({ id: 'Zz00000000', weak: false });
    expect(opens('aaaa-aaaa-aaaa-aaaa')).not.toBe(opens(text));
  });

  test('X16: weak keys are marked until they are rotated, and then none of their texts works', async () => {
    const { keys, run, opens } = setUp();
    await run('mum:aaaa-aaaa-aaaa-aaaa\nmum:bbbb-bbbb-bbbb-bbbb');
    const key = opens('aaaa-aaaa-aaaa-aaaa');
    const before = key && toKeySummary(key, undefined, null, NOW);
    expect(before).toMatchObject({ weak: true, hint: '(imported)', importedFrom: 'api_keys.txt' });
    const { secret } = await keys.rotate(key?.id ?? '', 0);
    expect(opens('aaaa-aaaa-aaaa-aaaa')).toBeUndefined();
    expect(opens('bbbb-bbbb-bbbb-bbbb')).toBeUndefined();
    expect(opens(secret)).toMatchObject({ weak: false });
  });
});

describe('the classic export', () => {
  test('X17 S000-17 S000-22: it holds hashes, says so, and has only active keys', async () => {
    const { config, keys, run, opens, clock } = setUp();
    await run({
      [uuid]: { user: 'mum', service: 'chat' },
      [other]: { user: 'dad', disabled: true },
    });
    const made = await keys.create({
      name: 'Phone',
      services: '*',
      expiresAt: '2026-12-01T00:00:00Z',
    });
    const gone = await keys.create({ name: 'Old', services: '*' });
    await keys.revoke(gone.key.id);
    const { content, count, note } = exportClassic(config.current, clock.now);
    const { _note, ...flat } = JSON.parse(content) as Record<string, unknown>;
    const hash = createHash('sha256').update(uuid).digest('hex');
    expect(flat).toEqual({
      [`sha256:${hash}`]: { user: 'mum', service: 'Ollama', created_at: NOW.toISOString() },
      [`sha256:${made.key.hash}`]: { user: 'Phone', service: '*', created_at: NOW.toISOString() },
    });
    expect([count, _note]).toEqual([2, note]);
    expect(note).toContain('no keys');
    expect(content).not.toContain(uuid);
    expect(content).not.toContain(opens(other)?.hash);
    clock.now = new Date('2027-01-01T00:00:00Z');
    expect(exportClassic(config.current, clock.now).count).toBe(1);
  });

  test('X17: what was exported can be imported elsewhere, and the keys work there', async () => {
    const here = setUp();
    await here.run({ [uuid]: { user: 'mum', service: 'chat' } });
    const { content } = exportClassic(here.config.current, NOW);
    const there = setUp();
    await there.run(content);
    expect(there.opens(uuid)).toMatchObject({ services: ['1'], weak: true });
  });
});
