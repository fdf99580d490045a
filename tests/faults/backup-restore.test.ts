import { randomBytes } from 'node:crypto';
import { copyFile,mkdir,mkdtemp,readdir,readFile,rm,stat,writeFile } from 'node:fs/promises'; // prettier-ignore
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpApi, startGateway, type TestGateway } from '../support/start-gateway';

const PASS = 'correct horse battery';
let dataDir: string;
let gateway: TestGateway | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-backup-'));
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

const start = async () => (gateway = await startGateway({ dataDir }));
const restart = async () => {
  await gateway?.stop();
  return start();
};
const ask = async ({ publicUrl }: TestGateway, key: string) =>
  (await fetch(`${publicUrl}/status`, { headers: { authorization: `Bearer ${key}` } })).status;
const at = (...names: string[]) => path.join(dataDir, ...names);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code,
  );

/** Everything in the folder that a restore may touch, byte by byte. */
async function everything(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(dataDir)) {
    if (/^(config|limits|seen|threats)\.json/.test(name))
      found[name] = await readFile(at(name), 'utf8');
    if (name.startsWith('restore-pending')) found[name] = 'there';
  }
  return found;
}

test('F-34: last week comes back, and what was ended since stays ended', async () => {
  const { api } = await start();
  const make = async (name: string) => api.keys.create({ name, services: '*' });
  const [kept, revoked, removed, rotated] = [
    await make('Kept'),
    await make('Revoked'),
    await make('Removed'),
    await make('Rotated'),
  ];
  const { name } = await api.backup.create({ passphrase: PASS });
  for (const { key } of [revoked, removed]) await api.keys.revoke({ id: key.id });
  await api.keys.remove({ id: removed.key.id });
  const fresh = await api.keys.rotate({ id: rotated.key.id });
  const later = await make('Later');
  const { secret: adminSecret } = await api.panel.rotateSecret({}).catch(() => ({ secret: '' }));

  const seen = await (adminSecret ? withSecret(adminSecret) : gateway!).api.backup.inspect({
    name,
    passphrase: PASS,
  });
  expect(seen.revokedSince.map((one) => one.name).sort()).toEqual(['Removed', 'Revoked']);
  const restored = await (adminSecret ? withSecret(adminSecret) : gateway!).api.backup.restore({
    name,
    passphrase: PASS,
  });
  expect(restored).toMatchObject({ restartNeeded: true, keys: 4 });
  expect(await ask(gateway!, later.secret)).toBe(200);

  const again = await restart();
  expect(await ask(again, kept.secret)).toBe(200);
  expect(await ask(again, revoked.secret)).toBe(401);
  expect(await ask(again, removed.secret)).toBe(401);
  expect(await ask(again, rotated.secret)).toBe(401);
  expect(await ask(again, fresh.secret)).toBe(200);
  expect(await ask(again, later.secret)).toBe(401);
  expect(await readFile(at(restored.keptAs, 'config.json'), 'utf8')).toContain('"Later"');
  expect((await stat(at(restored.keptAs, 'ledger.db'))).size).toBeGreaterThan(0);
  expect(await refusal(stat(at('restore-pending')))).toBe('ENOENT');
});

const withSecret = (secret: string) => {
  const { adminUrl } = gateway!;
  return { api: createHttpApi(adminUrl, secret) };
};

test('F-34: a key that was paused since stays paused unless the owner names it', async () => {
  const { api } = await start();
  const [phone, tablet] = [
    await api.keys.create({ name: 'Phone', services: '*' }),
    await api.keys.create({ name: 'Tablet', services: '*' }),
  ];
  const { name } = await api.backup.create({ passphrase: PASS });
  for (const { key } of [phone, tablet]) await api.keys.pause({ id: key.id });
  const { pausedSince } = await api.backup.inspect({ name, passphrase: PASS });
  expect(pausedSince.map((one) => one.name).sort()).toEqual(['Phone', 'Tablet']);
  await api.backup.restore({ name, passphrase: PASS, reviveKeys: [tablet.key.id] });
  const { keys } = await (await restart()).api.keys.list({});
  expect(keys.map((key) => [key.name, key.state]).sort()).toEqual([
    ['Phone', 'paused'],
    ['Tablet', 'active'],
  ]);
});

test('F-34: the owner may name a key that shall live again', async () => {
  const { api } = await start();
  const { key, secret } = await api.keys.create({ name: 'Phone', services: '*' });
  const { name } = await api.backup.create({ passphrase: PASS });
  await api.keys.revoke({ id: key.id });
  await api.backup.restore({ name, passphrase: PASS, reviveKeys: [key.id] });
  expect(await ask(await restart(), secret)).toBe(200);
});

