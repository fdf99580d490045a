import type { CallRow } from './ledger';
import type { LedgerDatabase } from './ledger-database.ts';
import type { Cell, Questions, RowFilter } from './ledger-protocol';
import { floorTo, QUARTER_MS, type Range } from './range-segments.ts';

type Answer<Name extends keyof Questions> = (
  db: LedgerDatabase,
  asked: Questions[Name]['asked'],
) => Questions[Name]['answer'];

/** Rows that one step looks at: a few milliseconds, also when none of them is wanted. */
const WINDOW = 5000;
/** Rows that one step of an export gives. */
const EXPORTED = 1000;

const COLUMNS = `id, request_id, started_at_ms, settled_at_ms, key_id, person, service_id, method, path, model,
  status, outcome, billed, bytes_in, bytes_out, tokens_in, tokens_out, tokens_cached, images, audio_ms, watt_seconds,
  cost_nano, first_byte_ms, total_ms, cycle_id, flags, code`;

const orNull = (cell: Cell | undefined): number | null => (cell == null ? null : Number(cell));
const textOrNull = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell));

function toCallRow(row: Record<string, unknown>): CallRow {
  const cell = (name: string) => row[name] as Cell | undefined;
  return {
    id: Number(cell('id')),
    requestId: String(cell('request_id')),
    startedAtMs: Number(cell('started_at_ms')),
    settledAtMs: Number(cell('settled_at_ms') ?? 0),
    keyId: String(cell('key_id')),
    person: textOrNull(cell('person')),
    serviceId: String(cell('service_id')),
    method: String(cell('method')),
    path: String(cell('path')),
    model: textOrNull(cell('model')),
    status: Number(cell('status') ?? 0),
    outcome: cell('outcome') as CallRow['outcome'],
    billed: Number(cell('billed')) === 1,
    bytesIn: Number(cell('bytes_in') ?? 0),
    bytesOut: Number(cell('bytes_out') ?? 0),
    tokensIn: orNull(cell('tokens_in')),
    tokensOut: orNull(cell('tokens_out')),
    tokensCached: orNull(cell('tokens_cached')),
    images: orNull(cell('images')),
    audioMs: orNull(cell('audio_ms')),
    wattSeconds: orNull(cell('watt_seconds')),
    costNano: BigInt(cell('cost_nano') ?? 0),
    firstByteMs: orNull(cell('first_byte_ms')),
    totalMs: Number(cell('total_ms') ?? 0),
    cycleId: Number(cell('cycle_id') ?? 0),
    flags: String(cell('flags') ?? '')
      .split(' ')
      .filter((word) => word !== ''),
    code: textOrNull(cell('code')),
  };
}

/** The rows that began in a range all lie between these two; clocks that were set back only make it wider. */
function idsOf(db: LedgerDatabase, { fromMs, toMs }: Range): { first: number; last: number } {
  const select = `SELECT MIN(first_id), MAX(last_id) FROM calls_time WHERE start_ms >= ? AND start_ms < ?`;
  const [first, last] = db.rows(select, floorTo(fromMs, QUARTER_MS), toMs)[0] ?? [];
  return { first: Number(first ?? 1), last: Number(last ?? 0) };
}

/** What a row can be asked for, the rarest first: the first one given leads the search, by its index. */
const FILTERS = [
  { column: 'key_id', index: 'calls_key', of: (filter: RowFilter) => filter.keyId },
  { column: 'model', index: 'calls_model', of: (filter: RowFilter) => filter.model },
  { column: 'person', index: 'calls_person', of: (filter: RowFilter) => filter.person },
  { column: 'service_id', index: 'calls_service', of: (filter: RowFilter) => filter.serviceId },
];

export const answerRecords: Answer<'records'> = (db, asked) => {
  const { first, last } = idsOf(db, asked);
  const given = FILTERS.filter(({ of }) => of(asked) !== undefined);
  const values = given.map(({ of }) => of(asked) ?? '');
  const [leading] = given;
  const from = leading ? `calls INDEXED BY ${leading.index}` : 'calls';
  const lead = leading ? `state = 'settled' AND ${leading.column} = ?` : `state = 'settled'`;
  const below = Math.min(asked.beforeId, last + 1);
  // First only how far this step goes, from the index alone; then the rows of it that are wanted.
  const reach = `SELECT COUNT(*), MIN(id) FROM
    (SELECT id FROM ${from} WHERE ${lead} AND id < ? AND id >= ? ORDER BY id DESC LIMIT ${WINDOW})`;
  const [seen, lowest] = db.rows(reach, ...values.slice(0, 1), below, first)[0] ?? [];
  const others = given.slice(1).map(({ column }) => ` AND ${column} = ?`);
  const select = `SELECT ${COLUMNS} FROM ${from} WHERE ${lead} AND id < ? AND id >= ?
    AND started_at_ms >= ? AND started_at_ms < ?${others.join('')} ORDER BY id DESC LIMIT ?`;
  const found = db
    .statement(select)
    .all(
      ...values.slice(0, 1),
      below,
      Number(lowest ?? below),
      asked.fromMs,
      asked.toMs,
      ...values.slice(1),
      asked.limit,
    );
  const isEnd = Number(seen) < WINDOW;
  return { rows: found.map(toCallRow), beforeId: isEnd ? null : Number(lowest) };
};

export const answerLastRow: Answer<'lastRow'> = (db, range) => idsOf(db, range).last;

export const answerExport: Answer<'export'> = (db, { fromMs, toMs, afterId, lastId }) => {
  const after = Math.max(afterId, idsOf(db, { fromMs, toMs }).first - 1);
  const upTo = Math.min(lastId, after + WINDOW);
  const select = `SELECT ${COLUMNS} FROM calls WHERE id > ? AND id <= ? AND state = 'settled'
    AND started_at_ms >= ? AND started_at_ms < ? ORDER BY id LIMIT ${EXPORTED}`;
  const rows = db.statement(select).all(after, upTo, fromMs, toMs).map(toCallRow);
  const reached = rows.length === EXPORTED ? (rows.at(-1)?.id ?? upTo) : upTo;
  return { rows, afterId: reached >= lastId ? null : reached };
};
