import path from 'node:path';
import { BatchingLedger } from './batching-ledger';
import { defaultWorkerUrl, LedgerConnection } from './ledger-connection';
import type { RowFilter } from './ledger-protocol';
import type { Range } from './range-segments';
import type { UsageSeries, UsageSummary } from './usage-numbers';

/** A call that is about to be passed on. */
export interface OpenCall {
  readonly requestId: string;
  /** Wall clock, whole milliseconds. */
  readonly startedAtMs: number;
  readonly keyId: string;
  /** The person's id. */
  readonly person: string | null;
  readonly serviceId: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
}

/** How a call ended, and what it cost. Amounts are whole numbers from 0; those beyond any real call are capped. */
export interface Settlement {
  readonly status: number;
  readonly outcome: 'succeeded' | 'failed' | 'refused' | 'interrupted' | 'truncated';
  /** The call belongs on a bill, also when it is free. */
  readonly billed: boolean;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  /** Those of `tokensIn` that the service had in its cache. */
  readonly tokensCached: number | null;
  readonly images: number | null;
  readonly audioMs: number | null;
  readonly wattSeconds: number | null;
  readonly costNano: bigint;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
  readonly model: string | null;
  /** Words without spaces, such as `estimated`. */
  readonly flags: readonly string[];
  /** Code of the error that the caller was answered with. */
  readonly code?: string | null;
}

/** A call on record. */
export interface CallRow extends Omit<OpenCall, 'model'>, Omit<Settlement, 'code'> {
  readonly id: number;
  readonly settledAtMs: number;
  /** The cycle that it is billed in. */
  readonly cycleId: number;
  readonly code: string | null;
}

/** How often and when last a key was used. */
export interface KeyStats {
  readonly requests: number;
  readonly lastUsedAtMs: number;
}

/** What counts against a budget: billed calls, tokens in and out, and what they cost. */
export interface BudgetSums {
  readonly calls: number;
  readonly tokens: number;
  readonly costNano: bigint;
}

/** What one key, person and service spent together. */
export interface Spent extends BudgetSums {
  readonly keyId: string;
  readonly person: string | null;
  readonly serviceId: string;
}

/** Everything that was ever spent, by id. */
export interface LifetimeSums {
  readonly byKey: ReadonlyMap<string, BudgetSums>;
  readonly byPerson: ReadonlyMap<string, BudgetSums>;
  readonly byService: ReadonlyMap<string, BudgetSums>;
}

/** What a bill adds up: all calls on record, and of them those that were billed. */
export interface BillSums {
  readonly calls: number;
  readonly billed: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costNano: bigint;
}

/** A time of billing; open while `closedAtMs` is null. */
export interface CycleTotals extends BillSums {
  readonly id: number;
  readonly startedAtMs: number;
  readonly closedAtMs: number | null;
  /** Said when it was closed. */
  readonly note: string;
}

/** What one key, person and service have on the bill of a cycle. */
export interface CycleSum extends BillSums {
  readonly keyId: string;
  readonly person: string | null;
  readonly serviceId: string;
}

/** Which rows, newest first; `beforeId` is the last id of the page before. */
export interface RowQuery extends Range, RowFilter {
  readonly beforeId?: number | undefined;
  /** 1 to 500. */
  readonly limit: number;
}

/** The row of a call under way; it carries what its record will need, so that no table of such calls has to be kept. */
export interface OpenRow {
  readonly id: number;
  readonly call: OpenCall;
  isSettled: boolean;
}

/** The key of a call that was refused, and the person it belonged to then. */
export interface RefusedKey {
  readonly id: string;
  readonly person: string | null;
}

/** The record of all calls. What it has acknowledged is on disk, whatever happens next. */
export interface Ledger {
  /** Returns the row at once; it is on its way to disk. */
  open(call: OpenCall): OpenRow;
  /** Resolves when the row is committed and synced. Rejects with RECORD_UNAVAILABLE when the disk refuses. */
  settle(row: OpenRow, settlement: Settlement): Promise<void>;
  /** Counts a call that was refused before it was opened: cheap, and without a row of its own. */
  countRefused(atMs: number, key: RefusedKey | null, serviceId: string | null): void;
  /** False while the disk refuses writes. It is tried again at least every 5 s. */
  readonly healthy: boolean;
  /** Totals of a range, overall and by service, key, person and model; its range is the one of `counted`. */
  summary(range: Range): Promise<UsageSummary>;
  /** What sums of a range really add up: it in whole minutes, and where those are gone in quarters or hours. */
  counted(range: Range): Promise<Range>;
  series(range: Range & { steps: number }): Promise<UsageSeries>;
  keyStats(): Promise<Map<string, KeyStats>>;
  /** What was spent in a range, exact in whole minutes of the last nine days, and in quarters of an hour of the last 400. */
  spent(range: Range): Promise<Spent[]>;
  /** What was ever spent, also by calls whose rows are long deleted. */
  lifetime(): Promise<LifetimeSums>;
  /** All billing cycles with their totals, the open one first. */
  cycles(): Promise<CycleTotals[]>;
  cycleSums(cycleId: number | 'open'): Promise<CycleSum[]>;
  /** Closes the open cycle and begins the next, durably and at once: what was settled before belongs to the closed one, whose id it resolves with. */
  closeCycle(note: string, atMs: number): Promise<number>;
  /** Settled rows, newest first, at most `limit`. */
  records(query: RowQuery): Promise<CallRow[]>;
  /** Gives all rows of a range in order, at most 1,000 at once; rows begun later than the export are not in it. */
  exportRows(range: Range, onRows: (rows: CallRow[]) => void | Promise<void>): Promise<void>;
  /** Deletes rows begun before `beforeMs`, and fine roll-ups past their time, little by little while calls go on. Sums stay. Resolves with the number of rows. */
  prune(beforeMs: number, nowMs?: number): Promise<number>;
  /** Copies the ledger as it is now into a new file, while calls go on. */
  backup(file: string): Promise<void>;
  /** Puts everything on disk and ends the thread. */
  close(): Promise<void>;
  /** Calls that the process before left open; they are settled as `interrupted`. */
  readonly interruptedAtStart: number;
  /** A damaged file was moved aside, at the start or later. */
  readonly recovered: boolean;
}

/** Where the ledger lives. */
export interface LedgerOptions {
  readonly dataDir: string;
  readonly workerUrl?: URL;
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
