import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operationEntries, type Reply } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { auditDraft } from '../support/audit-drafts';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';

interface Prepared {
  readonly world: AdminWorld;
  readonly phone: { id: string; secret: string };
  readonly old: { id: string };
  readonly threatId: string;
}

/** An example of each operation: what is asked, and what must be true of the answer. */
interface Row {
  readonly input: (prepared: Prepared) => unknown;
  readonly expected: (prepared: Prepared) => unknown;
}

const row = (input: Row['input'] | object, expected: Row['expected'] | object): Row => ({
  input: typeof input === 'function' ? (input as Row['input']) : () => input,
  expected: typeof expected === 'function' ? (expected as Row['expected']) : () => expected,
});
const money = { currency: 'EUR', simulated: true };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const anyText = expect.any(String) as string;
const phone = ({ phone: { id } }: Prepared) => ({ id });
const old = ({ old: { id } }: Prepared) => ({ id });
const phoneIs = (state: string) => (prepared: Prepared) => ({
  key: { ...phone(prepared), state, name: 'Phone', hint: `lk_${prepared.phone.id}_…` },
});
const aBackup = async ({ world }: Prepared) => {
  const passphrase = 'correct horse';
  const reply = await world.http('backup.create', { passphrase });
  const { name } = (reply.ok ? reply.value : {}) as { name?: string };
  return { name, passphrase };
};
const lan = (state: string) => ({ interfaces: [{ id: 'eth0/ipv4', state }] });

