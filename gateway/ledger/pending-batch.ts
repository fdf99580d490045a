import type { Cell, RefusedCount } from './ledger-protocol';
import type { OpenRow, Settlement } from './ledger';

type Waiting = { resolve(): void; reject(error: unknown): void };
type Settled = { row: OpenRow; settlement: Settlement };

const MINUTE_MS = 60_000;

/** Unacknowledged calls kept for when the disk is back; beyond that the newest are not recorded. */
const KEEP = 10_000;

/** Adds what a row is opened with. One value after the other: spreading lists costs more than all the rest. */
function pushStart(cells: Cell[], { id, call }: OpenRow, model: string | null): void {
  cells.push(id, call.requestId, call.startedAtMs, call.keyId, call.person);
  cells.push(call.serviceId, call.method, call.path, model);
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
    this.#settled.push({ row, settlement });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  countRefused(atMs: number, keyId: string, serviceId: string, count = 1): void {
    const minuteMs = atMs - (atMs % MINUTE_MS);
    const name = `${minuteMs} ${keyId} ${serviceId}`;
    const known = this.#refused.get(name);
    if (known) known.count += count;
    else if (this.#refused.size < KEEP)
      this.#refused.set(name, { minuteMs, keyId, serviceId, count });
  }

  /** The same in the form that crosses to the worker. A call that has also ended is written once, not twice. */
  toMessage(): { opens: Cell[]; settled: Cell[]; refused: RefusedCount[] } {
    const opens: Cell[] = [];
    for (const row of this.#opens) if (!row.isSettled) pushStart(opens, row, row.call.model);
    const settled: Cell[] = [];
    for (const { row, settlement: s } of this.#settled) {
      pushStart(settled, row, s.model ?? row.call.model);
      settled.push(s.status, s.outcome, s.bytesIn, s.bytesOut, s.tokensIn, s.tokensOut);
      settled.push(s.costNano, s.firstByteMs, s.totalMs);
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
    for (const { minuteMs, keyId, serviceId, count } of failed.#refused.values()) {
      this.countRefused(minuteMs, keyId, serviceId, count);
    }
  }

  keepUnbilled(row: OpenRow, settlement: Settlement): void {
    if (this.#settled.length >= KEEP) return;
    this.#settled.push({
      row,
      settlement: { ...settlement, outcome: 'interrupted', costNano: 0n },
    });
  }
}
