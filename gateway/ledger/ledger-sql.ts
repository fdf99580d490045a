/** The outcome of a call and the numbers that are added up, in the order of the columns. */
const SUMS = `calls, succeeded, refused, failed, bytes_in, bytes_out, tokens_in, tokens_out, cost_nano`;

const rollup = (name: string) => `
  CREATE TABLE IF NOT EXISTS ${name} (
    start_ms INTEGER NOT NULL, key_id TEXT NOT NULL, service_id TEXT NOT NULL,
    calls INTEGER NOT NULL, succeeded INTEGER NOT NULL, refused INTEGER NOT NULL, failed INTEGER NOT NULL,
    bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL, PRIMARY KEY (start_ms, key_id, service_id)) WITHOUT ROWID;`;

/** Version of the tables; a ledger with a higher one is left alone. */
export const LEDGER_VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL, started_at_ms INTEGER NOT NULL, key_id TEXT NOT NULL, person TEXT,
    service_id TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, model TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'settled')), status INTEGER, outcome TEXT,
    bytes_in INTEGER, bytes_out INTEGER, tokens_in INTEGER, tokens_out INTEGER,
    cost_nano INTEGER NOT NULL DEFAULT 0, first_byte_ms REAL, total_ms REAL) STRICT;
  CREATE INDEX IF NOT EXISTS calls_open ON calls (state) WHERE state = 'open';
  ${rollup('usage_minute')}
  ${rollup('usage_hour')}
  CREATE TABLE IF NOT EXISTS key_stats (
    key_id TEXT PRIMARY KEY, requests INTEGER NOT NULL, last_used_ms INTEGER NOT NULL) WITHOUT ROWID;
  PRAGMA user_version = ${LEDGER_VERSION};`;

const addTo = (table: string) => `
  INSERT INTO ${table} (start_ms, key_id, service_id, ${SUMS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, succeeded = succeeded + excluded.succeeded,
    refused = refused + excluded.refused, failed = failed + excluded.failed,
    bytes_in = bytes_in + excluded.bytes_in, bytes_out = bytes_out + excluded.bytes_out,
    tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out,
    cost_nano = cost_nano + excluded.cost_nano`;

// Whole hours come from the hours, what is left at both ends from the minutes: a year must not read a million rows.
const SUMMARY = `
  SELECT key_id, service_id, SUM(calls), SUM(succeeded), SUM(refused), SUM(failed), SUM(bytes_in), SUM(bytes_out),
    SUM(tokens_in), SUM(tokens_out), SUM(cost_nano)
  FROM (
    SELECT * FROM usage_hour WHERE start_ms >= :hourFrom AND start_ms < :hourTo
    UNION ALL SELECT * FROM usage_minute WHERE start_ms >= :from AND start_ms < :headTo
    UNION ALL SELECT * FROM usage_minute WHERE start_ms >= :tailFrom AND start_ms < :to)
  GROUP BY key_id, service_id`;

/** Every statement of the ledger. The worker gets them with its start, as it may import nothing but Node's own modules. */
export const ledgerSql = {
  version: LEDGER_VERSION,
  schema: SCHEMA,
  open: `INSERT OR IGNORE INTO calls
    (id, request_id, started_at_ms, key_id, person, service_id, method, path, model, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
  // Only an open row is settled: a batch that is sent again after a failed sync must not count twice.
  settle: `INSERT INTO calls
    (id, request_id, started_at_ms, key_id, person, service_id, method, path, model, state,
     status, outcome, bytes_in, bytes_out, tokens_in, tokens_out, cost_nano, first_byte_ms, total_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'settled', ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = 'settled', model = excluded.model, status = excluded.status,
      outcome = excluded.outcome, bytes_in = excluded.bytes_in, bytes_out = excluded.bytes_out,
      tokens_in = excluded.tokens_in, tokens_out = excluded.tokens_out, cost_nano = excluded.cost_nano,
      first_byte_ms = excluded.first_byte_ms, total_ms = excluded.total_ms
    WHERE calls.state = 'open'`,
  addMinute: addTo('usage_minute'),
  addHour: addTo('usage_hour'),
  addKey: `INSERT INTO key_stats (key_id, requests, last_used_ms) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
      last_used_ms = MAX(last_used_ms, excluded.last_used_ms)`,
  leftOpen: `SELECT id, started_at_ms, key_id, service_id FROM calls WHERE state = 'open'`,
  interrupt: `UPDATE calls SET state = 'settled', outcome = 'interrupted', status = 0,
    bytes_in = 0, bytes_out = 0, total_ms = 0 WHERE id = ?`,
  lastId: `SELECT MAX(COALESCE((SELECT MAX(id) FROM calls), 0),
    COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'calls'), 0))`,
  summary: SUMMARY,
  series: `SELECT CAST(MAX(0, MIN((start_ms - :from) / :step, :steps - 1)) AS INTEGER) AS step, SUM(succeeded), SUM(refused), SUM(failed)
    FROM usage_minute WHERE start_ms >= :floor AND start_ms < :to GROUP BY step`,
  keyStats: `SELECT key_id, requests, last_used_ms FROM key_stats`,
};
export type LedgerSql = typeof ledgerSql;
