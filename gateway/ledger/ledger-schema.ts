/** Version of the tables; a ledger with a higher one is left alone. */
export const LEDGER_VERSION = 2;

/**
 * What is added up, in the order of the columns. Costs are kept as whole units and the nano-units beyond them:
 * a single column would overflow at nine thousand million units, and a sum that overflows stops all recording.
 */
export const SUMS = [
  'calls',
  'billed',
  'succeeded',
  'refused',
  'failed',
  'bytes_in',
  'bytes_out',
  'tokens_in',
  'tokens_out',
  'tokens_cached',
  'images',
  'audio_ms',
  'watt_seconds',
  'cost_units',
  'cost_nano',
] as const;

/** The sums that a bill and a budget need. */
export const BILL_SUMS = [
  'calls',
  'billed',
  'tokens_in',
  'tokens_out',
  'cost_units',
  'cost_nano',
] as const;

/** What a row of a roll-up is of. Nobody, nothing and unknown are '' here. */
export const DIMENSIONS = ['start_ms', 'key_id', 'person', 'service_id', 'model'] as const;

/** The roll-ups, finest first. */
export const ROLLUPS = ['usage_minute', 'usage_quarter', 'usage_hour', 'usage_day'] as const;

const integers = (names: readonly string[]) =>
  names.map((name) => `${name} INTEGER NOT NULL`).join(', ');

const rollup = (name: string) => `
  CREATE TABLE ${name} (
    start_ms INTEGER NOT NULL, key_id TEXT NOT NULL, person TEXT NOT NULL, service_id TEXT NOT NULL,
    model TEXT NOT NULL, ${integers(SUMS)},
    PRIMARY KEY (${DIMENSIONS.join(', ')})) STRICT, WITHOUT ROWID;`;

/** The columns that version 2 added to `calls`. */
export const ADDED_COLUMNS = [
  'settled_at_ms INTEGER',
  'billed INTEGER NOT NULL DEFAULT 0',
  'tokens_cached INTEGER',
  'images INTEGER',
  'audio_ms INTEGER',
  'watt_seconds INTEGER',
  'cycle_id INTEGER',
  "flags TEXT NOT NULL DEFAULT ''",
  'code TEXT',
] as const;

/** Everything but the table of calls. */
export const SCHEMA_AROUND_CALLS = `
  CREATE INDEX IF NOT EXISTS calls_open ON calls (state) WHERE state = 'open';
  -- Which blocks of rows have calls of whom: a search reads a few blocks, and recording needs no index of every row.
  CREATE TABLE calls_block (
    size INTEGER NOT NULL, block INTEGER NOT NULL, key_id TEXT NOT NULL, person TEXT NOT NULL,
    service_id TEXT NOT NULL, model TEXT NOT NULL,
    PRIMARY KEY (size, block, key_id, person, service_id, model)) STRICT, WITHOUT ROWID;
  -- Which rows a quarter of an hour has: a range of time becomes a range of rows without an index of millions of times.
  CREATE TABLE calls_time (
    start_ms INTEGER PRIMARY KEY, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL) STRICT;
  ${ROLLUPS.map(rollup).join('')}
  -- Quarters of an hour of everybody together: a curve of a year reads thirty-five thousand rows.
  CREATE TABLE usage_total (
    start_ms INTEGER PRIMARY KEY, succeeded INTEGER NOT NULL, refused INTEGER NOT NULL,
    failed INTEGER NOT NULL) STRICT;
  -- From when on the finer roll-ups are whole.
  CREATE TABLE kept_from (name TEXT PRIMARY KEY, start_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS key_stats (
    key_id TEXT PRIMARY KEY, requests INTEGER NOT NULL, last_used_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE lifetime (
    kind TEXT NOT NULL CHECK (kind IN ('key', 'person', 'service')), id TEXT NOT NULL,
    ${integers(BILL_SUMS)}, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE cycles (
    id INTEGER PRIMARY KEY, started_at_ms INTEGER NOT NULL, closed_at_ms INTEGER,
    note TEXT NOT NULL DEFAULT '') STRICT;
  CREATE UNIQUE INDEX cycles_open ON cycles (closed_at_ms IS NULL) WHERE closed_at_ms IS NULL;
  CREATE TABLE cycle_sums (
    cycle_id INTEGER NOT NULL, key_id TEXT NOT NULL, person TEXT NOT NULL, service_id TEXT NOT NULL,
    ${integers(BILL_SUMS)}, PRIMARY KEY (cycle_id, key_id, person, service_id)) STRICT, WITHOUT ROWID;`;

/** How many rows the blocks of `calls_block` have: a search goes from the big ones to the small ones. */
export const BLOCKS = { big: 8192, small: 512 } as const;

/** The tables of a new ledger. */
export const SCHEMA = `
  CREATE TABLE calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL, started_at_ms INTEGER NOT NULL, key_id TEXT NOT NULL, person TEXT,
    service_id TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, model TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'settled')), status INTEGER, outcome TEXT,
    bytes_in INTEGER, bytes_out INTEGER, tokens_in INTEGER, tokens_out INTEGER,
    cost_nano INTEGER NOT NULL DEFAULT 0, first_byte_ms REAL, total_ms REAL,
    ${ADDED_COLUMNS.join(', ')}) STRICT;
  ${SCHEMA_AROUND_CALLS}
  INSERT INTO cycles (id, started_at_ms) VALUES (1, unixepoch() * 1000);
  PRAGMA user_version = ${LEDGER_VERSION};`;
