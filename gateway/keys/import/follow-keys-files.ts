/**
 * Threat: a file of keys that is missing, empty or cannot be read. It must never read as "everybody may": whatever is
 * not in a file that was read whole is refused, and the log says what to do.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Log } from '../../log';
import type { ConfigStore } from '../../storage/config-store';
import type { ImportEntry } from './import-entry';
import { MAX_IMPORT_LENGTH, parseImport } from './parse-import';
import { LINES_LIMIT } from './plan-import';
import { syncKeysFile } from './sync-keys-file';

/** Files of keys that hold for as long as a key stands in them. */
export interface KeysFilesOptions {
  readonly files: readonly string[];
  /** Calls in a row and a minute for each key; undefined for 100. */
  readonly requestsPerMinute?: number | undefined;
}

interface FollowDeps extends KeysFilesOptions {
  readonly config: ConfigStore;
  readonly log: Log;
  readonly now?: () => Date;
  /** Calls `run` again and again until it is stopped; for tests. */
  readonly every?: (milliseconds: number, run: () => void) => () => void;
}

const LOOK_MS = 2000;
const SHOWN_WARNINGS = 20;
const FORMAT = 'It must hold one key_id:api_key a line, or the JSON of caddy_apikeys.json.';

const repeat = (milliseconds: number, run: () => void) => {
  const timer = setInterval(run, milliseconds).unref();
  return () => clearInterval(timer);
};

type Found = { readonly mark: string; readonly text: string | undefined; readonly why: string };

const missing = (why: string): Found => ({ mark: why, text: undefined, why });

/** The file's text when it is another than before; a file that cannot be read is one without text. */
async function readChanged(path: string, before: string | undefined): Promise<Found | undefined> {
  try {
    // A pipe in its place must not be waited for.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      const mark = `${found.mtimeMs} ${found.size} ${found.ino}`;
      if (mark === before) return undefined;
      if (!found.isFile()) return missing('is no plain file');
      if (found.size > MAX_IMPORT_LENGTH) return missing('is larger than 10 MB');
      return { mark, text: await handle.readFile('utf8'), why: '' };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = isMissing ? 'is missing' : 'cannot be read';
    return why === before ? undefined : missing(why);
  }
}

/** One file as it was last seen. */
class FollowedFile {
  entries: readonly ImportEntry[] = [];
  readonly #path: string;
  readonly #log: Log;
  #mark: string | undefined;
  #isUnsure = false;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Looks at the file; true when it has changed. */
  async look(): Promise<boolean> {
    const found = await readChanged(this.#path, this.#mark);
    if (!found) {
      this.#isUnsure = false;
      return false;
    }
    // Editors take a file away for a moment when they save it: a file that was there is missed at the second look.
    const waits = found.text === undefined && this.#mark !== undefined && !this.#isUnsure;
    this.#isUnsure = waits;
    if (waits) return false;
    this.#mark = found.mark;
    this.#take(found);
    return true;
  }

  #take({ text, why }: Found): void {
    const { entries, warnings } = parseImport(text ?? '', 'auto');
    this.entries = entries;
    const name = `The keys file ${this.#path}`;
    for (const { message } of warnings.slice(0, SHOWN_WARNINGS))
      this.#log.warn(`${name}: ${message}`);
    if (entries.length === 0) {
      const what = text === undefined ? why : 'holds no key';
      this.#log.warn(`${name} ${what}: whoever has no other key is refused. ${FORMAT}`);
    } else this.#log.info(`  ${name}: ${summary(entries)}`);
  }
}

/** How many keys, and whose; never a key. */
function summary(entries: readonly ImportEntry[]): string {
  const names = [...new Set(entries.map((entry) => entry.group ?? entry.person ?? entry.name))];
  return `${entries.length} keys of ${names.length}: ${names.sort().join(', ')}`;
}

/**
 * Takes the keys of the files over and follows their changes, looking every two seconds. Resolves after the first look;
 * a file that cannot be used leaves nothing in force. The returned function stops it.
 */
export async function followKeysFiles(deps: FollowDeps): Promise<() => Promise<void>> {
  const { config, log, now = () => new Date(), every = repeat } = deps;
  const files = deps.files.map((file) => new FollowedFile(file, log));
  const isLimitNamed = deps.requestsPerMinute !== undefined;
  const limit = { ...LINES_LIMIT, ...(isLimitNamed && { requests: deps.requestsPerMinute }) };
  const sync = (): Promise<void> => {
    const entries = files.flatMap((file) => file.entries);
    return config.update((draft) =>
      syncKeysFile(draft, entries, { now: now(), limit, isLimitNamed }),
    );
  };
  const lookAtAll = async () => {
    const changed = await Promise.all(files.map((file) => file.look()));
    if (changed.includes(true)) await sync();
  };
  await lookAtAll();
  let looking: Promise<void> = Promise.resolve();
  const stop = every(LOOK_MS, () => {
    looking = looking
      .then(lookAtAll)
      .catch((error: unknown) => log.error('the keys file could not be taken over', error));
  });
  return async () => {
    stop();
    await looking;
  };
}