test('F-34: a key that is revoked after the restore was asked for stays revoked too', async () => {
  const { api } = await start();
  const { key, secret } = await api.keys.create({ name: 'Phone', services: '*' });
  const { name } = await api.backup.create({ passphrase: PASS });
  await api.backup.restore({ name, passphrase: PASS });
  await api.keys.revoke({ id: key.id });
  expect(await ask(await restart(), secret)).toBe(401);
});

test('a restore of settings alone leaves the record of calls where it is', async () => {
  const { api } = await start();
  const { secret } = await api.keys.create({ name: 'Phone', services: '*' });
  const { name } = await api.backup.create({ passphrase: PASS });
  await ask(gateway!, secret);
  await api.backup.restore({ name, passphrase: PASS, records: false });
  const again = await restart();
  const { entries } = await again.api.audit.search({});
  expect(entries.map(({ operation }) => operation)).toContain('backup.restore');
  expect((await again.api.audit.verify({})).intact).toBe(true);
});

test('a whole restore brings an audit chain that is unbroken', async () => {
  const { api } = await start();
  await api.keys.create({ name: 'Phone', services: '*' });
  const { name } = await api.backup.create({ passphrase: PASS });
  await api.backup.restore({ name, passphrase: PASS });
  const again = await restart();
  expect((await again.api.audit.verify({})).intact).toBe(true);
  const { entries } = await again.api.audit.search({ text: 'keys.create' });
  expect(entries.length).toBeGreaterThan(0);
});

test('a computer that was lost: the backup opens on another one, from a file', async () => {
  const { api } = await start();
  const { secret } = await api.keys.create({ name: 'Phone', services: '*' });
  const { name } = await api.backup.create({ passphrase: PASS });
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'latchkey-stick-')), 'b.lkb');
  await copyFile(at('exports', name), file);
  await gateway?.stop();
  await rm(dataDir, { recursive: true });
  await mkdir(dataDir);
  const other = await start();
  const { revokedSince } = await other.api.backup.restore({ file, passphrase: PASS });
  expect(revokedSince).toEqual([]);
  expect(await ask(await restart(), secret)).toBe(200);
  await rm(path.dirname(file), { recursive: true });
});

test('F-34: a wrong passphrase, a flipped byte or a missing end changes nothing', async () => {
  const { api } = await start();
  const { name } = await api.backup.create({ passphrase: PASS });
  const bytes = await readFile(at('exports', name));
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 40] = (flipped[bytes.length - 40] ?? 0) ^ 0x10;
  await writeFile(at('exports', 'flipped.lkb'), flipped);
  await writeFile(at('exports', 'cut.lkb'), bytes.subarray(0, bytes.length - 100));
  await writeFile(at('exports', 'noise.lkb'), randomBytes(5000));
  const before = await everything();
  const restore = (backup: string, passphrase = PASS) =>
    refusal(api.backup.restore({ name: backup, passphrase }));
  expect(await restore(name, 'wrong horse battery')).toBe('BACKUP_PASSPHRASE');
  expect(await restore('flipped.lkb')).toBe('BACKUP_DAMAGED');
  expect(await restore('cut.lkb')).toBe('BACKUP_DAMAGED');
  expect(await restore('noise.lkb')).toBe('BACKUP_DAMAGED');
  expect(await restore('nothing.lkb')).toBe('NOT_FOUND');
  expect(await refusal(api.backup.restore({ file: '//share/b.lkb', passphrase: PASS }))).toBe(
    'NOT_FOUND',
  );
  expect(await refusal(api.backup.restore({ passphrase: PASS }))).toBe('INPUT_INVALID');
  expect(await everything()).toEqual(before);
});

test('a restore that waits can be called off', async () => {
  const { api } = await start();
  const { name } = await api.backup.create({ passphrase: PASS });
  const later = await api.keys.create({ name: 'Later', services: '*' });
  await api.backup.restore({ name, passphrase: PASS });
  expect(await api.backup.cancelRestore({})).toEqual({ cancelled: true });
  expect(await ask(await restart(), later.secret)).toBe(200);
});

test('D-8: the passphrase is in no file and on no record', async () => {
  const { api } = await start();
  const { name } = await api.backup.create({ passphrase: PASS });
  await api.backup.restore({ name, passphrase: PASS });
  const { entries } = await api.audit.search({ event: 'ADMIN' });
  expect(JSON.stringify(entries)).not.toContain(PASS);
  expect(await readFile(at('restore-pending', 'plan.json'), 'utf8')).not.toContain(PASS);
  expect((await readFile(at('exports', name))).includes('"keys"')).toBe(false);
});
