import { Low } from 'lowdb';
import { LatchkeyError } from '#shared/contract/errors';
import { checksumOf, seal, type ConfigEnvelope } from './config-envelope';
import { ConfigFile } from './config-file';
import { Config } from './config-schema';
import { prepareDataFolder, sweepHalfWritten } from './data-folder';
import { lockDataFolder, type DataLock } from './data-lock';
import { realDisk, type DiskPort } from './disk-port';
import { emptyConfig } from './empty-config';
import { applyPendingRestore } from './restore-apply';
import type { Migration } from './migrations/migrate';

type Listener = (next: Config, before: Config) => void;

/** The settings, services and keys: read from memory, changed only together with the disk. */
export interface ConfigStore {
  /** A deep-frozen snapshot, replaced whole at each change; reading it is free. */
  readonly current: Config;
  readonly revision: number;
  /**
   * Applies `change` to a copy, validates it, writes it durably, then swaps `current` and tells the listeners. One at a
   * time. Rejects with STORAGE_FAILED, `current` unchanged, when it cannot be saved, and REVISION_CONFLICT when
   * `ifRevision` is no longer the current one.
   */
  update<T>(change: (draft: Config) => T, options?: { ifRevision?: number }): Promise<T>;
  onChange(listener: Listener): () => void;
  /** The config was loaded from the copy before the last change, because the file itself could not be used. */
  readonly recovered: boolean;
  /** Waits for the change under way, then lets go of the data folder. */
  close(): Promise<void>;
}

/** Where the config lives; all but `dataDir` is for tests. */
interface ConfigStoreOptions {
  readonly dataDir: string;
  readonly now?: () => Date;
  readonly disk?: DiskPort;
  readonly migrations?: ReadonlyMap<number, Migration>;
}

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
};

const notSaved = (cause: unknown) =>
  cause instanceof LatchkeyError ? cause : new LatchkeyError('STORAGE_FAILED', { cause });

class LowConfigStore implements ConfigStore {
  readonly #low: Low<ConfigEnvelope>;
  readonly #file: ConfigFile;
  readonly #lock: DataLock | undefined;
  readonly #listeners = new Set<Listener>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(low: Low<ConfigEnvelope>, file: ConfigFile, lock: DataLock | undefined) {
    this.#low = low;
    this.#file = file;
    this.#lock = lock;
    deepFreeze(low.data);
  }

  get current(): Config {
    return this.#low.data.config;
  }

  get revision(): number {
    return this.#low.data.revision;
  }

  get recovered(): boolean {
    return this.#file.recovered;
  }

  update<T>(change: (draft: Config) => T, options: { ifRevision?: number } = {}): Promise<T> {
    const done = this.#queue.then(() => this.#apply(change, options.ifRevision));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#queue;
    this.#lock?.release();
  }

  async #apply<T>(change: (draft: Config) => T, ifRevision: number | undefined): Promise<T> {
    await this.#adoptForeignEdit();
    if (ifRevision !== undefined && ifRevision !== this.revision) {
      throw new LatchkeyError('REVISION_CONFLICT', { details: { revision: this.revision } });
    }
    const draft = structuredClone(this.current);
    const result = change(draft);
    const next = Config.safeParse(draft);
    if (!next.success) throw notSaved(next.error);
    if (checksumOf(next.data) === this.#low.data.checksum) return result;
    await this.#save(seal(next.data, this.revision + 1));
    return result;
  }

  async #save(next: ConfigEnvelope): Promise<void> {
    const before = this.#low.data;
    this.#low.data = deepFreeze(next);
    // What is not on disk is not in force: until then everybody goes on with the config before.
    const write = this.#low.write();
    this.#low.data = before;
    try {
      await write;
    } catch (error) {
      throw notSaved(error);
    }
    this.#swap(next);
  }

  async #adoptForeignEdit(): Promise<void> {
    let edit: ConfigEnvelope | undefined;
    try {
      edit = await this.#file.readForeignEdit();
    } catch (error) {
      throw notSaved(error);
    }
    if (!edit) return;
    const revision = Math.max(edit.revision, this.revision) + 1;
    this.#swap(deepFreeze(seal(edit.config, revision)));
  }

  #swap(next: ConfigEnvelope): void {
    const before = this.current;
    this.#low.data = next;
    for (const listener of this.#listeners) listener(next.config, before);
  }
}

/**
 * Opens the config of a data folder and takes the folder for this process. Throws CONFIG_UNREADABLE, CONFIG_NEWER or
 * DATA_IN_USE; a file that it cannot read is never overwritten.
 */
export async function openConfigStore(options: ConfigStoreOptions): Promise<ConfigStore> {
  const { dataDir, now = () => new Date(), disk = realDisk, migrations } = options;
  const isReal = disk === realDisk;
  if (isReal) await prepareDataFolder(dataDir);
  const lock = isReal ? lockDataFolder(dataDir) : undefined;
  try {
    if (isReal) await sweepHalfWritten(dataDir);
    if (isReal) await applyPendingRestore(dataDir);
    const file = new ConfigFile({ folder: dataDir, disk, now, ...(migrations && { migrations }) });
    const low = new Low<ConfigEnvelope>(file, seal(emptyConfig(), 0));
    await low.read();
    return new LowConfigStore(low, file, lock);
  } catch (error) {
    lock?.release();
    throw notSaved(error);
  }
}
