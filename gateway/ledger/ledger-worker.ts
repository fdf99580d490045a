/**
 * The thread that owns `ledger.db`. SQLite is synchronous, so it is kept away from the thread that serves the calls.
 * It imports Node's own modules only: Node runs this very file in the tests, and its bundled form in the product.
 */
import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, Cell, FromWorker, Query, ToWorker, WorkerStart } from './ledger-protocol';

/** Values of one row in `Batch.opens` and in `Batch.settled`. */
const OPEN_WIDTH = 9;
const SETTLED_WIDTH = 18;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** workerData is what ledger-connection.ts gave, in this very process. */
const { file, isFirst, sql } = workerData as WorkerStart;

const send = (message: FromWorker) => parentPort?.postMessage(message);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
const isDamage = (error: unknown): boolean => [CORRUPT, NOT_A_DATABASE].includes(codeOf(error));

class NewerLedgerError extends Error {}

/** The numbers of one minute or hour, key and service, waiting to be added. */
type Sums = [number, number, number, number, bigint, bigint, bigint, bigint, bigint];

const toBig = (cell: Cell | undefined): bigint =>
  typeof cell === 'bigint' ? cell : BigInt(Math.trunc(Number(cell ?? 0)));

class Totals {
  readonly #groups = new Map<string, { at: [number, string, string]; sums: Sums }>();
  readonly #keys = new Map<string, { requests: number; lastMs: number }>();

  #sums(startMs: number, keyId: string, serviceId: string): Sums {
    const name = `${startMs} ${keyId} ${serviceId}`;
    let group = this.#groups.get(name);
    if (!group) {
      group = { at: [startMs, keyId, serviceId], sums: [0, 0, 0, 0, 0n, 0n, 0n, 0n, 0n] };
      this.#groups.set(name, group);
    }
    return group.sums;
  }

  /** `row` as in `Batch.settled`. */
  addCall(row: readonly Cell[]): void {
    const [startedAtMs, keyId] = [Number(row[2]), String(row[3])];
    const sums = this.#sums(startedAtMs - (startedAtMs % MINUTE_MS), keyId, String(row[5]));
    sums[0]++;
    sums[row[10] === 'succeeded' ? 1 : row[10] === 'refused' ? 2 : 3]++;
    for (let i = 0; i < 5; i++) sums[4 + i] = (sums[4 + i] as bigint) + toBig(row[11 + i]);
    const use = this.#keys.get(keyId) ?? { requests: 0, lastMs: 0 };
    const lastMs = Math.max(use.lastMs, startedAtMs);
    this.#keys.set(keyId, { requests: use.requests + 1, lastMs });
  }

  addRefused(minuteMs: number, keyId: string, serviceId: string, count: number): void {
    const sums = this.#sums(minuteMs, keyId, serviceId);
    sums[0] += count;
    sums[2] += count;
  }

  write(statement: (text: string) => StatementSync): void {
    const [minute, hour] = [statement(sql.addMinute), statement(sql.addHour)];
    for (const { at, sums } of this.#groups.values()) {
      const [startMs, keyId, serviceId] = at;
      minute.run(startMs, keyId, serviceId, ...sums);
      hour.run(startMs - (startMs % HOUR_MS), keyId, serviceId, ...sums);
    }
    const key = statement(sql.addKey);
    for (const [keyId, { requests, lastMs }] of this.#keys) key.run(keyId, requests, lastMs);
  }
}

/** One open handle of the database. */
class LedgerDatabase {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor() {
    this.#db = new DatabaseSync(file, { timeout: 1000 });
    try {
      this.#prepare();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #prepare(): void {
    const version = Number(this.pragma('user_version'));
    if (version > sql.version) throw new NewerLedgerError(`The ledger has version ${version}.`);
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    // Read back: with anything less, calls that were acknowledged can be gone after a power cut.
    const [journal, synchronous] = [this.pragma('journal_mode'), this.pragma('synchronous')];
    if (journal !== 'wal' || Number(synchronous) !== 2) {
      throw new Error(`The ledger cannot be kept safely (${journal}, ${synchronous}).`);
    }
    if (version < sql.version) this.transaction(() => this.#db.exec(sql.schema));
  }

  pragma(name: string): Cell | undefined {
    const row = this.#db.prepare(`PRAGMA ${name}`).get();
    return row && (Object.values(row)[0] as Cell);
  }

  /** Writes without changing anything. */
  touch(): void {
    this.#db.exec(`PRAGMA user_version = ${sql.version}`);
  }

  statement = (text: string): StatementSync => {
    let prepared = this.#statements.get(text);
    if (!prepared) {
      prepared = this.#db.prepare(text);
      prepared.setReadBigInts(true);
      this.#statements.set(text, prepared);
    }
    return prepared;
  };

  transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // The handle is closed after any failure, which rolls back as well.
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself.
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}

let database: LedgerDatabase | undefined;
let recovered = false;

function moveAside(): void {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(file + end)) renameSync(file + end, `${file}.corrupt-${stamp}${end}`);
  }
}

