import type { LedgerDatabase } from './ledger-database.ts';
import type { Questions } from './ledger-protocol';
import { BLOCKS } from './ledger-schema.ts';
import { DAY_MS, floorTo, HOUR_MS, QUARTER_MS } from './range-segments.ts';

/** Rows that one step deletes: few enough that a call that ends meanwhile hardly waits. */
const ROWS_AT_ONCE = 250;
const SLOTS_AT_ONCE = 500;
const PAGES_AT_ONCE = 200;

/** How long the finer roll-ups are kept, and the unit of the next coarser one, which takes over whole. */
const KEPT = [
  { table: 'usage_minute', keepMs: 9 * DAY_MS, unitMs: QUARTER_MS },
  { table: 'usage_quarter', keepMs: 400 * DAY_MS, unitMs: HOUR_MS },
] as const;

/** Deletes the next rows that began before `beforeMs`, behind `afterId`; undefined when there are none. */
function deleteRows(db: LedgerDatabase, beforeMs: number, afterId: number) {
  const [last] =
    db.rows('SELECT MAX(last_id) FROM calls_time WHERE start_ms < ?', beforeMs)[0] ?? [];
  const ids = db.rows(
    `SELECT id FROM calls WHERE id > ? AND id <= ? AND started_at_ms < ? AND state = 'settled'
      ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
    afterId,
    last ?? 0,
    beforeMs,
  );
  const [first, end] = [ids[0]?.[0], ids.at(-1)?.[0]];
  if (first === undefined || end === undefined) return undefined;
  const rows = db.transaction(() =>
    db
      .statement(
        `DELETE FROM calls WHERE id >= ? AND id <= ? AND started_at_ms < ? AND state = 'settled'`,
      )
      .run(first, end, beforeMs),
  );
  return { rows: Number(rows.changes), afterId: Number(end) };
}

/** Rows of before that are gone need no place either. Reading from the front, this is quick. */
function forgetTimes(db: LedgerDatabase, beforeMs: number): void {
  const rest = `SELECT COALESCE(MIN(id), 9007199254740991) FROM calls`;
  const gone = `start_ms < ? AND last_id < (${rest})`;
  const [some] = db.rows(`SELECT 1 FROM calls_time WHERE ${gone} LIMIT 1`, beforeMs);
  if (!some) return;
  db.transaction(() => {
    db.statement(`DELETE FROM calls_time WHERE ${gone}`).run(beforeMs);
    for (const size of Object.values(BLOCKS)) {
      db.statement(`DELETE FROM calls_block WHERE size = ? AND block < (${rest}) / ?`).run(
        size,
        size,
      );
    }
  });
}

/** Deletes some roll-ups past their time; false when there are none. */
function trimUsage(db: LedgerDatabase, nowMs: number): boolean {
  return KEPT.some(({ table, keepMs, unitMs }) => {
    const keptFrom = floorTo(nowMs - keepMs, unitMs);
    const old = `SELECT start_ms FROM ${table} WHERE start_ms < ? ORDER BY start_ms`;
    if (db.rows(`${old} LIMIT 1`, keptFrom).length === 0) return false;
    const [end] = db.rows(`${old} LIMIT 1 OFFSET ${SLOTS_AT_ONCE}`, keptFrom)[0] ?? [keptFrom];
    db.transaction(() => {
      // From the first deletion on nobody may ask this roll-up for what is before.
      db.statement(
        `INSERT INTO kept_from (name, start_ms) VALUES (?, ?)
          ON CONFLICT DO UPDATE SET start_ms = MAX(start_ms, excluded.start_ms)`,
      ).run(table, keptFrom);
      db.statement(`DELETE FROM ${table} WHERE start_ms <= ? AND start_ms < ?`).run(
        end ?? keptFrom,
        keptFrom,
      );
    });
    return true;
  });
}

/** Gives some of the free pages back to the disk; false when there are none. */
function giveBack(db: LedgerDatabase): boolean {
  if (Number(db.pragma('freelist_count')) === 0 || Number(db.pragma('auto_vacuum')) !== 2) {
    return false;
  }
  db.rows(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  return true;
}

/**
 * One step of the retention: rows that are too old, then roll-ups, then the room they took. What was spent stays:
 * the sums of hours, days, lifetime and cycles are never deleted.
 */
export function answerPrune(
  db: LedgerDatabase,
  { beforeMs, nowMs, afterId }: Questions['prune']['asked'],
): Questions['prune']['answer'] {
  const deleted = deleteRows(db, beforeMs, afterId);
  if (deleted) return { ...deleted, isDone: false };
  forgetTimes(db, beforeMs);
  const isDone = !trimUsage(db, nowMs) && !giveBack(db);
  return { rows: 0, afterId, isDone };
}
