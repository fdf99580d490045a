import path from 'node:path';
import { LatchkeyError } from '#shared/contract/errors';
import { defaultWorkerUrl, LedgerConnection, type Opened } from './ledger-connection';
import { PendingBatch } from './pending-batch';
import {
  seriesValues,
  summaryValues,
  toSeries,
  toSummary,
  type Range,
  type UsageSeries,
  type UsageSummaryRows,
} from './usage-numbers';

/** A call that is about to be passed on. */
export interface OpenCall {
  readonly requestId: string;
  /** Wall clock. */
  readonly startedAtMs: number;
  readonly keyId: string;
  readonly person: string | null;
  readonly serviceId: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
}

/** How a call ended, and what it cost. */
export interface Settlement {
  readonly status: number;
  readonly outcome: 'succeeded' | 'failed' | 'refused' | 'interrupted' | 'truncated';
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly costNano: bigint;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
  readonly model: string | null;
}

/** How often and when last a key was used. */
export interface KeyStats {
  readonly requests: number;
  readonly lastUsedAtMs: number;
}

/** The row of a call under way; it carries what its record will need, so that no table of such calls has to be kept. */
export interface OpenRow {
  readonly id: number;
  readonly call: OpenCall;
  isSettled: boolean;
}

/** The record of all calls. What it has acknowledged is on disk, whatever happens next. */
export interface Ledger {
  /** Returns the row at once; it is on its way to disk. */
  open(call: OpenCall): OpenRow;
  /** Resolves when the row is committed and synced. Rejects with RECORD_UNAVAILABLE when the disk refuses. */
  settle(row: OpenRow, settlement: Settlement): Promise<void>;
  /** Counts a call that was refused before it was opened: cheap, and without a row of its own. */
  countRefused(atMs: number, keyId: string | null, serviceId: string | null): void;
  /** False while the disk refuses writes. It is tried again at least every 5 s. */
  readonly healthy: boolean;
  summary(range: Range): Promise<UsageSummaryRows>;
  series(range: Range & { steps: number }): Promise<UsageSeries>;
  keyStats(): Promise<Map<string, KeyStats>>;
  /** Puts everything on disk and ends the thread. */
  close(): Promise<void>;
  /** Calls that the process before left open; they are settled as `interrupted`. */
  readonly interruptedAtStart: number;
  /** A damaged file was moved aside at the start. */
  readonly recovered: boolean;
}

/** Where the ledger lives. */
export interface LedgerOptions {
  readonly dataDir: string;
  readonly workerUrl?: URL;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;

const refusing = (cause?: unknown) =>
  cause instanceof LatchkeyError
    ? cause
    : new LatchkeyError('RECORD_UNAVAILABLE', { cause, retryAfterMs: LAST_RETRY_MS });

class BatchingLedger implements Ledger {
  healthy = true;
  readonly interruptedAtStart: number;
  readonly recovered: boolean;
  readonly #connect: () => LedgerConnection;
  #connection: LedgerConnection;
  #nextRow: number;
  #pending = new PendingBatch();
  #isScheduled = false;
  #isBusy = false;
  #retryMs = FIRST_RETRY_MS;
  #retry: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];
  #isClosing = false;

  constructor(connect: () => LedgerConnection, connection: LedgerConnection, opened: Opened) {
    this.#connect = connect;
    this.#connection = connection;
    this.#nextRow = opened.lastId + 1;
    this.interruptedAtStart = opened.interrupted;
    this.recovered = opened.recovered;
  }

  open(call: OpenCall): OpenRow {
    const row = { id: this.#nextRow++, call, isSettled: false };
    this.#pending.open(row);
    this.#schedule();
    return row;
  }

  settle(row: OpenRow, settlement: Settlement): Promise<void> {
    if (row.isSettled) return Promise.reject(new Error(`Row ${row.id} is not open.`));
    row.isSettled = true;
    if (!this.healthy) {
      this.#pending.keepUnbilled(row, settlement);
      return Promise.reject(refusing());
    }
    const done = this.#pending.settle(row, settlement);
    this.#schedule();
    return done;
  }

  countRefused(atMs: number, keyId: string | null, serviceId: string | null): void {
    this.#pending.countRefused(atMs, keyId ?? '', serviceId ?? '');
    this.#schedule();
  }

  async summary(range: Range): Promise<UsageSummaryRows> {
    return toSummary(await this.#ask('summary', summaryValues(range)));
  }

  async series({ steps, ...range }: Range & { steps: number }): Promise<UsageSeries> {
    return toSeries(range, steps, await this.#ask('series', seriesValues(range, steps)));
  }

  async keyStats(): Promise<Map<string, KeyStats>> {
    const rows = await this.#ask('keyStats', {});
    return new Map(
      rows.map(([keyId, requests, lastUsed]) => [
        String(keyId),
        { requests: Number(requests), lastUsedAtMs: Number(lastUsed) },
      ]),
    );
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#retry);
    await this.#flush();
    await this.#connection.close();
  }

  async #ask(name: 'summary' | 'series' | 'keyStats', values: Record<string, number>) {
    // What was counted a moment ago belongs into the answer; the worker answers in order.
    if (this.healthy) this.#send();
    return this.#connection.query(name, values);
  }

  /** Everything that happens in one turn of the event loop becomes one transaction. */
  #schedule(): void {
    if (this.#isScheduled || this.#isBusy || !this.healthy) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#isBusy || this.#pending.isEmpty) return;
    void this.#commit();
  }

  async #commit(): Promise<void> {
    this.#isBusy = true;
    const batch = this.#pending;
    this.#pending = new PendingBatch();
    try {
      await this.#connection.commit(batch.toMessage());
      this.healthy = true;
      this.#retryMs = FIRST_RETRY_MS;
      batch.resolve();
    } catch (error) {
      this.#onRefused(batch, error);
    }
    this.#isBusy = false;
    if (this.healthy) this.#send();
    if (!this.#isBusy) for (const tell of this.#idle.splice(0)) tell();
  }

  #onRefused(batch: PendingBatch, error: unknown): void {
    this.healthy = false;
    const kept = new PendingBatch();
    for (const failed of [batch, this.#pending]) {
      kept.takeOver(failed);
      failed.reject(refusing(error));
    }
    this.#pending = kept;
    if (this.#isClosing) return;
    this.#retry = setTimeout(() => void this.#tryAgain(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  async #tryAgain(): Promise<void> {
    if (this.#connection.isDead) {
      this.#connection = this.#connect();
      // Its failure shows in the commit that follows.
      await this.#connection.opened.catch(() => undefined);
    }
    await this.#commit();
  }

  /** Resolves when nothing is left to write, or the disk refuses. */
  async #flush(): Promise<void> {
    this.#send();
    if (this.#isBusy) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}

/** Opens the ledger of a data folder, settles what was left open, and moves a damaged file aside. */
export async function openLedger({ dataDir, workerUrl }: LedgerOptions): Promise<Ledger> {
  const url = workerUrl ?? defaultWorkerUrl();
  const file = path.join(dataDir, 'ledger.db');
  const connection = new LedgerConnection(url, { file, isFirst: true });
  const connectAgain = () => new LedgerConnection(url, { file, isFirst: false });
  try {
    return new BatchingLedger(connectAgain, connection, await connection.opened);
  } catch (error) {
    await connection.close();
    throw error;
  }
}
