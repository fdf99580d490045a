import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { pack, type PackedFile } from './backup-pack';
import { seal } from './backup-seal';
import { seal as sealConfig, toBytes } from './config-envelope';
import type { ConfigStore } from './config-store';
import { openExport } from './export-files';

/** What a backup says about itself; the first thing in it. */
export interface BackupManifest {
  readonly createdAt: string;
  readonly version: string;
  readonly services: number;
  readonly keys: number;
  readonly people: number;
  readonly records: boolean;
}

export interface BackupSource {
  readonly dataDir: string;
  readonly version: string;
  readonly config: Pick<ConfigStore, 'current' | 'revision'>;
  readonly ledger: { backup(file: string): Promise<void> };
  readonly now: Date;
  /** For tests: the power of two of scrypt's N. */
  readonly cost?: number | undefined;
}

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const SMALL = ['limits.json', 'seen.json', 'threats.json'];

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

const fromBytes = (name: string, bytes: Buffer): PackedFile => ({
  name,
  size: bytes.length,
  bytes: once(bytes),
});

interface Opened {
  readonly name: string;
  readonly size: number;
  readonly handle: FileHandle;
}

/** Opens a plain file as long as it is at this moment; undefined when there is none. */
async function openNow(dataDir: string, name: string): Promise<Opened | undefined> {
  const handle = await open(path.join(dataDir, name), READ).catch(() => undefined);
  const found = await handle?.stat();
  if (handle && found?.isFile()) return { name, size: found.size, handle };
  await handle?.close();
  return undefined;
}

async function* read({ handle, size }: Opened): AsyncGenerator<Buffer> {
  // What is appended meanwhile belongs to the next backup.
  if (size > 0) yield* handle.createReadStream({ autoClose: false, start: 0, end: size - 1 });
}

/** The record's files at one moment, all open before the first is read, so that a rotation takes none of them away. */
async function openRecord(dataDir: string): Promise<Opened[]> {
  const names = await readdir(path.join(dataDir, 'audit')).catch(() => []);
  const files = names.filter((name) => /^audit(\.\d{1,4})?\.jsonl$/.test(name));
  // The head first: an older head says less than the lines, a newer one more, and that would look like a cut.
  const opened = await Promise.all(
    ['head.json', ...files].map((name) => openNow(dataDir, `audit/${name}`)),
  );
  return opened.filter((one) => one !== undefined);
}

async function* filesOf(source: BackupSource, ledgerCopy: string): AsyncGenerator<PackedFile> {
  const { config, dataDir, now, version } = source;
  const { current, revision } = config;
  const manifest: BackupManifest = {
    createdAt: now.toISOString(),
    version,
    services: current.services.length,
    keys: current.keys.length,
    people: current.people.length,
    records: true,
  };
  yield fromBytes('manifest.json', Buffer.from(JSON.stringify(manifest)));
  yield fromBytes('config.json', toBytes(sealConfig(current, revision)));
  const opened = await openRecord(dataDir);
  for (const name of SMALL)
    opened.push(...[await openNow(dataDir, name)].filter((one) => one !== undefined));
  const ledger = await openNow(path.dirname(ledgerCopy), path.basename(ledgerCopy));
  if (ledger) opened.push({ ...ledger, name: 'ledger.db' });
  try {
    for (const file of opened) yield { name: file.name, size: file.size, bytes: read(file) };
  } finally {
    await Promise.all(opened.map(({ handle }) => handle.close()));
  }
}

/** Writes everything into one encrypted export. Throws STORAGE_FAILED and leaves nothing behind when the disk refuses. */
export async function createBackup(source: BackupSource, passphrase: string) {
  const { dataDir, now, ledger } = source;
  const folder = path.join(dataDir, 'exports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ledgerCopy = path.join(folder, `${randomBytes(8).toString('hex')}.part`);
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
  const file = await openExport(dataDir, `latchkey-backup-${stamp}.lkb`);
  try {
    await ledger.backup(ledgerCopy);
    for await (const bytes of seal(pack(filesOf(source, ledgerCopy)), passphrase, source.cost)) {
      await file.write(bytes);
    }
    return await file.close();
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    await rm(ledgerCopy, { force: true });
  }
}
