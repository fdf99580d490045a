import type { CallRow } from './ledger';
import type { LedgerDatabase } from './ledger-database.ts';
import type { Cell, Questions, RowFilter } from './ledger-protocol';
import { BLOCKS } from './ledger-schema.ts';
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

interface Ids {
  readonly first: number;
  readonly last: number;
}

/** The rows that began in a range all lie between these two; clocks that were set back only make it wider. */
function idsOf(db: LedgerDatabase, { fromMs, toMs }: Range): Ids {
  const select = `SELECT MIN(first_id), MAX(last_id) FROM calls_time WHERE start_ms >= ? AND start_ms < ?`;
  const [first, last] = db.rows(select, floorTo(fromMs, QUARTER_MS), toMs)[0] ?? [];
  return { first: Number(first ?? 1), last: Number(last ?? 0) };
}

const FILTERS = [
  { column: 'key_id', of: (filter: RowFilter) => filter.keyId },
  { column: 'person', of: (filter: RowFilter) => filter.person },
  { column: 'service_id', of: (filter: RowFilter) => filter.serviceId },
  { column: 'model', of: (filter: RowFilter) => filter.model },
];

const filterSql = (filter: RowFilter): { and: string; values: string[] } => {
  const given = FILTERS.filter(({ of }) => of(filter) !== undefined);
  return {
    and: given.map(({ column }) => ` AND ${column} = ?`).join(''),
    values: given.map(({ of }) => of(filter) ?? ''),
  };
};

/** The part of `first` to `last` that the newest block with a wanted row is in; undefined without one. */
function newestBlock(db: LedgerDatabase, size: number, filter: RowFilter, ids: Ids) {
  const { and, values } = filterSql(filter);
  const select = `SELECT block FROM calls_block WHERE size = ? AND block >= ? AND block <= ?${and}
    ORDER BY block DESC LIMIT 1`;
  const [from, to] = [Math.floor(ids.first / size), Math.floor(ids.last / size)];
  const [block] = db.rows(select, size, from, to, ...values)[0] ?? [];
  if (block === undefined) return undefined;
  const start = Number(block) * size;
  return { first: Math.max(ids.first, start), last: Math.min(ids.last, start + size - 1) };
}

/** The rows to look at next, not more than one step can: all of them wanted, or a block with some that are. */
function nextIds(db: LedgerDatabase, filter: RowFilter, ids: Ids): Ids | undefined {
  if (filterSql(filter).values.length === 0) {
    const first = Math.max(ids.first, ids.last - WINDOW + 1);
    return first > ids.last ? undefined : { first, last: ids.last };
  }
  let rest = ids;
  while (rest.first <= rest.last) {
    const big = newestBlock(db, BLOCKS.big, filter, rest);
    const small = big && newestBlock(db, BLOCKS.small, filter, big);
    if (!big || small) return small;
    // The part of the big block that is left has none.
    rest = { first: rest.first, last: big.first - 1 };
  }
  return undefined;
}

/** Looks through blocks until it has looked at enough for one step, or has found enough. */
export const answerRecords: Answer<'records'> = (db, asked) => {
  const { and, values } = filterSql(asked);
  const select = `SELECT ${COLUMNS} FROM calls WHERE id >= ? AND id <= ? AND state = 'settled'
    AND started_at_ms >= ? AND started_at_ms < ?${and} ORDER BY id DESC LIMIT ?`;
  const { first, last } = idsOf(db, asked);
  let ids = { first, last: Math.min(last, asked.beforeId - 1) };
  const rows: CallRow[] = [];
  for (let seen = 0; seen < WINDOW && rows.length < asked.limit;) {
    const next = nextIds(db, asked, ids);
    if (!next) return { rows, beforeId: null };
    const bounds = [next.first, next.last, asked.fromMs, asked.toMs];
    const limit = asked.limit - rows.length;
    rows.push(
      ...db
        .statement(select)
        .all(...bounds, ...values, limit)
        .map(toCallRow),
    );
    seen += next.last - next.first + 1;
    ids = { first, last: next.first - 1 };
  }
  return { rows, beforeId: ids.last + 1 };
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
