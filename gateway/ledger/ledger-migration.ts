import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import {
  ADDED_COLUMNS,
  BLOCKS,
  BILL_SUMS,
  DIMENSIONS,
  LEDGER_VERSION,
  SCHEMA_AROUND_CALLS,
  SUMS,
} from './ledger-schema.ts';

const NANO = 1_000_000_000;
const QUARTER_MS = 900_000;

// What was answered while the disk refused was kept without a cost, and stays unbilled.
const IS_BILLED = '(status = 101 OR status BETWEEN 200 AND 399) AND cost_nano > 0';
const PERSON = `COALESCE(person, '')`;
const BILL_OF_CALLS = `COUNT(*), SUM(billed), SUM(COALESCE(tokens_in, 0)), SUM(COALESCE(tokens_out, 0)),
  SUM(cost_nano / ${NANO}), SUM(cost_nano % ${NANO})`;
const SUMS_OF_CALLS = `COUNT(*), SUM(billed), SUM(outcome = 'succeeded'), SUM(outcome = 'refused'),
  SUM(outcome NOT IN ('succeeded', 'refused')), SUM(COALESCE(bytes_in, 0)), SUM(COALESCE(bytes_out, 0)),
  SUM(COALESCE(tokens_in, 0)), SUM(COALESCE(tokens_out, 0)), SUM(COALESCE(tokens_cached, 0)),
  SUM(COALESCE(images, 0)), SUM(COALESCE(audio_ms, 0)), SUM(COALESCE(watt_seconds, 0)),
  SUM(cost_nano / ${NANO}), SUM(cost_nano % ${NANO})`;
const COLUMNS = [...DIMENSIONS, ...SUMS].join(', ');
const ADDED_UP = SUMS.map((name) => `SUM(${name})`).join(', ');

const zeros = (count: number) => new Array<string>(count).fill('0').join(', ');

const coarser = (table: string, unitMs: number) => `
  INSERT INTO ${table} (${COLUMNS})
    SELECT start_ms - start_ms % ${unitMs} AS slot, key_id, person, service_id, model, ${ADDED_UP}
    FROM usage_minute GROUP BY slot, key_id, person, service_id, model;`;

const lifetime = (kind: string, id: string) => `
  INSERT INTO lifetime (kind, id, ${BILL_SUMS.join(', ')})
    SELECT '${kind}', ${id}, ${BILL_OF_CALLS} FROM calls
    WHERE state = 'settled' AND ${id} IS NOT NULL GROUP BY ${id};`;

const blocks = (size: number) => `
  INSERT OR IGNORE INTO calls_block (size, block, key_id, person, service_id, model)
    SELECT ${size}, id / ${size}, key_id, ${PERSON}, service_id, COALESCE(model, '')
    FROM calls WHERE state = 'settled';`;

/** Adds all settled calls up again, into roll-ups and bills that are empty. */
export const ADD_UP_CALLS = `
  INSERT INTO usage_minute (${COLUMNS})
    SELECT started_at_ms - started_at_ms % 60000 AS slot, key_id, ${PERSON} AS who, service_id,
      COALESCE(SUBSTR(model, 1, 200), '') AS what, ${SUMS_OF_CALLS}
    FROM calls WHERE state = 'settled' GROUP BY slot, key_id, who, service_id, what;
  ${lifetime('key', 'key_id')}
  ${lifetime('person', 'person')}
  ${lifetime('service', 'service_id')}
  INSERT INTO cycle_sums (cycle_id, key_id, person, service_id, ${BILL_SUMS.join(', ')})
    SELECT cycle_id, key_id, ${PERSON} AS who, service_id, ${BILL_OF_CALLS}
    FROM calls WHERE state = 'settled' GROUP BY cycle_id, key_id, who, service_id;
  INSERT INTO calls_time (start_ms, first_id, last_id)
    SELECT started_at_ms - started_at_ms % ${QUARTER_MS} AS slot, MIN(id), MAX(id)
    FROM calls WHERE state = 'settled' GROUP BY slot;
  ${blocks(BLOCKS.big)}
  ${blocks(BLOCKS.small)}`;

/** Fills the coarser roll-ups, which are empty, from the minutes. */
export const ADD_UP_MINUTES = [
  coarser('usage_quarter', QUARTER_MS),
  coarser('usage_hour', 3_600_000),
  coarser('usage_day', 86_400_000),
  `INSERT INTO usage_total SELECT start_ms, SUM(succeeded), SUM(refused), SUM(failed)
    FROM usage_quarter GROUP BY start_ms;`,
].join('');

/** Refusals had no rows: what the old minutes have more of them is carried over, of nobody and no model. */
const REFUSALS_OF_1 = `
  CREATE TEMP TABLE refused_before AS
    SELECT start_ms, key_id, service_id, refused - COALESCE((SELECT SUM(refused) FROM usage_minute AS now
      WHERE now.start_ms = was.start_ms AND now.key_id = was.key_id AND now.service_id = was.service_id), 0) AS more
    FROM minute_before AS was WHERE refused > 0;
  INSERT INTO usage_minute (${COLUMNS})
    SELECT start_ms, key_id, '', service_id, '', more, 0, 0, more, ${zeros(SUMS.length - 4)}
    FROM refused_before WHERE more > 0
    ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, refused = refused + excluded.refused;
  DROP TABLE refused_before;
  DROP TABLE minute_before;`;

/** Version 1 had roll-ups by key and service only, but every row: they are added up again from the rows. */
const FROM_1_TO_2 = `
  ${ADDED_COLUMNS.map((column) => `ALTER TABLE calls ADD COLUMN ${column};`).join('\n  ')}
  ALTER TABLE usage_minute RENAME TO minute_before;
  DROP TABLE usage_hour;
  UPDATE calls SET billed = COALESCE(${IS_BILLED}, 0), cycle_id = 1,
    settled_at_ms = started_at_ms + CAST(COALESCE(total_ms, 0) AS INTEGER) WHERE state = 'settled';
  ${SCHEMA_AROUND_CALLS}
  INSERT INTO cycles (id, started_at_ms)
    SELECT 1, COALESCE(MIN(started_at_ms), unixepoch() * 1000) FROM calls;
  ${ADD_UP_CALLS}
  ${REFUSALS_OF_1}
  ${ADD_UP_MINUTES}
  PRAGMA user_version = ${LEDGER_VERSION};`;

/** Where the ledger of an older version stays as it was. */
export const beforeUpgrade = (file: string): string => `${file}.before-v${LEDGER_VERSION}`;

/**
 * Brings a ledger of version 1 to the version of today: a copy of it is put aside first, and the change is one
 * transaction. Killed at any moment, the ledger is wholly old or wholly new.
 */
export function migrate(db: DatabaseSync, file: string): void {
  // VACUUM INTO wants no file there; one that is there was left half-written by an upgrade that was cut.
  rmSync(beforeUpgrade(file), { force: true });
  db.prepare('VACUUM INTO ?').run(beforeUpgrade(file));
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(FROM_1_TO_2);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
