import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Ledger } from './ledger/ledger';
import type { Config } from './storage/config-schema';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A start has enough to do; a computer that is on for an hour a day must have its turn all the same. */
const FIRST_AFTER_MS = 5 * MINUTE_MS;
/** By then an upgraded record has proved itself, and the copy from before only takes room. */
const COPY_DAYS = 30;
const COPY_NAME = /^ledger\.db\.before-v\d{1,4}$/;

/** Runs `action` once, later, and never keeps the process alive for it. Returns the way to call it off. */
type Schedule = (action: () => void, afterMs: number) => () => void;

const scheduleLater: Schedule = (action, afterMs) => {
  const timer = setTimeout(action, afterMs).unref();
  return () => clearTimeout(timer);
};

export interface RetentionDeps {
  readonly dataDir: string;
  readonly config: { readonly current: Pick<Config, 'settings'> };
  readonly ledger: Pick<Ledger, 'prune'>;
  readonly report: (message: string, cause: unknown) => void;
  readonly wallMs?: (() => number) | undefined;
  readonly schedule?: Schedule | undefined;
}

async function removeOldCopies(dataDir: string, nowMs: number): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!COPY_NAME.test(name)) continue;
    const file = path.join(dataDir, name);
    const found = await lstat(file);
    const isOld = nowMs - found.mtimeMs > COPY_DAYS * DAY_MS;
    if (found.isFile() && isOld) await rm(file, { force: true });
  }
}

/**
 * Deletes rows of calls that are older than the owner wants, five minutes after the start and then once a day; sums
 * stay. The copy of a record from before its upgrade goes after 30 days. What fails is told, and tried again the next day.
 */
export function startRetention(deps: RetentionDeps): { close(): void } {
  const { dataDir, config, ledger, report } = deps;
  const { wallMs = Date.now, schedule = scheduleLater } = deps;
  let isClosed = false;
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    // A ledger that closes meanwhile refuses: that is no news.
    await work().catch((cause: unknown) => isClosed || report(what, cause));
  };
  const run = async () => {
    const nowMs = wallMs();
    const beforeMs = nowMs - config.current.settings.keepRowsDays * DAY_MS;
    await attempt('old calls stay on record', () => ledger.prune(Math.max(0, beforeMs), nowMs));
    await attempt('an old copy stays', () => removeOldCopies(dataDir, nowMs));
    if (!isClosed) cancel = schedule(() => void run(), DAY_MS);
  };
  let cancel = schedule(() => void run(), FIRST_AFTER_MS);
  return {
    close() {
      isClosed = true;
      cancel();
    },
  };
}
