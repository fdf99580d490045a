import { LatchkeyError } from '#shared/contract/errors';
import type {
  CallRow,
  Ledger,
  OpenCall,
  OpenRow,
  RefusedKey,
  RowQuery,
  Settlement,
} from './ledger';
import type { LedgerConnection, Opened } from './ledger-connection';
import type { QuestionName, Questions } from './ledger-protocol';
import { PendingBatch } from './pending-batch';
import type { Range } from './range-segments';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** Between two steps of deleting, so that it never takes more than a part of the disk. */
const PRUNE_PAUSE_MS = 10;
const MOST_RECORDS = 500;

const refusing = (cause?: unknown) =>
  cause instanceof LatchkeyError
    ? cause
    : new LatchkeyError('RECORD_UNAVAILABLE', { cause, retryAfterMs: LAST_RETRY_MS });

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The ledger as the calls see it: what happens in one turn of the event loop becomes one commit of the worker. */
export class BatchingLedger implements Ledger {
  healthy = true;
  recovered: boolean;
  readonly interruptedAtStart: number;
  readonly #connect: () => LedgerConnection;
  #connection: LedgerConnection;
  #nextRow: number;
  #pending = new PendingBatch();
  #isScheduled = false;
  #isBusy = false;
  #retryMs = FIRST_RETRY_MS;
  #retry: NodeJS.Timeout | undefined;
  /** Waiting until nothing is under way. */
  #idle: (() => void)[] = [];
  /** Waiting until everything that has happened is on its way. */
  #sent: (() => void)[] = [];
  #pruning: Promise<unknown> = Promise.resolve();
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

  countRefused(atMs: number, key: RefusedKey | null, serviceId: string | null): void {
    const [keyId, person] = [key?.id ?? '', key?.person ?? ''];
    this.#pending.countRefused({ atMs, keyId, person, serviceId: serviceId ?? '' });
    this.#schedule();
  }

  summary = (range: Range) => this.#ask('summary', range);
  counted = (range: Range) => this.#ask('counted', range);
  series = (range: Range & { steps: number }) => this.#ask('series', range);
  keyStats = () => this.#ask('keyStats', null);
  spent = (range: Range) => this.#ask('spent', range);
  lifetime = () => this.#ask('lifetime', null);
  cycles = () => this.#ask('cycles', null);
  cycleSums = (cycleId: number | 'open') => this.#ask('cycleSums', { cycleId });
  closeCycle = (note: string, atMs: number) => this.#ask('closeCycle', { note, atMs });

  async records({ limit, beforeId, ...wanted }: RowQuery): Promise<CallRow[]> {
    const most = Math.min(limit, MOST_RECORDS);
    const found: CallRow[] = [];
    let below: number | null = beforeId ?? Number.MAX_SAFE_INTEGER;
    while (below !== null && found.length < most) {
      const asked = { ...wanted, beforeId: below, limit: most - found.length };
      const step: Questions['records']['answer'] = await this.#ask('records', asked);
      found.push(...step.rows);
      below = step.beforeId;
    }
    return found;
  }

  async exportRows(range: Range, onRows: (rows: CallRow[]) => void | Promise<void>) {
    const lastId = Math.min(await this.#ask('lastRow', range), this.#nextRow - 1);
    let afterId: number | null = 0;
    while (afterId !== null) {
      const step: Questions['export']['answer'] = await this.#ask('export', {
        ...range,
        afterId,
        lastId,
      });
      if (step.rows.length > 0) await onRows(step.rows);
      afterId = step.afterId;
    }
  }

  prune(beforeMs: number, nowMs = Date.now()): Promise<number> {
    const done = this.#pruning.then(() => this.#prune(beforeMs, nowMs));
    this.#pruning = done.catch(() => undefined);
    return done;
  }

  async #prune(beforeMs: number, nowMs: number): Promise<number> {
    let [afterId, rows] = [0, 0];
    while (!this.#isClosing) {
      const step = await this.#ask('prune', { beforeMs, nowMs, afterId });
      if (step.isDone) break;
      afterId = step.afterId;
      rows += step.rows;
      await pause(PRUNE_PAUSE_MS);
    }
    return rows;
  }

  async backup(file: string): Promise<void> {
    await this.#ask('backup', { file });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#retry);
    await this.#pruning;
    await this.#flush();
    await this.#connection.close();
  }

  /** The worker answers in order, so what was counted before the question belongs into the answer. */
  async #ask<Name extends QuestionName>(
    name: Name,
    asked: Questions[Name]['asked'],
  ): Promise<Questions[Name]['answer']> {
    if (this.#isBusy && this.healthy) await new Promise<void>((sent) => this.#sent.push(sent));
    else if (this.healthy) this.#send();
    return this.#connection.ask(name, asked);
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
      const { recovered } = await this.#connection.commit(batch.toMessage());
      this.recovered ||= recovered;
      this.healthy = true;
      this.#retryMs = FIRST_RETRY_MS;
      batch.resolve();
    } catch (error) {
      this.#onRefused(batch, error);
    }
    this.#isBusy = false;
    if (this.healthy) this.#send();
    for (const tell of this.#sent.splice(0)) tell();
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
