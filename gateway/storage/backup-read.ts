import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { LatchkeyError } from '#shared/contract/errors';
import type { BackupManifest } from './backup-create';
import { unpack } from './backup-pack';
import { unseal } from './backup-seal';
import { parseEnvelope, type ConfigEnvelope } from './config-envelope';
import { readExport } from './export-files';

/** Where a backup lies: an export by name, or a file by its whole path. */
export interface BackupPlace {
  readonly name?: string | undefined;
  readonly file?: string | undefined;
}

/** Takes the bytes of one file of the backup; what it was given is proven, but not yet that the rest is whole. */
export type TakeFile = (name: string, bytes: AsyncIterable<Buffer>) => Promise<void>;

/** What a whole backup holds. */
export interface ReadBackup {
  readonly manifest: BackupManifest;
  readonly envelope: ConfigEnvelope;
  readonly bytes: number;
}

const Manifest = z.object({
  createdAt: z.string(),
  version: z.string(),
  services: z.int().min(0),
  keys: z.int().min(0),
  people: z.int().min(0),
  records: z.boolean(),
});

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const MAX_CONFIG = 512 * 1024 * 1024;

const damaged = (message: string) => new LatchkeyError('BACKUP_DAMAGED', { message });

/** Another computer's share is never asked: on Windows that would hand out the user's login. */
const isLocalPath = (file: string) => path.isAbsolute(file) && !/^[\\/]{2}/.test(file);

async function openPlace(dataDir: string, { name, file }: BackupPlace) {
  if (name !== undefined) return readExport(dataDir, name);
  if (file === undefined || !isLocalPath(file)) return undefined;
  const handle = await open(file, READ).catch(() => undefined);
  const found = await handle?.stat();
  if (handle && found?.isFile()) return { handle, bytes: found.size };
  await handle?.close();
  return undefined;
}

async function collect(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_CONFIG) throw damaged('The settings in the backup are too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toManifest(bytes: Buffer | undefined): BackupManifest {
  try {
    return Manifest.parse(JSON.parse(String(bytes)));
  } catch {
    throw damaged('The backup does not say what it holds.'); // sealed, but not as we seal
  }
}

function toEnvelope(bytes: Buffer | undefined): ConfigEnvelope {
  if (!bytes) throw damaged('The backup holds no settings.');
  const parsed = parseEnvelope(bytes);
  if (parsed.state === 'newer') throw new LatchkeyError('CONFIG_NEWER');
  if (parsed.state === 'damaged') throw damaged('The settings in the backup cannot be used.');
  return parsed.envelope;
}

const skip: TakeFile = async (_, bytes) => {
  for await (const chunk of bytes) void chunk;
};

/**
 * Reads a backup from its first to its last byte and gives each file but the settings to `take`. Throws NOT_FOUND,
 * BACKUP_PASSPHRASE, BACKUP_DAMAGED or CONFIG_NEWER.
 */
export async function readBackup(
  dataDir: string,
  place: BackupPlace,
  passphrase: string,
  take: TakeFile = skip,
): Promise<ReadBackup> {
  const found = await openPlace(dataDir, place);
  if (!found) throw new LatchkeyError('NOT_FOUND', { message: 'There is no such backup.' });
  const kept = new Map<string, Buffer>();
  try {
    const stream = found.handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    for await (const { name, bytes } of unpack(unseal(stream, passphrase))) {
      if (kept.has(name)) throw damaged('The backup holds a file twice.');
      const isOurs = name === 'manifest.json' || name === 'config.json';
      kept.set(name, isOurs ? await collect(bytes) : Buffer.alloc(0));
      if (!isOurs) await take(name, bytes);
    }
  } finally {
    await found.handle.close();
  }
  const manifest = toManifest(kept.get('manifest.json'));
  return { manifest, envelope: toEnvelope(kept.get('config.json')), bytes: found.bytes };
}
