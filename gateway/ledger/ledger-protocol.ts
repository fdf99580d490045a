import type { CallRow, CycleSum, CycleTotals, KeyStats, LifetimeSums, Spent } from './ledger';
import type { Range } from './range-segments';
import type { UsageSeries, UsageSummary } from './usage-numbers';

/** What a worker is started with. */
export interface WorkerStart {
  readonly file: string;
  /** Open rows belong to a process that is gone; false when a thread is started again and its calls live on. */
  readonly isFirst: boolean;
}

/** A value of a row. */
export type Cell = string | number | bigint | null;

/** Refused calls of one minute, key and service. */
export interface RefusedCount {
  readonly minuteMs: number;
  readonly keyId: string;
  readonly person: string;
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

/** Which rows are wanted. */
export interface RowFilter {
  readonly keyId?: string | undefined;
  readonly serviceId?: string | undefined;
  readonly person?: string | undefined;
  readonly model?: string | undefined;
}

/** What can be asked of the worker, and what it answers. Each is a short step, so that commits never wait long. */
export interface Questions {
  summary: { asked: Range; answer: UsageSummary };
  counted: { asked: Range; answer: Range };
  series: { asked: Range & { steps: number }; answer: UsageSeries };
  keyStats: { asked: null; answer: Map<string, KeyStats> };
  spent: { asked: Range; answer: Spent[] };
  lifetime: { asked: null; answer: LifetimeSums };
  cycles: { asked: null; answer: CycleTotals[] };
  cycleSums: { asked: { cycleId: number | 'open' }; answer: CycleSum[] };
  closeCycle: { asked: { note: string; atMs: number }; answer: number };
  /** Looks through some rows below `beforeId`, newest first; `beforeId` of the answer is null at the end. */
  records: {
    asked: Range & RowFilter & { beforeId: number; limit: number };
    answer: { rows: CallRow[]; beforeId: number | null };
  };
  /** The last row of a range, which an export ends with. */
  lastRow: { asked: Range; answer: number };
  /** The next rows behind `afterId`, oldest first; `afterId` of the answer is null at the end. */
  export: {
    asked: Range & { afterId: number; lastId: number };
    answer: { rows: CallRow[]; afterId: number | null };
  };
  /** Deletes a little of what is too old. */
  prune: {
    asked: { beforeMs: number; nowMs: number; afterId: number };
    answer: { rows: number; afterId: number; isDone: boolean };
  };
  backup: { asked: { file: string }; answer: null };
}
export type QuestionName = keyof Questions;

/** One question. */
export type Ask = {
  [Name in QuestionName]: {
    readonly type: 'ask';
    readonly id: number;
    readonly name: Name;
    readonly asked: Questions[Name]['asked'];
  };
}[QuestionName];

/** To the worker. */
export type ToWorker = Batch | Ask | { readonly type: 'close' };

/** From the worker. A batch is answered with `committed` or `refused`, and there is never more than one under way. */
export type FromWorker =
  | {
      readonly type: 'ready';
      readonly lastId: number;
      readonly interrupted: number;
      readonly recovered: boolean;
    }
  | { readonly type: 'failed'; readonly newer: boolean; readonly reason: string }
  | { readonly type: 'committed'; readonly recovered: boolean }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'unanswered'; readonly id: number; readonly reason: string }
  | { readonly type: 'closed' };
