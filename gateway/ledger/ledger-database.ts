import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Cell } from './ledger-protocol';
import { migrate } from './ledger-migration.ts';
import { LEDGER_VERSION, SCHEMA } from './ledger-schema.ts';

const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const INCREMENTAL = 2;

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;

/** The file itself is broken, which no trying again will mend. */
export const isDamage = (error: unknown): boolean =>
  [CORRUPT, NOT_A_DATABASE].includes(codeOf(error));

/** The ledger was written by a newer version of the program, and is left alone. */
export class NewerLedgerError extends Error {}

/** One open handle of the database. It is closed after any failure: nobody knows then what is on disk. */
export class LedgerDatabase {
  readonly file: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.file = file;
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
    if (version > LEDGER_VERSION) throw new NewerLedgerError(`The ledger has version ${version}.`);
    // Before there is a table, or it would take a VACUUM.
    if (version === 0) this.#db.exec(`PRAGMA auto_vacuum = ${INCREMENTAL}`);
    this.#db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000',
    );
    // Read back: with anything less, calls that were acknowledged can be gone after a power cut.
    const [journal, synchronous] = [this.pragma('journal_mode'), this.pragma('synchronous')];
    if (journal !== 'wal' || Number(synchronous) !== 2) {
      throw new Error(`The ledger cannot be kept safely (${journal}, ${synchronous}).`);
    }
    if (version === 0) this.transaction(() => this.#db.exec(SCHEMA));
    else if (version < LEDGER_VERSION) migrate(this.#db, this.file);
    this.#letShrink();
  }

  /** A ledger that has grown without it is written anew once, so that what is deleted can be given back. */
  #letShrink(): void {
    if (Number(this.pragma('auto_vacuum')) === INCREMENTAL) return;
    try {
      this.#db.exec(`PRAGMA auto_vacuum = ${INCREMENTAL}; VACUUM`);
    } catch (error) {
      if (isDamage(error)) throw error;
      // Without room for it the ledger works all the same; the next start tries again.
    }
  }

  pragma(name: string): Cell | undefined {
    const row = this.#db.prepare(`PRAGMA ${name}`).get();
    return row && (Object.values(row)[0] as Cell);
  }

  /** Writes without changing anything. */
  touch(): void {
    this.#db.exec(`PRAGMA user_version = ${LEDGER_VERSION}`);
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

  /** The rows that a statement finds, as lists of values. */
  rows(text: string, ...values: Cell[]): Cell[][] {
    return this.statement(text)
      .all(...values)
      .map((row) => Object.values(row) as Cell[]);
  }

  transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
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

function moveAside(file: string): void {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(file + end)) renameSync(file + end, `${file}.corrupt-${stamp}${end}`);
  }
}

/** Opens the database after looking through all of it; a damaged one is moved aside, and a new one takes its place. */
export function openChecked(file: string): { db: LedgerDatabase; recovered: boolean } {
  let opened: LedgerDatabase | undefined;
  try {
    opened = new LedgerDatabase(file);
    if (opened.pragma('quick_check(1)') === 'ok') return { db: opened, recovered: false };
  } catch (error) {
    if (!isDamage(error)) {
      opened?.close();
      throw error;
    }
  }
  opened?.close();
  moveAside(file);
  return { db: new LedgerDatabase(file), recovered: true };
}
