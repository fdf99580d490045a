import { DatabaseSync } from 'node:sqlite';

const rollup = (name: string) => `
  CREATE TABLE IF NOT EXISTS ${name} (
    start_ms INTEGER NOT NULL, key_id TEXT NOT NULL, service_id TEXT NOT NULL,
    calls INTEGER NOT NULL, succeeded INTEGER NOT NULL, refused INTEGER NOT NULL, failed INTEGER NOT NULL,
    bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL, PRIMARY KEY (start_ms, key_id, service_id)) WITHOUT ROWID;`;

/** The tables of version 1, as that version made them. */
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
  PRAGMA user_version = 1;`;

const SUMS = `COUNT(*), SUM(outcome = 'succeeded'), SUM(outcome = 'refused'), SUM(outcome = 'failed'),
  SUM(bytes_in), SUM(bytes_out), SUM(COALESCE(tokens_in, 0)), SUM(COALESCE(tokens_out, 0)), SUM(cost_nano)`;

/** Every tenth call failed and cost nothing, two keys, two services, twenty seconds apart. */
const CALLS = `
  WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
  INSERT INTO calls SELECT n, 'request-' || n, ? + n * 20000, iif(n % 3 = 0, 'laptop', 'phone'),
    iif(n % 3 = 0, NULL, 'Ada'), CAST(1 + n % 2 AS TEXT), 'POST', '/v1/chat/completions', iif(n % 4 = 0, NULL, 'llama'),
    'settled', iif(n % 10 = 0, 500, 200), iif(n % 10 = 0, 'failed', 'succeeded'), 10, 20, 3, 4,
    iif(n % 10 = 0, 0, 1000000), 1.5, 2.5 FROM numbers`;

/** Makes a ledger of version 1 with `rows` calls, five refusals without a row, and one call left open. */
export function makeLedgerV1(file: string, rows: number, fromMs: number): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; BEGIN');
  db.exec(SCHEMA);
  db.prepare(CALLS).run(rows, fromMs);
  for (const [table, unitMs] of [
    ['usage_minute', 60_000],
    ['usage_hour', 3_600_000],
  ] as const) {
    db.exec(`INSERT INTO ${table} SELECT started_at_ms - started_at_ms % ${unitMs} AS slot, key_id, service_id, ${SUMS}
      FROM calls GROUP BY slot, key_id, service_id`);
    const slot = fromMs - (fromMs % unitMs);
    const add = db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, 0, ?, 0, 0, 0, 0, 0, 0)
      ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, refused = refused + excluded.refused`);
    add.run(slot, 'phone', '1', 3, 3);
    add.run(slot, '', '', 2, 2);
  }
  db.exec(
    `INSERT INTO key_stats SELECT key_id, COUNT(*), MAX(started_at_ms) FROM calls GROUP BY key_id`,
  );
  db.exec(`INSERT INTO calls (request_id, started_at_ms, key_id, service_id, method, path, state)
    VALUES ('cut', ${fromMs}, 'phone', '1', 'GET', '/', 'open'); COMMIT`);
  db.close();
}
