import { Worker } from 'node:worker_threads';
import { LatchkeyError } from '#shared/contract/errors';
import type {
  Ask,
  Batch,
  FromWorker,
  QuestionName,
  Questions,
  ToWorker,
  WorkerStart,
} from './ledger-protocol';

/** What the worker found when it opened the database. */
export type Opened = Extract<FromWorker, { type: 'ready' }>;
/** What a batch was answered with. */
export type Committed = Extract<FromWorker, { type: 'committed' }>;

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
  readonly #asked = new Map<number, Waiting<unknown>>();
  #opening: Waiting<Opened> | undefined;
  #batch: Waiting<Committed> | undefined;
  #closing: (() => void) | undefined;
  #nextAsk = 1;
  #dead: string | undefined;

  constructor(workerUrl: URL, start: WorkerStart) {
    this.opened = new Promise((resolve, reject) => (this.#opening = { resolve, reject }));
    this.#worker = new Worker(workerUrl, { workerData: start });
    this.#worker.on('message', (message: FromWorker) => this.#onMessage(message));
    this.#worker.on('error', (error) => this.#die(String(error)));
    this.#worker.on('exit', () => this.#die('The thread of the ledger has ended.'));
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /** Resolves when everything in `batch` is on disk. Only one at a time. */
  commit(batch: Omit<Batch, 'type'>): Promise<Committed> {
    return new Promise((resolve, reject) => {
      if (this.#dead !== undefined) return reject(unavailable(this.#dead));
      this.#batch = { resolve, reject };
      this.#post({ type: 'batch', ...batch });
    });
  }

  /** Asks after everything that was posted before. Rejects with RECORD_UNAVAILABLE when there is no answer. */
  ask<Name extends QuestionName>(
    name: Name,
    asked: Questions[Name]['asked'],
  ): Promise<Questions[Name]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.#dead !== undefined) return reject(unavailable(this.#dead));
      const id = this.#nextAsk++;
      // The worker is ours, and answers a question with what the table of questions says.
      this.#asked.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#post({ type: 'ask', id, name, asked } as Ask);
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
        return this.#takeBatch()?.resolve(message);
      case 'refused':
        return this.#takeBatch()?.reject(unavailable(message.reason));
      case 'answer':
        return this.#take(message.id)?.resolve(message.answer);
      case 'unanswered':
        return this.#take(message.id)?.reject(unavailable(message.reason));
      case 'closed':
        return; // The end of the thread follows.
    }
  }

  #takeBatch(): Waiting<Committed> | undefined {
    const waiting = this.#batch;
    this.#batch = undefined;
    return waiting;
  }

  #take(id: number): Waiting<unknown> | undefined {
    const waiting = this.#asked.get(id);
    this.#asked.delete(id);
    return waiting;
  }

  #die(reason: string): void {
    this.#dead ??= reason;
    const error = unavailable(this.#dead);
    this.#opening?.reject(error);
    this.#takeBatch()?.reject(error);
    for (const id of [...this.#asked.keys()]) this.#take(id)?.reject(error);
    this.#closing?.();
  }
}
