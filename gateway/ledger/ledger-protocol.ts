import type { LedgerSql } from './ledger-sql';

/** What a worker is started with. */
export interface WorkerStart {
  readonly file: string;
  /** Open rows belong to a process that is gone; false when a thread is started again and its calls live on. */
  readonly isFirst: boolean;
  readonly sql: LedgerSql;
}

/** A value of a row. */
export type Cell = string | number | bigint | null;

/** Refused calls of one minute, key and service. */
export interface RefusedCount {
  readonly minuteMs: number;
  readonly keyId: string;
  readonly serviceId: string;
  readonly count: number;
}

/** Everything that happened since the last batch; it becomes one transaction. Rows are flat lists, which cross threads faster than objects. */
export interface Batch {
  readonly type: 'batch';
  readonly opens: readonly Cell[];
  readonly settled: readonly Cell[];
  readonly refused: readonly RefusedCount[];
}

/** A question to the roll-ups. */
export interface Query {
  readonly type: 'query';
  readonly id: number;
  readonly name: 'summary' | 'series' | 'keyStats';
  readonly values: Readonly<Record<string, number>>;
}

/** To the worker. */
export type ToWorker = Batch | Query | { readonly type: 'close' };

/** From the worker. A batch is answered with `committed` or `refused`, and there is never more than one under way. */
export type FromWorker =
  | {
      readonly type: 'ready';
      readonly lastId: number;
      readonly interrupted: number;
      readonly recovered: boolean;
    }
  | { readonly type: 'failed'; readonly newer: boolean; readonly reason: string }
  | { readonly type: 'committed' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'answer'; readonly id: number; readonly rows: readonly (readonly Cell[])[] }
  | { readonly type: 'unanswered'; readonly id: number; readonly reason: string }
  | { readonly type: 'closed' };
