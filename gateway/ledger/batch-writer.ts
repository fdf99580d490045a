import { openCycleOf } from './cycle-answers.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import type { Batch, Cell } from './ledger-protocol';
import { OPEN_WIDTH, placeOf, SETTLED_WIDTH, writing } from './ledger-sql.ts';
import { Totals } from './ledger-totals.ts';
import type { Names } from './names.ts';

/** Settles the row if it is open, or not there at all; says whether it did. */
function settleRow(db: LedgerDatabase, row: readonly Cell[], cycleId: number): boolean {
  return Number(db.statement(writing.settle).run(...row, cycleId).changes) > 0;
}

/** Writes a batch, and what it adds to every roll-up, in one transaction: on disk when this returns. */
export function commitBatch(
  db: LedgerDatabase,
  names: Names,
  { opens, settled, refused }: Batch,
): void {
  db.transaction(() => {
    const open = db.statement(writing.open);
    for (let i = 0; i < opens.length; i += OPEN_WIDTH) open.run(...opens.slice(i, i + OPEN_WIDTH));
    const totals = new Totals();
    const cycleId = openCycleOf(db);
    for (let i = 0; i < settled.length; i += SETTLED_WIDTH) {
      const row = settled.slice(i, i + SETTLED_WIDTH);
      if (settleRow(db, row, cycleId)) totals.addCall(row);
    }
    for (const count of refused) totals.addRefused(count);
    totals.write(db, cycleId, names);
    // A batch without anything in it asks whether the disk takes writes again, so it has to be one.
    if (opens.length + settled.length + refused.length === 0) db.touch();
  });
}

const ENDED_AS_CUT: [Parameters<typeof placeOf>[0], Cell][] = [
  ['status', 0],
  ['outcome', 'interrupted'],
  ['billed', 0],
  ['bytes_in', 0],
  ['bytes_out', 0],
  ['cost_nano', 0],
  ['total_ms', 0],
  ['flags', ''],
];

/** Settles what a process before us left open as interrupted, at no cost; returns how many. */
export function interruptLeftOpen(db: LedgerDatabase, names: Names): number {
  const left = db.rows(writing.leftOpen);
  if (left.length === 0) return 0;
  db.transaction(() => {
    const totals = new Totals();
    const cycleId = openCycleOf(db);
    for (const open of left) {
      const row = [...open, ...new Array<Cell>(SETTLED_WIDTH - OPEN_WIDTH).fill(null)];
      for (const [column, value] of ENDED_AS_CUT) row[placeOf(column)] = value;
      row[placeOf('settled_at_ms')] = Date.now();
      if (settleRow(db, row, cycleId)) totals.addCall(row);
    }
    totals.write(db, cycleId, names);
  });
  return left.length;
}
