/**
 * What goes to the worker has been checked here. Numbers come from what services say about themselves, and a single
 * one that the database does not take would have the whole batch refused, and tried again, for ever.
 */
import type { Cell, RefusedCount } from './ledger-protocol';
import type { OpenRow, Settlement } from './ledger';

type Waiting = { resolve(): void; reject(error: unknown): void };
type Refused = Omit<RefusedCount, 'minuteMs' | 'count'> & { readonly atMs: number };
type Settled = { row: OpenRow; settlement: Settlement; atMs: number };

const MINUTE_MS = 60_000;

/** Unacknowledged calls kept for when the disk is back; beyond that the newest are not recorded. */
const KEEP = 10_000;

/** No call comes near these; up to them the sums of a batch are exact in plain numbers. */
const MOST = 1e11;
const MOST_BYTES = 1e13;
const MOST_COST = 10n ** 18n;
const LONGEST_MODEL = 200;

const whole = (amount: number, most: number): number =>
  amount >= 0 ? Math.min(Math.round(amount), most) : 0;
const wholeOrNull = (amount: number | null): number | null =>
  amount === null ? null : whole(amount, MOST);
const real = (amount: number | null): number | null =>
  amount !== null && Number.isFinite(amount) ? amount : null;
const costOf = (nano: bigint): bigint => (nano < 0n ? 0n : nano > MOST_COST ? MOST_COST : nano);

/** As it is counted and shown: not endless, and nothing in it that a terminal or a table would act upon. */
const modelName = (model: string | null): string | null =>
  model === null || model === '' ? null : model.slice(0, LONGEST_MODEL).replaceAll(/\p{Cc}/gu, ' ');

/** Adds what a row is opened with. One value after the other: spreading lists costs more than all the rest. */
function pushStart(cells: Cell[], { id, call }: OpenRow, model: string | null): void {
  cells.push(id, call.requestId, call.startedAtMs, call.keyId, call.person);
  cells.push(call.serviceId, call.method, call.path, modelName(model));
}

/** Adds how it ended, in the order of the columns. */
function pushEnd(cells: Cell[], { settlement: s, atMs }: Settled): void {
  cells.push(whole(s.status, 999), s.outcome, s.billed ? 1 : 0);
  cells.push(whole(s.bytesIn, MOST_BYTES), whole(s.bytesOut, MOST_BYTES));
  cells.push(wholeOrNull(s.tokensIn), wholeOrNull(s.tokensOut), wholeOrNull(s.tokensCached));
  cells.push(wholeOrNull(s.images), wholeOrNull(s.audioMs), wholeOrNull(s.wattSeconds));
  cells.push(costOf(s.costNano), real(s.firstByteMs), real(s.totalMs), atMs);
  cells.push(s.flags.length === 0 ? '' : s.flags.join(' '), s.code ?? null);
}

/** What has happened since the last batch went to disk. */
export class PendingBatch {
  readonly #opens: OpenRow[] = [];
  readonly #settled: Settled[] = [];
  readonly #refused = new Map<
    string,
    { -readonly [Name in keyof RefusedCount]: RefusedCount[Name] }
  >();
  readonly #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#opens.length + this.#settled.length + this.#refused.size === 0;
  }

  open(row: OpenRow): void {
    this.#opens.push(row);
  }

  settle(row: OpenRow, settlement: Settlement): Promise<void> {
    this.#settled.push({ row, settlement, atMs: Date.now() });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  countRefused({ atMs, keyId, person, serviceId }: Refused, count = 1): void {
    const minuteMs = atMs - (atMs % MINUTE_MS);
    const name = JSON.stringify([minuteMs, keyId, person, serviceId]);
    const known = this.#refused.get(name);
    if (known) known.count += count;
    else if (this.#refused.size < KEEP)
      this.#refused.set(name, { minuteMs, keyId, person, serviceId, count });
  }

  /** The same in the form that crosses to the worker. A call that has also ended is written once, not twice. */
  toMessage(): { opens: Cell[]; settled: Cell[]; refused: RefusedCount[] } {
    const opens: Cell[] = [];
    for (const row of this.#opens) if (!row.isSettled) pushStart(opens, row, row.call.model);
    const settled: Cell[] = [];
    for (const ended of this.#settled) {
      pushStart(settled, ended.row, ended.settlement.model ?? ended.row.call.model);
      pushEnd(settled, ended);
    }
    return { opens, settled, refused: [...this.#refused.values()] };
  }

  resolve(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  reject(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Takes over what `failed` could not put on disk. A call whose end was not acknowledged is kept as cut off, and never billed. */
  takeOver(failed: PendingBatch): void {
    for (const row of failed.#opens) {
      if (!row.isSettled && this.#opens.length < KEEP) this.#opens.push(row);
    }
    for (const { row, settlement } of failed.#settled) this.keepUnbilled(row, settlement);
    for (const { minuteMs, count, ...of } of failed.#refused.values()) {
      this.countRefused({ atMs: minuteMs, ...of }, count);
    }
  }

  keepUnbilled(row: OpenRow, settlement: Settlement): void {
    if (this.#settled.length >= KEEP) return;
    this.#settled.push({
      row,
      settlement: { ...settlement, outcome: 'interrupted', billed: false, costNano: 0n },
      atMs: Date.now(),
    });
  }
}
