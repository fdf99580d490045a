import { Worker } from 'node:worker_threads';
import { LatchkeyError } from '#shared/contract/errors';
import type { Batch, Cell, FromWorker, Query, ToWorker, WorkerStart } from './ledger-protocol';
import { ledgerSql } from './ledger-sql';

/** What the worker found when it opened the database. */
export type Opened = Extract<FromWorker, { type: 'ready' }>;

type Waiting<T> = { resolve(value: T): void; reject(error: unknown): void };

const unavailable = (reason: string) =>
  new LatchkeyError('RECORD_UNAVAILABLE', { cause: new Error(reason), retryAfterMs: 5000 });

/** The bundle has `.js` beside it; from source it is the `.ts` that Node runs as it is. */
export const defaultWorkerUrl = (): URL => {
  const name = import.meta.url.endsWith('.ts') ? './ledger-worker.ts' : './ledger-worker.js';
  return new URL(name, import.meta.url);
};

/** The worker thread with the database, as questions and answers. After it died, everything is refused. */
export class LedgerConnection {
  readonly opened: Promise<Opened>;
  readonly #worker: Worker;
  readonly #queries = new Map<number, Waiting<readonly (readonly Cell[])[]>>();
  #opening: Waiting<Opened> | undefined;
  #batch: Waiting<void> | undefined;
  #closing: (() => void) | undefined;
  #nextQuery = 1;
  #dead: string | undefined;

  constructor(workerUrl: URL, start: Omit<WorkerStart, 'sql'>) {
    this.opened = new Promise((resolve, reject) => (this.#opening = { resolve, reject }));
    const workerData: WorkerStart = { ...start, sql: ledgerSql };
    this.#worker = new Worker(workerUrl, { workerData });
    this.#worker.on('message', (message: FromWorker) => this.#onMessage(message));
    this.#worker.on('error', (error) => this.#die(String(error)));
    this.#worker.on('exit', () => this.#die('The thread of the ledger has ended.'));
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /** Resolves when everything in `batch` is on disk. Only one at a time. */
  commit(batch: Omit<Batch, 'type'>): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#dead !== undefined) return reject(unavailable(this.#dead));
      this.#batch = { resolve, reject };
      this.#post({ type: 'batch', ...batch });
    });
  }

  query(
    name: Query['name'],
    values: Readonly<Record<string, number>>,
  ): Promise<readonly (readonly Cell[])[]> {
    return new Promise((resolve, reject) => {
      if (this.#dead !== undefined) return reject(unavailable(this.#dead));
      const id = this.#nextQuery++;
      this.#queries.set(id, { resolve, reject });
      this.#post({ type: 'query', id, name, values });
    });
  }

  /** Resolves when the database is closed and the thread has ended. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#dead !== undefined) return resolve();
      this.#closing = resolve;
      this.#post({ type: 'close' });
    });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        return this.#opening?.resolve(message);
      case 'failed':
        return this.#opening?.reject(
          message.newer ? new LatchkeyError('CONFIG_NEWER') : unavailable(message.reason),
        );
      case 'committed':
        return this.#takeBatch()?.resolve();
      case 'refused':
        return this.#takeBatch()?.reject(unavailable(message.reason));
      case 'answer':
        return this.#takeQuery(message.id)?.resolve(message.rows);
      case 'unanswered':
        return this.#takeQuery(message.id)?.reject(unavailable(message.reason));
      case 'closed':
        return; // The end of the thread follows.
    }
  }

  #takeBatch(): Waiting<void> | undefined {
    const waiting = this.#batch;
    this.#batch = undefined;
    return waiting;
  }

  #takeQuery(id: number): Waiting<readonly (readonly Cell[])[]> | undefined {
    const waiting = this.#queries.get(id);
    this.#queries.delete(id);
    return waiting;
  }

  #die(reason: string): void {
    this.#dead ??= reason;
    const error = unavailable(this.#dead);
    this.#opening?.reject(error);
    this.#takeBatch()?.reject(error);
    for (const id of [...this.#queries.keys()]) this.#takeQuery(id)?.reject(error);
    this.#closing?.();
  }
}