/** Opens the database; a damaged one is moved aside, and a new one takes its place. */
function openChecked(): LedgerDatabase {
  let opened: LedgerDatabase | undefined;
  try {
    opened = new LedgerDatabase();
    if (opened.pragma('quick_check(1)') === 'ok') return opened;
  } catch (error) {
    if (!isDamage(error)) {
      opened?.close();
      throw error;
    }
  }
  opened?.close();
  moveAside();
  recovered = true;
  return new LedgerDatabase();
}

/** Settles what a process before us left open; returns how many. */
function interruptLeftOpen(db: LedgerDatabase): number {
  const left = db.statement(sql.leftOpen).all();
  if (left.length === 0) return 0;
  return db.transaction(() => {
    const totals = new Totals();
    for (const row of left) {
      db.statement(sql.interrupt).run(row['id'] as bigint);
      const call: Cell[] = new Array<Cell>(SETTLED_WIDTH).fill(null);
      call[2] = row['started_at_ms'] as bigint;
      call[3] = row['key_id'] as string;
      call[5] = row['service_id'] as string;
      totals.addCall(call);
    }
    totals.write(db.statement);
    return left.length;
  });
}

function commit({ opens, settled, refused }: Batch): void {
  database ??= openChecked();
  const db = database;
  db.transaction(() => {
    const open = db.statement(sql.open);
    for (let i = 0; i < opens.length; i += OPEN_WIDTH) open.run(...opens.slice(i, i + OPEN_WIDTH));
    const settle = db.statement(sql.settle);
    const totals = new Totals();
    for (let i = 0; i < settled.length; i += SETTLED_WIDTH) {
      const row = settled.slice(i, i + SETTLED_WIDTH);
      if (Number(settle.run(...row).changes) > 0) totals.addCall(row);
    }
    for (const { minuteMs, keyId, serviceId, count } of refused) {
      totals.addRefused(minuteMs, keyId, serviceId, count);
    }
    totals.write(db.statement);
    // A batch without anything in it asks whether the disk takes writes again, so it has to be one.
    if (opens.length + settled.length + refused.length === 0) db.touch();
  });
}

function closeDatabase(): void {
  const closing = database;
  database = undefined;
  try {
    closing?.close();
  } catch {
    // A handle that cannot be closed any more is as good as closed.
  }
}

function onBatch(batch: Batch): void {
  try {
    commit(batch);
    send({ type: 'committed' });
  } catch (error) {
    // After a failed sync nobody knows what is on disk: the next batch begins with a fresh handle.
    closeDatabase();
    send({ type: 'refused', reason: reasonOf(error) });
  }
}

function onQuery({ id, name, values }: Query): void {
  try {
    database ??= openChecked();
    const rows = database.statement(sql[name]).all({ ...values });
    send({ type: 'answer', id, rows: rows.map((row) => Object.values(row) as Cell[]) });
  } catch (error) {
    send({ type: 'unanswered', id, reason: reasonOf(error) });
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'batch') return onBatch(message);
  if (message.type === 'query') return onQuery(message);
  closeDatabase();
  send({ type: 'closed' });
  parentPort?.close();
});

try {
  database = openChecked();
  const interrupted = isFirst ? interruptLeftOpen(database) : 0;
  const [last] = Object.values(database.statement(sql.lastId).get() ?? {});
  send({ type: 'ready', lastId: Number(last ?? 0), interrupted, recovered });
} catch (error) {
  closeDatabase();
  send({ type: 'failed', newer: error instanceof NewerLedgerError, reason: reasonOf(error) });
}
