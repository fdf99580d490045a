import { DatabaseSync } from 'node:sqlite';
import { ADD_UP_CALLS, ADD_UP_MINUTES } from '../../../gateway/ledger/ledger-migration.ts';

export const YEAR_MS = 365 * 86_400_000;
const AT_ONCE = 1_000_000;

/** A home of twelve keys, six people, four services and eight models; every 100,000th call is of a key used rarely. */
const SOME_CALLS = `
  WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last),
    drawn AS MATERIALIZED (SELECT n, abs(random() % 1000000) AS r FROM numbers)
  INSERT INTO calls (id, request_id, started_at_ms, settled_at_ms, key_id, person, service_id, method, path, model,
    state, status, outcome, billed, bytes_in, bytes_out, tokens_in, tokens_out, cost_nano, first_byte_ms, total_ms,
    cycle_id)
  SELECT n, 'request-' || n, started, started + 900,
    iif(n % 100000 = 0, 'key-rare', (SELECT id FROM temp.keys WHERE n = r % 12)),
    (SELECT id FROM temp.people WHERE n = r % 6), (SELECT id FROM temp.services WHERE n = r / 16 % 4), 'POST',
    '/v1/chat/completions', iif(n % 100000 = 1, 'model-rare', 'model-' || (r / 16 % 8)),
    'settled', 200, iif(r % 53 = 0, 'failed', 'succeeded'), r % 53 != 0, 800, 4000, r % 900, r % 4000,
    r * 1000, 120.5, 900.5, 1
  FROM (SELECT n, r, :from + CAST((n * :stepMs) AS INTEGER) AS started FROM drawn)`;

const INDEXES = `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'calls' AND sql IS NOT NULL`;

/** Who calls what: twelve keys, six people and four services, by id. */
export interface Household {
  readonly keys: readonly string[];
  readonly people: readonly string[];
  readonly services: readonly string[];
}

const ids = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}-${n}`);

/** A home that no settings know. */
const nobody: Household = {
  keys: ids('key', 12),
  people: ids('person', 6),
  services: ids('service', 4),
};

function nameHousehold(db: DatabaseSync, home: Household): void {
  for (const table of ['keys', 'people', 'services'] as const) {
    db.exec(`CREATE TEMP TABLE ${table} (n INTEGER PRIMARY KEY, id TEXT)`);
    const insert = db.prepare(`INSERT INTO temp.${table} VALUES (?, ?)`);
    home[table].forEach((id, n) => insert.run(n, id));
  }
}

/** Fills an empty ledger that is not open with `rows` calls, evenly over the year up to `toMs`. */
export function fillLedger(file: string, rows: number, toMs: number, home = nobody): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY');
  nameHousehold(db, home);
  const indexes = db.prepare(INDEXES).all();
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);
  const insert = db.prepare(SOME_CALLS);
  const range = { from: toMs - YEAR_MS, stepMs: YEAR_MS / (rows + 1) };
  for (let first = 1; first <= rows; first += AT_ONCE) {
    insert.run({ ...range, first, last: Math.min(rows, first + AT_ONCE - 1) });
  }
  db.exec(`BEGIN; ${ADD_UP_CALLS} ${ADD_UP_MINUTES} COMMIT`);
  for (const { sql } of indexes) db.exec(String(sql));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}