const rows: Record<string, Row> = {
  'status.get': row({}, { state: 'running', services: 1, activeKeys: 1, problems: [] }),
  'services.list': row({}, { services: [{ id: '1', name: 'Chat', gatewayPath: '/proxy/1' }] }),
  'services.create': row(
    {
      name: 'Second',
      kind: 'openai',
      targets: [{ url: 'http://127.0.0.1:8000/v1' }],
      upstreamHeaders: [{ name: 'authorization', value: 'Bearer theirs' }],
    },
    { service: { id: '2', name: 'Second', upstreamHeaderNames: ['authorization'] } },
  ),
  'services.update': row(
    { id: '1', paused: true },
    { service: { id: '1', paused: true, kind: 'ollama' } },
  ),
  'services.remove': row({ id: '1' }, { id: '1' }),
  'services.clearCache': row({ id: '1' }, { id: '1', cleared: 0 }),
  'services.test': row(
    { id: '1' },
    { ok: true, code: 'ok', models: ['llama3.2:3b'], targets: [{ ok: true, code: 'ok' }] },
  ),
  'services.discover': row({}, { found: expect.any(Array) as unknown[] }),
  'keys.list': row({}, (p: Prepared) => ({ keys: [phoneIs('active')(p).key, old(p)] })),
  'keys.create': row(
    { name: 'Tablet', services: ['1'], rate_limit_requests: 5, expiresAt: '2099-01-01T00:00:00Z' },
    { secret: expect.stringMatching(/^lk_/) as string, key: { name: 'Tablet', state: 'active' } },
  ),
  'keys.update': row(
    (p: Prepared) => ({ ...phone(p), rate_limit_requests: 3 }),
    (p: Prepared) => ({ key: { ...phone(p), rate_limit_requests: 3 } }),
  ),
  'keys.pause': row(phone, phoneIs('paused')),
  'keys.resume': row(phone, phoneIs('active')),
  'keys.rotate': row(
    (p: Prepared) => ({ ...phone(p), overlapSeconds: 60 }),
    (p: Prepared) => ({ ...phoneIs('active')(p), secret: expect.stringMatching(/^lk_/) as string }),
  ),
  'keys.revoke': row(phone, phoneIs('revoked')),
  'keys.remove': row(old, old),
  'keys.raise': row(
    (p: Prepared) => ({ ...phone(p), measure: 'calls', extra: '2', until: '2099-01-01T00:00:00Z' }),
    { key: { raises: [{ measure: 'calls', extra: '2', until: '2099-01-01T00:00:00.000Z' }] } },
  ),
  'keys.topUp': row((p: Prepared) => ({ ...phone(p), amountNano: '5000000000' }), {
    key: { allowance: { money: { total: '5000000000', day: null } } },
  }),
  'keys.allowance': row(phone, { states: expect.any(Array) as [] }),
  'people.list': row({}, { people: [{ id: 'p1', name: 'Mum', keys: 1 }] }),
  'people.create': row(
    { name: 'Tim', allowance: { tokens: { day: 500 } } },
    { person: { id: 'p2', name: 'Tim', keys: 0, allowance: { tokens: { day: 500, week: null } } } },
  ),
  'people.update': row({ id: 'p1', name: 'Mother' }, { person: { id: 'p1', name: 'Mother' } }),
  'people.raise': row(
    { id: 'p1', measure: 'tokens', extra: '50', until: '2099-01-01T00:00:00Z' },
    { person: { raises: [{ measure: 'tokens', extra: '50', until: '2099-01-01T00:00:00.000Z' }] } },
  ),
  'people.remove': row({ id: 'p1' }, { id: 'p1' }),
  'keys.check': row(
    (p: Prepared) => ({ secret: p.phone.secret }),
    (p: Prepared) => ({ verdict: 'valid', ...phoneIs('active')(p) }),
  ),
  'network.interfaces': row({}, lan('off')),
  'network.enable': row({ id: 'eth0/ipv4' }, lan('listening')),
  'network.disable': row({ id: 'eth0/ipv4' }, lan('off')),
  'network.certificate': row({}, { certificate: null, problem: null }),
  'network.renewCertificate': row({ newAuthority: true }, { certificate: null, problem: null }),
  'network.probe': row({ id: 'eth0/ipv4' }, { reachable: false, message: anyText }),
  'usage.summary': row({}, { totals: { calls: 0, costNano: '0' }, byKey: [] }),
  'usage.series': row({ steps: 4 }, { points: Array(4).fill({ succeeded: 0 }) as object[] }),
  'audit.search': row({ outcome: 'changes' }, { more: false, entries: expect.any(Array) as [] }),
  'usage.lastMinute': row({}, ({ phone: { id } }: Prepared) => ({
    keys: { [id]: { requests_last_minute: 0, rate_limit: 10, window_seconds: 60 } },
  })),
  'audit.verify': row({}, { intact: true, broken: null }),
  'audit.threats': row({}, { threats: [{ kind: 'failed_attempts', count: 10, state: 'open' }] }),
  'audit.export': row({ format: 'csv' }, { name: anyText, rows: 11 }),
  'threats.acknowledge': row(
    ({ threatId: id }: Prepared) => ({ id, verdict: 'mine' }),
    ({ threatId: id }: Prepared) => ({ id, state: 'confirmed_mine' }),
  ),
  'bans.list': row({}, { bans: [] }),
  'bans.add': row(() => ({ cidr: '203.0.113.0/24', reason: 'Guesses', until: inAnHour() }), {
    cidr: '203.0.113.0/24',
    source: 'owner',
    alsoValidKeys: false,
  }),
  'bans.remove': row({ id: 'automatic 203.0.113.9' }, {}),
  'billing.summary': row({}, { ...money, range: null, totals: { billed: 0, costNano: '0' } }),
  'billing.keys': row({}, ({ phone: { id } }: Prepared) => ({
    ...money,
    keys: [
      { keyId: id, name: 'Phone', pricePerRequestNano: '1000000', totalCostNano: '0' },
      { name: 'Old' },
    ],
  })),
  'billing.people': row(
    {},
    { ...money, people: [{ person: 'p1', name: 'Mum', everCostNano: '0' }] },
  ),
  'billing.prices': row({}, { prices: [], defaultPricePerRequestNano: '1000000', energy: null }),
  'billing.setPrice': row(
    { scope: { model: 'llama*' }, price: { perMillionOutNano: '500000000' } },
    {
      ...money,
      prices: [
        {
          scope: { model: 'llama*' },
          price: { perMillionOutNano: '500000000', perRequestNano: null },
        },
      ],
    },
  ),
  'billing.closeCycle': row({ note: 'Autumn' }, { closed: { id: 1, note: 'Autumn' } }),
  'billing.cycles': row({}, { ...money, cycles: [{ id: 1, closedAtMs: null, costNano: '0' }] }),
  'billing.export': row({ format: 'csv' }, { ...money, name: anyText, rows: 0 }),
  'billing.receipt': row(
    { person: 'p1', month: '2026-10', format: 'csv' },
    { ...money, name: expect.stringMatching(/2026-10.*csv$/) as string, totalNano: '0' },
  ),
  'billing.comparison': row({}, { cloudCurrency: 'USD', wouldHaveCostNano: '0', rows: [] }),
  'settings.get': row({}, { settings: { publicPort: 5539, adminPort: 5540 } }),
  'settings.update': row({ currency: 'CHF' }, { settings: { currency: 'CHF' } }),
  'panel.createCode': row(
    {},
    { code: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/) as string },
  ),
  'import.preview': row(
    { content: 'mum:aaaa-aaaa-aaaa-aaaa\nbad', format: 'auto' },
    {
      format: 'api_keys.txt',
      entries: [{ row: 1, name: 'mum', hint: 'aaaa…', weak: true, verdict: 'new' }],
      warnings: [{ row: 2 }],
      counts: { new: 1, notRead: 1 },
    },
  ),
  'import.run': row(
    { content: 'mum:aaaa-aaaa-aaaa-aaaa', format: 'api_keys.txt' },
    { created: 1, counts: { new: 1 }, warnings: [] },
  ),
  'backup.create': row(
    { passphrase: 'correct horse' },
    { name: expect.stringMatching(/\.lkb$/) as string, keys: 2, services: 1, records: true },
  ),
  'backup.inspect': row(aBackup, {
    keys: 2,
    revokedSince: [],
    pausedSince: [],
  }),
  'backup.restore': row(aBackup, {
    restartNeeded: true,
    revokedSince: [],
    pausedSince: [],
    keptAs: expect.stringMatching(/^before-restore-/) as string,
  }),
  'backup.cancelRestore': row({}, { cancelled: false }),
  'import.exportClassic': row(
    {},
    { count: 1, content: expect.stringContaining('sha256:') as string },
  ),
  'panel.rotateSecret': row({}, { secret: expect.stringMatching(/^lka_/) as string }),
};

