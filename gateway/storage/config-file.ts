/**
 * `config.json` says who may use what. A torn, emptied or lost file must never read as "no keys, no limits", and a
 * change that was answered with "done" must survive a power cut: so nothing is overwritten, everything is replaced.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Adapter } from 'lowdb';
import { LatchkeyError } from '#shared/contract/errors';
import { parseEnvelope, toBytes, type ConfigEnvelope } from './config-envelope';
import type { DiskPort, FileMark } from './disk-port';
import { ForeignFileError } from './disk-port';
import type { Migration } from './migrations/migrate';
import { startReason } from './start-reason';

const MAIN = 'config.json';
const BACKUP = 'config.json.bak';

const unreadable = (message: string, cause?: unknown) =>
  new LatchkeyError('CONFIG_UNREADABLE', {
    message,
    details: startReason('settings_damaged'),
    cause,
  });

const newer = (schemaVersion: number) =>
  new LatchkeyError('CONFIG_NEWER', { details: { schemaVersion } });

const isSame = (one: FileMark | undefined, other: FileMark | undefined): boolean =>
  one?.ino === other?.ino && one?.size === other?.size && one?.mtimeMs === other?.mtimeMs;

/** What ConfigFile needs to know about its place. */
export interface ConfigFileOptions {
  readonly folder: string;
  readonly disk: DiskPort;
  readonly now: () => Date;
  readonly migrations?: ReadonlyMap<number, Migration>;
}

/** lowdb's adapter for `config.json`: a write is on disk, whole and with the version before it beside it, when it resolves. */
export class ConfigFile implements Adapter<ConfigEnvelope> {
  /** The main file could not be used and the one before it was. */
  recovered = false;
  readonly #options: ConfigFileOptions;
  readonly #disk: DiskPort;
  /** The bytes that were last read or written as good. */
  #good: Buffer | undefined;
  #mark: FileMark | undefined;

  constructor(options: ConfigFileOptions) {
    this.#options = options;
    this.#disk = options.disk;
  }

  #at(name: string): string {
    return path.join(this.#options.folder, name);
  }

  /** The config on disk, or null on a first run. Throws CONFIG_UNREADABLE or CONFIG_NEWER and leaves all files as they are. */
  async read(): Promise<ConfigEnvelope | null> {
    const main = await this.#load(MAIN);
    if (main?.parsed.state === 'good') return this.#accept(main.bytes, main.parsed);
    if (main?.parsed.state === 'newer') throw newer(main.parsed.schemaVersion);
    const backup = await this.#load(BACKUP);
    if (!main && !backup) return null;
    if (backup?.parsed.state === 'newer') throw newer(backup.parsed.schemaVersion);
    if (backup?.parsed.state !== 'good') {
      throw unreadable('The settings file is damaged and there is no good copy of it.');
    }
    if (main) await this.#setAside();
    this.recovered = true;
    const envelope = await this.#accept(backup.bytes, backup.parsed);
    // It counts as good already; a full disk must not keep the gateway from starting with it.
    await this.#put(MAIN, backup.bytes).catch(() => undefined);
    this.#mark = await this.#disk.mark(this.#at(MAIN));
    return envelope;
  }

  /** Replaces `config.json`, keeping the version before it as `.bak`. At no moment is there no good file. */
  async write(envelope: ConfigEnvelope): Promise<void> {
    const bytes = toBytes(envelope);
    if (this.#good) await this.#put(BACKUP, this.#good);
    await this.#put(MAIN, bytes);
    await this.#syncOrUndo();
    this.#good = bytes;
    this.#mark = await this.#disk.mark(this.#at(MAIN));
  }

  /**
   * The config that somebody else put into `config.json` since we last touched it, or undefined. A file that cannot be
   * used is set aside and ours goes on. Throws CONFIG_NEWER when a newer version has taken the file over.
   */
  async readForeignEdit(): Promise<ConfigEnvelope | undefined> {
    const mark = await this.#disk.mark(this.#at(MAIN));
    if (!mark || isSame(mark, this.#mark)) return undefined;
    const found = await this.#load(MAIN);
    if (!found) return undefined;
    if (this.#good?.equals(found.bytes)) {
      this.#mark = mark;
      return undefined;
    }
    if (found.parsed.state === 'newer') throw newer(found.parsed.schemaVersion);
    if (found.parsed.state === 'damaged') {
      await this.#setAside();
      return undefined;
    }
    this.#good = found.bytes;
    this.#mark = mark;
    return found.parsed.envelope;
  }

  async #load(name: string) {
    try {
      const bytes = await this.#disk.read(this.#at(name));
      return bytes && { bytes, parsed: parseEnvelope(bytes, this.#options.migrations) };
    } catch (cause) {
      const message = cause instanceof ForeignFileError ? cause.message : undefined;
      throw unreadable(message ?? `${name} cannot be read.`, cause);
    }
  }

  async #accept(
    bytes: Buffer,
    parsed: { envelope: ConfigEnvelope; migratedFrom: number | undefined },
  ): Promise<ConfigEnvelope> {
    this.#good = bytes;
    this.#mark = await this.#disk.mark(this.#at(MAIN));
    if (parsed.migratedFrom !== undefined) {
      await this.#put(`${MAIN}.schema-${parsed.migratedFrom}`, bytes);
      await this.write(parsed.envelope);
    }
    return parsed.envelope;
  }

  async #put(name: string, bytes: Buffer): Promise<void> {
    const temporary = this.#at(`${name}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await this.#disk.createSynced(temporary, bytes);
      await this.#disk.replace(temporary, this.#at(name));
    } catch (error) {
      // The first error is the one that counts.
      await this.#disk.remove(temporary).catch(() => undefined);
      throw error;
    }
  }

  async #syncOrUndo(): Promise<void> {
    try {
      await this.#disk.syncFolder(this.#options.folder);
    } catch (error) {
      // The caller is told that nothing was changed, so the file must not say otherwise at the next start.
      if (this.#good) await this.#put(MAIN, this.#good).catch(() => undefined);
      throw error;
    }
  }

  async #setAside(): Promise<void> {
    const stamp = this.#options.now().toISOString().replaceAll(/[:.]/g, '-');
    const random = randomBytes(2).toString('hex');
    await this.#disk.replace(this.#at(MAIN), this.#at(`${MAIN}.corrupt-${stamp}-${random}`));
    await this.#disk.syncFolder(this.#options.folder);
  }
}
