/**
 * How the services were, in `health.json`. It is only worth looking at, so nothing ever waits for it, a file that cannot
 * be read is a fresh start, and one that cannot be written is a line in the log.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { PastHealth } from '#shared/contract/operations/services';
import * as z from 'zod';
import type { StoredService } from '../storage/config-schema';
import { createKeptText, readKept } from '../storage/kept-text';
import { createHealthHistory, type HealthChange, type HealthHistory } from './health-history';

export interface HealthFileOptions {
  readonly dataDir: string;
  readonly services: () => readonly Pick<StoredService, 'id' | 'createdAt'>[];
  readonly report: (message: string, cause: unknown) => void;
  readonly wallMs?: (() => number) | undefined;
  /** How long changes are gathered. */
  readonly soonMs?: number;
  /** Calls back about every five seconds; returns the way to stop. */
  readonly eachTick?: (tick: () => void) => () => void;
}

/** A history that goes on after a restart. */
export interface HealthFile {
  readonly history: HealthHistory;
  close(): Promise<void>;
}

const TICK_MS = 5_000;
/** A shorter time without a watch is a restart, or a busy computer, and not worth telling. */
const SHORT_MS = 30_000;

/** The text begins with this and the time at which this was last true, as thirteen digits. */
const HEAD = '{"version":1,"aliveMs":';

const Moment = z.number().int().nonnegative();
const Saved = z.object({
  version: z.literal(1),
  aliveMs: Moment,
  services: z.array(
    z.object({
      id: z.string(),
      /** An id names another service after settings came from elsewhere; this tells. */
      createdAt: z.string(),
      changes: z.array(z.tuple([Moment, PastHealth])),
    }),
  ),
});
type Saved = z.infer<typeof Saved>;

function parse(text: string): Saved | undefined {
  try {
    return Saved.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // damaged: a fresh start
  }
}

/** What earlier runs saw of the services that are still the same, and that nobody watched after `aliveMs`. */
function toBefore(saved: Saved, isStill: (one: Saved['services'][number]) => boolean, at: Times) {
  const before = new Map<string, HealthChange[]>();
  for (const one of saved.services.filter(isStill)) {
    const changes = one.changes
      .map(([atMs, health]) => ({ atMs, health }))
      .filter(({ atMs }) => atMs <= at.aliveMs)
      .toSorted((a, b) => a.atMs - b.atMs);
    if (changes.length === 0) continue;
    const isOff = at.nowMs - at.aliveMs >= SHORT_MS && changes.at(-1)?.health !== 'off';
    before.set(one.id, isOff ? [...changes, { atMs: at.aliveMs, health: 'off' }] : changes);
  }
  return before;
}

interface Times {
  readonly nowMs: number;
  /** When an earlier run was last there. */
  readonly aliveMs: number;
}

function eachRealTick(tick: () => void): () => void {
  const timer = setInterval(tick, TICK_MS).unref();
  return () => clearInterval(timer);
}

async function readBefore(file: string, { services, wallMs = Date.now }: HealthFileOptions) {
  const text = await readKept(file);
  const saved = text === undefined ? undefined : parse(text);
  if (!saved) return new Map<string, HealthChange[]>();
  const nowMs = wallMs();
  const aliveMs = Math.min(nowMs, saved.aliveMs);
  const created = new Map(services().map(({ id, createdAt }) => [id, createdAt]));
  return toBefore(saved, ({ id, createdAt }) => created.get(id) === createdAt, { nowMs, aliveMs });
}

const toDigits = (ms: number): string => String(ms).padStart(13, ' ');

function render(history: HealthHistory, { services, wallMs = Date.now }: HealthFileOptions) {
  const all = history.all();
  const saved: Saved['services'] = services().map(({ id, createdAt }) => ({
    id,
    createdAt,
    changes: (all.get(id) ?? []).map(({ atMs, health }) => [atMs, health]),
  }));
  return `${HEAD}${toDigits(wallMs())},"services":${JSON.stringify(saved)}}`;
}

const WRITE = constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * Says in a file of ours that it still holds. In place and not synced: thirteen bytes are cheap enough for every few
 * seconds, and a kill, which leaves no chance to write anything, does not lose them.
 */
async function writeAlive(file: string, nowMs: number): Promise<void> {
  const handle = await open(file, WRITE);
  try {
    await handle.write(toDigits(nowMs), HEAD.length);
  } finally {
    await handle.close();
  }
}

/** Opens the history of a data folder. Never rejects because of what is in it, or because it cannot be written. */
export async function openHealthFile(options: HealthFileOptions): Promise<HealthFile> {
  const { dataDir, report, soonMs, wallMs = Date.now, eachTick = eachRealTick } = options;
  const file = path.join(dataDir, 'health.json');
  const before = await readBefore(file, options);
  const text = createKeptText({
    file,
    render: () => render(history, options),
    report,
    ...(soonMs !== undefined && { soonMs }),
  });
  const history = createHealthHistory({ wallMs, before, onChange: () => text.changed() });
  let watchedMs = wallMs();
  const stop = eachTick(() => {
    const nowMs = wallMs();
    if (nowMs - watchedMs >= SHORT_MS) history.noteOff(watchedMs);
    if (nowMs < watchedMs) history.noteSetBack();
    watchedMs = nowMs;
    // One that cannot be touched is written again, and that says what is wrong.
    if (text.isSaved) void writeAlive(file, nowMs).catch(() => text.changed());
  });
  return {
    history,
    async close() {
      stop();
      text.changed();
      await text.close();
    },
  };
}
