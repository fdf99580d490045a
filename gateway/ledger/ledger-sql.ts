import { BILL_SUMS, DIMENSIONS, ROLLUPS, SUMS } from './ledger-schema.ts';

const marks = (count: number) => new Array<string>(count).fill('?').join(', ');
const adding = (names: readonly string[]) =>
  names.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');

const addTo = (table: string, dimensions: readonly string[], sums: readonly string[]) => `
  INSERT INTO ${table} (${[...dimensions, ...sums].join(', ')})
  VALUES (${marks(dimensions.length + sums.length)}) ON CONFLICT DO UPDATE SET ${adding(sums)}`;

/** What a row is opened with, in the order of `Batch.opens`. */
const OPEN_COLUMNS = [
  'id',
  'request_id',
  'started_at_ms',
  'key_id',
  'person',
  'service_id',
  'method',
  'path',
  'model',
] as const;

/** What is known at the end, in the order of `Batch.settled` behind the columns above. */
const END_COLUMNS = [
  'status',
  'outcome',
  'billed',
  'bytes_in',
  'bytes_out',
  'tokens_in',
  'tokens_out',
  'tokens_cached',
  'images',
  'audio_ms',
  'watt_seconds',
  'cost_nano',
  'first_byte_ms',
  'total_ms',
  'settled_at_ms',
  'flags',
  'code',
] as const;

/** Values of one row in `Batch.opens` and in `Batch.settled`. */
export const OPEN_WIDTH = OPEN_COLUMNS.length;
export const SETTLED_WIDTH = OPEN_COLUMNS.length + END_COLUMNS.length;

/** Where in a row of `Batch.settled` a column is. */
export const placeOf = (column: (typeof OPEN_COLUMNS | typeof END_COLUMNS)[number]): number =>
  ([...OPEN_COLUMNS, ...END_COLUMNS] as string[]).indexOf(column);

const ENDED = [...END_COLUMNS, 'cycle_id'];

/** The statements that write calls. */
export const writing = {
  open: `INSERT OR IGNORE INTO calls (${OPEN_COLUMNS.join(', ')}, state)
    VALUES (${marks(OPEN_WIDTH)}, 'open')`,
  // Only an open row is settled: a batch that is sent again after a failed sync must not count twice.
  settle: `INSERT INTO calls (${[...OPEN_COLUMNS, ...ENDED].join(', ')}, state)
    VALUES (${marks(OPEN_WIDTH + ENDED.length)}, 'settled')
    ON CONFLICT (id) DO UPDATE SET state = 'settled', model = excluded.model,
      ${ENDED.map((name) => `${name} = excluded.${name}`).join(', ')}
    WHERE calls.state = 'open'`,
  addUsage: ROLLUPS.map((table) => addTo(table, DIMENSIONS, SUMS)),
  addTotal: addTo('usage_total', ['start_ms'], ['succeeded', 'refused', 'failed']),
  addLifetime: addTo('lifetime', ['kind', 'id'], BILL_SUMS),
  addCycle: addTo('cycle_sums', ['cycle_id', 'key_id', 'person', 'service_id'], BILL_SUMS),
  addKey: `INSERT INTO key_stats (key_id, requests, last_used_ms) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
      last_used_ms = MAX(last_used_ms, excluded.last_used_ms)`,
  addTime: `INSERT INTO calls_time (start_ms, first_id, last_id) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET first_id = MIN(first_id, excluded.first_id),
      last_id = MAX(last_id, excluded.last_id)`,
  addBlock: `INSERT OR IGNORE INTO calls_block (size, block, key_id, person, service_id, model)
    VALUES (?, ?, ?, ?, ?, ?)`,
  modelsOfDay: `SELECT DISTINCT model FROM usage_day WHERE start_ms = ?`,
  leftOpen: `SELECT ${OPEN_COLUMNS.join(', ')} FROM calls WHERE state = 'open'`,
  lastId: `SELECT MAX(COALESCE((SELECT MAX(id) FROM calls), 0),
    COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'calls'), 0))`,
  openCycle: `SELECT id FROM cycles WHERE closed_at_ms IS NULL`,
  closeCycle: `UPDATE cycles SET closed_at_ms = ?, note = ? WHERE id = ?`,
  startCycle: `INSERT INTO cycles (started_at_ms) VALUES (?) RETURNING id`,
};