let world: AdminWorld;
beforeEach(async () => {
  world = await startAdminWorld();
});
afterEach(() => world.close());

async function prepare(): Promise<Prepared> {
  const targets = [{ url: world.upstreamUrl }];
  await world.services.create({ name: 'Chat', kind: 'ollama', targets });
  const { key, secret } = await world.keys.create({
    name: 'Phone',
    services: '*',
    person: 'Mum',
  });
  const over = await world.keys.create({ name: 'Old', services: '*' });
  await world.keys.revoke(over.key.id);
  const guess = { event: 'UNAUTHORIZED', keyId: null, code: 'KEY_INVALID', status: 401 } as const;
  for (let n = 0; n < 10; n++) world.audit.append(auditDraft(guess));
  const threatId = world.threats.list(true)[0]?.id ?? '';
  return { world, phone: { id: key.id, secret }, old: { id: over.key.id }, threatId };
}

const entries = operationEntries(operations);

test('every operation has a row here, and no row is left over', () => {
  expect(Object.keys(rows).sort()).toEqual(entries.map(({ name }) => name).sort());
});

describe.each(['http', 'messagePort'] as const)('over %s', (transport) => {
  test.each(entries)('$name answers what it promises', async ({ name, operation }) => {
    const prepared = await prepare();
    const reply = await world[transport](name, await rows[name]?.input(prepared));
    const value: unknown = reply.ok ? reply.value : reply;
    expect(value).toMatchObject(rows[name]?.expected(prepared) as object);
    expect(operation.output.safeParse(value).success).toBe(true);
    expect(world.unexpected).toEqual([]);
  });

  test.each(entries.filter((entry) => !entry.operation.input.safeParse({}).success))(
    '$name refuses an empty input by naming the fields',
    async ({ name }) => {
      const reply = await world[transport](name, {});
      expect(reply).toMatchObject({ ok: false, error: { code: 'INPUT_INVALID' } });
    },
  );

  test.each(['__proto__.toString', 'constructor.name', 'keys.__proto__', 'keys', 'keys.nope'])(
    'P-32: %s is no operation',
    async (name) => {
      const reply: Reply = await world[transport](name, {});
      expect(reply).toMatchObject({ ok: false, error: { code: 'OPERATION_UNKNOWN' } });
    },
  );
});

