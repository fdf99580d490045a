import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';

let world: AdminWorld;
beforeEach(async () => {
  world = await startAdminWorld();
});
afterEach(() => world.close());

/** A house with one service and one key for all of them. */
async function prepare(): Promise<{ phone: { id: string; secret: string } }> {
  const targets = [{ url: world.upstreamUrl }];
  await world.services.create({ name: 'Chat', kind: 'ollama', targets });
  const { key, secret } = await world.keys.create({ name: 'Phone', services: '*' });
  return { phone: { id: key.id, secret } };
}

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
