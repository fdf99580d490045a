/**
 * Threat: somebody tries keys until one fits, or uses a key that is not theirs. Neither shows in a single line;
 * this looks at what many lines have in common: one source, one key, one minute, one night.
 */
import { sourceName } from '../../threats/address-unit';
import { isFailedTry, NIGHT } from '../../threats/finding';
import { BoundedTable } from './bounded-table';
import type { LogRecord } from './log-record';
import { MinutePeak } from './minute-peak';
import { ownCopy } from './own-copy';

/** From which point on something is worth telling. */
export interface Thresholds {
  /** Refused attempts of one source. */
  readonly failed: number;
  /** Refused attempts of one source within a minute. */
  readonly burst: number;
  /** Calls of one key or source within a minute. */
  readonly spike: number;
  /** Different addresses of one key. */
  readonly addresses: number;
  /** Local hours: from, inclusive, to, exclusive. */
  readonly night: { readonly from: number; readonly to: number };
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  failed: 5,
  burst: 10,
  spike: 120,
  addresses: 5,
  night: NIGHT,
};

export type FindingKind =
  'failed_attempts' | 'guessing_burst' | 'volume_spike' | 'unusual_night' | 'many_addresses';

/** One thing worth a look. `count` is what passed the threshold. */
export interface Finding {
  readonly kind: FindingKind;
  readonly who: string;
  readonly count: number;
  readonly atMs: number;
}

/** A key has a habit when it was used on so many days. */
const HABIT_DAYS = 3;
const MAX_ROWS = 2_000;
const MAX_ADDRESSES = 200;
const MINUTE_MS = 60_000;

class Source {
  count = 0;
  failed = 0;
  lastFailedMs = 0;
  /** The last refused attempts, as many as a burst needs. */
  readonly recent: number[] = [];
  burstMs: number | undefined;
  readonly peak = new MinutePeak();
}

class KeyHabit {
  count = 0;
  days = 0;
  lastDay = '';
  nights = 0;
  lastNight = '';
  nightCalls = 0;
  lastNightMs = 0;
  lastMs = 0;
  user = '';
  readonly addresses = new Set<string>();
  readonly peak = new MinutePeak();
}

const isNight = (hour: number, { from, to }: Thresholds['night']): boolean =>
  from <= to ? hour >= from && hour < to : hour >= from || hour < to;

/** The alerts of the window count the same; where a line does not tell why it was refused, every refusal counts. */
const isFailed = ({ event, code }: LogRecord): boolean =>
  code === null ? event === 'UNAUTHORIZED' : isFailedTry({ event, code });

/** Who an attempt came from, as well as the line tells. */
const sourceOf = ({ ip, keyId }: LogRecord): string =>
  ip !== null ? sourceName(ip) : keyId === null ? 'callers without a key' : `key ${keyId}`;

/** Collects what is suspicious, in bounded memory. */
export class Suspicion {
  readonly #limits: Thresholds;
  readonly #sources = new BoundedTable(MAX_ROWS, () => new Source());
  readonly #keys = new BoundedTable(MAX_ROWS, () => new KeyHabit());

  constructor(limits: Thresholds) {
    this.#limits = limits;
  }

  /** Lines before the time that is asked for only teach what is usual. */
  add(record: LogRecord, isAskedFor: boolean): void {
    if (record.event === 'ADMIN') return;
    const key = record.keyId ?? record.user;
    if (key !== null) this.#seeKey(this.#keys.add(key), record, isAskedFor);
    if (isAskedFor) this.#seeSource(this.#sources.add(sourceOf(record)), record);
  }

  findings(): Finding[] {
    const sources = this.#sources.top().flatMap(([who, row]) => this.#ofSource(who, row));
    const keys = this.#keys.top().flatMap(([key, row]) => this.#ofKey(key, row));
    return [...sources, ...keys].sort((a, b) => b.count - a.count || a.atMs - b.atMs);
  }

  #seeSource(row: Source, record: LogRecord): void {
    const { atMs, keyId, user, times } = record;
    if (keyId === null && user === null) row.peak.add(atMs);
    if (!isFailed(record)) return;
    row.failed += times;
    row.lastFailedMs = atMs;
    // A line that stands for many ends the minute in which they came.
    for (let n = Math.min(times, this.#limits.burst); n > 0; n--) this.#seeFailed(row, atMs);
  }

  #seeFailed(row: Source, atMs: number): void {
    row.recent.push(atMs);
    if (row.recent.length < this.#limits.burst) return;
    const oldest = row.recent.shift() ?? atMs;
    if (Math.abs(atMs - oldest) <= MINUTE_MS) row.burstMs ??= oldest;
  }

  #seeKey(row: KeyHabit, { atMs, ip, user }: LogRecord, isAskedFor: boolean): void {
    const date = new Date(atMs);
    const day = date.toDateString();
    if (day !== row.lastDay) row.days++;
    row.lastDay = day;
    row.lastMs = atMs;
    if (user !== null && user !== row.user) row.user = ownCopy(user);
    if (isNight(date.getHours(), this.#limits.night)) {
      if (day !== row.lastNight) row.nights++;
      row.lastNight = day;
      row.lastNightMs = atMs;
      if (isAskedFor) row.nightCalls++;
    }
    if (!isAskedFor) return;
    row.peak.add(atMs);
    if (ip !== null && row.addresses.size < MAX_ADDRESSES && !row.addresses.has(ip)) {
      row.addresses.add(ownCopy(ip));
    }
  }

  #ofSource(who: string, row: Source): Finding[] {
    const { failed, burst, spike } = this.#limits;
    const found: Finding[] = [];
    if (row.burstMs !== undefined) {
      found.push({ kind: 'guessing_burst', who, count: burst, atMs: row.burstMs });
    }
    if (row.failed >= failed) {
      found.push({ kind: 'failed_attempts', who, count: row.failed, atMs: row.lastFailedMs });
    }
    if (row.peak.most >= spike) {
      found.push({ kind: 'volume_spike', who, count: row.peak.most, atMs: row.peak.mostMs });
    }
    return found;
  }

  #ofKey(key: string, row: KeyHabit): Finding[] {
    const { spike, addresses } = this.#limits;
    const who = row.user === '' || row.user === key ? key : `${row.user} (${key})`;
    const found: Finding[] = [];
    if (row.peak.most >= spike) {
      found.push({ kind: 'volume_spike', who, count: row.peak.most, atMs: row.peak.mostMs });
    }
    if (row.addresses.size >= addresses) {
      found.push({ kind: 'many_addresses', who, count: row.addresses.size, atMs: row.lastMs });
    }
    if (row.nights === 1 && row.nightCalls > 0 && row.days >= HABIT_DAYS) {
      found.push({ kind: 'unusual_night', who, count: row.nightCalls, atMs: row.lastNightMs });
    }
    return found;
  }
}