test('both transports give the same list, field by field', async () => {
  await prepare();
  const [http, port] = await Promise.all([
    world.http('keys.list', {}),
    world.messagePort('keys.list', {}),
  ]);
  expect(http).toEqual(port);
});

test('S002-23: no list, no summary and no file holds a key, a hash or the value of a header', async () => {
  const { phone: made } = await prepare();
  await world.http('services.update', {
    id: '1',
    upstreamHeaders: [{ name: 'x', value: 'theirs-77' }],
  });
  const hash = world.config.current.keys[0]?.hash ?? 'none';
  for (const name of ['keys.list', 'services.list', 'settings.get', 'status.get', 'audit.search']) {
    const text = JSON.stringify(await world.http(name, {}));
    for (const secret of [made.secret, hash, 'theirs-77', world.secret]) {
      expect(text).not.toContain(secret);
    }
  }
});

test('S003-7: a key made for one service names only that one, and an unknown one cannot be named', async () => {
  await prepare();
  const reply = await world.http('keys.create', { name: 'Tablet', services: ['99'] });
  expect(reply).toMatchObject({ ok: false, error: { code: 'SERVICE_UNKNOWN' } });
});

test('F-33: a change against an older revision is refused', async () => {
  const before = await world.http('settings.get', {});
  const ifRevision = (before as { value: { revision: number } }).value.revision;
  expect((await world.http('settings.update', { currency: 'CHF', ifRevision })).ok).toBe(true);
  const late = await world.messagePort('settings.update', { currency: 'USD', ifRevision });
  expect(late).toMatchObject({ ok: false, error: { code: 'REVISION_CONFLICT' } });
});

test('D-8: a change is on record twice, before and after, without its secrets', async () => {
  await prepare();
  await world.http('services.update', {
    id: '1',
    upstreamHeaders: [{ name: 'x', value: 'theirs-77' }],
  });
  const { entries: lines } = await world.audit.search({ event: 'ADMIN', limit: 100 });
  expect(lines).toMatchObject([
    { operation: 'services.update', status: 200, change: { phase: 'done' } },
    { operation: 'services.update', status: 0, change: { phase: 'asked', input: { id: '1' } } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('theirs-77');
});

test('D-8: the record says what was before and what is after, field by field and without secrets', async () => {
  const { phone: made } = await prepare();
  await world.http('services.update', {
    id: '1',
    upstreamHeaders: [{ name: 'x', value: 'theirs-77' }],
  });
  await world.http('keys.update', { id: made.id, name: 'Tablet' });
  await world.http('keys.rotate', { id: made.id });
  await world.http('settings.update', { currency: 'CHF' });
  await world.http('people.create', { name: 'Ada' });
  await world.http('keys.revoke', { id: 'none' });
  const { entries: lines } = await world.audit.search({ event: 'ADMIN', limit: 100 });
  const done = lines.filter(({ status }) => status !== 0).map(({ change }) => change);
  expect(done).toMatchObject([
    { phase: 'done' },
    { before: null, after: { name: 'Ada' } },
    { before: { currency: 'EUR' }, after: { currency: 'CHF' } },
    { after: { hash: '•••' } },
    { before: { name: 'Phone' }, after: { name: 'Tablet' } },
    { before: { upstreamHeaders: [] }, after: { upstreamHeaders: [{ name: 'x', value: '•••' }] } },
  ]);
  expect(done[2]).toEqual({
    phase: 'done',
    before: { currency: 'EUR' },
    after: { currency: 'CHF' },
  });
  const text = JSON.stringify(lines);
  for (const { hash } of world.config.current.keys) expect(text).not.toContain(hash);
  expect(text).not.toContain('theirs-77');
});
