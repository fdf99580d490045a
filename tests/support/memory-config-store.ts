import { LatchkeyError } from '#shared/contract/errors';
import type { Config } from '../../gateway/storage/config-schema';
import type { ConfigStore } from '../../gateway/storage/config-store';
import { emptyConfig } from '../../gateway/storage/empty-config';

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
};

/** The promise of the config store without a disk. `failNext` makes the next change unsaveable. */
export function createMemoryConfigStore(start: Config = emptyConfig()): ConfigStore & {
  failNext(): void;
} {
  let current = deepFreeze(structuredClone(start));
  let revision = 0;
  let mustFail = false;
  let queue: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(next: Config, before: Config) => void>();
  const apply = async <T>(change: (draft: Config) => T, ifRevision?: number): Promise<T> => {
    if (ifRevision !== undefined && ifRevision !== revision) {
      throw new LatchkeyError('REVISION_CONFLICT');
    }
    const draft = structuredClone(current) as Config;
    const result = change(draft);
    await Promise.resolve();
    if (mustFail) {
      mustFail = false;
      throw new LatchkeyError('STORAGE_FAILED');
    }
    const before = current;
    current = deepFreeze(draft);
    revision++;
    for (const listener of listeners) listener(current, before);
    return result;
  };
  return {
    get current() {
      return current;
    },
    get revision() {
      return revision;
    },
    update(change, options = {}) {
      const done = queue.then(() => apply(change, options.ifRevision));
      queue = done.catch(() => undefined);
      return done;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    recovered: false,
    close: async () => {},
    failNext: () => {
      mustFail = true;
    },
  };
}
