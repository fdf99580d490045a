import type { LedgerDatabase } from './ledger-database.ts';
import type { Cell, Questions } from './ledger-protocol';
import { BILL_SUMS } from './ledger-schema.ts';
import { writing } from './ledger-sql.ts';
import { toCost } from './usage-numbers.ts';

type Answer<Name extends keyof Questions> = (
  db: LedgerDatabase,
  asked: Questions[Name]['asked'],
) => Questions[Name]['answer'];

/** The cycle that calls are billed in now; there is always one. */
export const openCycleOf = (db: LedgerDatabase): number =>
  Number(db.rows(writing.openCycle)[0]?.[0] ?? db.rows(writing.startCycle, Date.now())[0]?.[0]);

const toBill = ([calls, billed, tokensIn, tokensOut, units, nano]: readonly Cell[]) => ({
  calls: Number(calls ?? 0),
  billed: Number(billed ?? 0),
  tokensIn: Number(tokensIn ?? 0),
  tokensOut: Number(tokensOut ?? 0),
  costNano: toCost(units, nano),
});

export const answerCycles: Answer<'cycles'> = (db) => {
  const sums = BILL_SUMS.map((name) => `SUM(${name})`).join(', ');
  const select = `SELECT id, started_at_ms, closed_at_ms, note, ${sums}
    FROM cycles LEFT JOIN cycle_sums ON cycle_id = id GROUP BY id ORDER BY id DESC`;
  return db.rows(select).map(([id, startedAtMs, closedAtMs, note, ...bill]) => ({
    id: Number(id),
    startedAtMs: Number(startedAtMs),
    closedAtMs: closedAtMs === null ? null : Number(closedAtMs),
    note: String(note),
    ...toBill(bill),
  }));
};

export const answerCycleSums: Answer<'cycleSums'> = (db, { cycleId }) => {
  const select = `SELECT key_id, person, service_id, ${BILL_SUMS.join(', ')} FROM cycle_sums
    WHERE cycle_id = ? ORDER BY key_id, person, service_id`;
  const id = cycleId === 'open' ? openCycleOf(db) : cycleId;
  return db.rows(select, id).map(([keyId, person, serviceId, ...bill]) => ({
    keyId: String(keyId),
    person: person === '' ? null : String(person),
    serviceId: String(serviceId),
    ...toBill(bill),
  }));
};

/** Closes the open cycle and begins the next in one transaction; answers with the id of the one that was closed. */
export const answerCloseCycle: Answer<'closeCycle'> = (db, { note, atMs }) =>
  db.transaction(() => {
    const closing = openCycleOf(db);
    db.statement(writing.closeCycle).run(atMs, note, closing);
    db.statement(writing.startCycle).all(atMs);
    return closing;
  });
