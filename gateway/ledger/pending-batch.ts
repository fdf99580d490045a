import type { Cell, RefusedCount } from './ledger-protocol';
import type { OpenCall, Settlement } from './ledger';

type Waiting = { resolve(): void; reject(error: unknown): void };
type Settled = { row: number; call: OpenCall; settlement: Settlement };

const MINUTE_MS = 60_000;

/** Unacknowledged calls kept for when the disk is back; beyond that the newest are not recorded. */
const KEEP = 10_000;

const start = (row: number, call: OpenCall, model: string | null): Cell[] => [
  row,
  call.requestId,
  call.startedAtMs,
  call.keyId,
  call.person,
  call.serviceId,
  call.method,
  call.path,
  model,
];

/** What has happened since the last batch went to disk. */
export class PendingBatch {
  readonly #opens = new Map<number, OpenCall>();
  readonly #settled: Settled[] = [];
  readonly #refused = new Map<
    string,
    { -readonly [Name in keyof RefusedCount]: RefusedCount[Name] }
  >();
  readonly #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#opens.size + this.#settled.length + this.#refused.size === 0;
  }

  open(row: number, call: OpenCall): void {
    this.#opens.set(row, call);
  }

  /** A call that was opened in this very batch is written once, not twice. */
  settle(row: number, call: OpenCall, settlement: Settlement): Promise<void> {
    this.#opens.delete(row);
    this.#settled.push({ row, call, settlement });
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

  /** The same in the form that crosses to the worker. */
  toMessage(): { opens: Cell[]; settled: Cell[]; refused: RefusedCount[] } {
    const opens: Cell[] = [];
    for (const [row, call] of this.#opens) opens.push(...start(row, call, call.model));
    const settled: Cell[] = [];
    for (const { row, call, settlement: s } of this.#settled) {
      settled.push(...start(row, call, s.model ?? call.model), s.status, s.outcome, s.bytesIn);
      settled.push(s.bytesOut, s.tokensIn, s.tokensOut, s.costNano, s.firstByteMs, s.totalMs);
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
    for (const [row, call] of failed.#opens) {
      if (this.#opens.size < KEEP) this.#opens.set(row, call);
    }
    for (const { row, call, settlement } of failed.#settled)
      this.keepUnbilled(row, call, settlement);
    for (const { minuteMs, keyId, serviceId, count } of failed.#refused.values()) {
      this.countRefused(minuteMs, keyId, serviceId, count);
    }
  }

  keepUnbilled(row: number, call: OpenCall, settlement: Settlement): void {
    this.#opens.delete(row);
    if (this.#settled.length >= KEEP) return;
    this.#settled.push({
      row,
      call,
      settlement: { ...settlement, outcome: 'interrupted', costNano: 0n },
    });
  }
}
