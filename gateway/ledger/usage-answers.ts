import type { LedgerDatabase } from './ledger-database.ts';
import type { Questions } from './ledger-protocol';
import { SUMS } from './ledger-schema.ts';
import {
  MINUTE_MS,
  QUARTER_MS,
  toSegments,
  widen,
  type KeptFrom,
  type Range,
  type Segment,
} from './range-segments.ts';
import { toCost, toSeries, toSummary } from './usage-numbers.ts';

type Answer<Name extends keyof Questions> = (
  db: LedgerDatabase,
  asked: Questions[Name]['asked'],
) => Questions[Name]['answer'];

function keptFrom(db: LedgerDatabase): KeptFrom {
  const found = new Map(db.rows('SELECT name, start_ms FROM kept_from').map(([a, b]) => [a, b]));
  const of = (name: string) => Number(found.get(name) ?? 0);
  return { minuteMs: of('usage_minute'), quarterMs: of('usage_quarter') };
}

/** The rows of all segments as one table to select from. */
const union = (segments: readonly Segment[]): string =>
  segments
    .map(({ table }) => `SELECT * FROM ${table} WHERE start_ms >= ? AND start_ms < ?`)
    .join(' UNION ALL ');

const boundsOf = (segments: readonly Segment[]): number[] =>
  segments.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);

const SUMMED = SUMS.map((name) => `SUM(${name})`).join(', ');

export const answerSummary: Answer<'summary'> = (db, range) => {
  const kept = keptFrom(db);
  const counted = widen(range, kept);
  const segments = toSegments(range, kept);
  if (segments.length === 0) return { ...counted, ...toSummary([]) };
  const select = `SELECT key_id, person, service_id, model, ${SUMMED} FROM (${union(segments)})
    GROUP BY key_id, person, service_id, model`;
  return { ...counted, ...toSummary(db.rows(select, ...boundsOf(segments))) };
};

export const answerCounted: Answer<'counted'> = (db, range) => widen(range, keptFrom(db));

/** How many quarters of an hour a step should have at least, so that what lies across two steps is little. */
const QUARTERS_OF_STEP = 3;

/** Quarters of an hour when they fit the steps exactly, or well enough, or nothing finer is left; minutes otherwise. */
const unitFor = ({ fromMs }: Range, stepMs: number, minutesFromMs: number): number => {
  if (fromMs < minutesFromMs) return QUARTER_MS;
  const isExact = stepMs % QUARTER_MS === 0 && fromMs % QUARTER_MS === 0;
  return isExact || stepMs >= QUARTERS_OF_STEP * QUARTER_MS ? QUARTER_MS : MINUTE_MS;
};

/** No curve asks whose calls they were: instead of the quarters of everybody it reads those of all together. */
const curve = (segments: readonly Segment[]): string =>
  segments
    .map(({ table }) => (table === 'usage_quarter' ? 'usage_total' : table))
    .map((table) => `SELECT start_ms, succeeded, refused, failed FROM ${table}`)
    .map((select) => `${select} WHERE start_ms >= ? AND start_ms < ?`)
    .join(' UNION ALL ');

export const answerSeries: Answer<'series'> = (db, { steps, ...range }) => {
  const { fromMs, toMs } = range;
  const stepMs = Math.max(1, Math.ceil((toMs - fromMs) / steps));
  const { minuteMs } = keptFrom(db);
  const unitMs = unitFor(range, stepMs, minuteMs);
  const segments = toSegments(range, { minuteMs, quarterMs: 0 }, unitMs);
  const shape = { fromMs, stepMs, steps };
  if (segments.length === 0) return toSeries(shape, []);
  const select = `SELECT CAST(MAX(0, MIN((start_ms - ?) / ?, ?)) AS INTEGER) AS step,
      SUM(succeeded), SUM(refused), SUM(failed)
    FROM (${curve(segments)}) GROUP BY step`;
  return toSeries(shape, db.rows(select, fromMs, stepMs, steps - 1, ...boundsOf(segments)));
};

export const answerSpent: Answer<'spent'> = (db, range) => {
  const segments = toSegments(range, keptFrom(db));
  if (segments.length === 0) return [];
  const select = `SELECT key_id, person, service_id, SUM(billed), SUM(tokens_in) + SUM(tokens_out),
      SUM(cost_units), SUM(cost_nano)
    FROM (${union(segments)}) GROUP BY key_id, person, service_id HAVING SUM(calls) > SUM(refused)`;
  return db
    .rows(select, ...boundsOf(segments))
    .map(([keyId, person, serviceId, calls, tokens, units, nano]) => ({
      keyId: String(keyId),
      person: person === '' ? null : String(person),
      serviceId: String(serviceId),
      calls: Number(calls),
      tokens: Number(tokens),
      costNano: toCost(units, nano),
    }));
};

export const answerLifetime: Answer<'lifetime'> = (db) => {
  const sums = { byKey: new Map(), byPerson: new Map(), byService: new Map() };
  const of = { key: sums.byKey, person: sums.byPerson, service: sums.byService };
  const select = `SELECT kind, id, billed, tokens_in + tokens_out, cost_units, cost_nano FROM lifetime`;
  for (const [kind, id, calls, tokens, units, nano] of db.rows(select)) {
    const sum = { calls: Number(calls), tokens: Number(tokens), costNano: toCost(units, nano) };
    of[kind as keyof typeof of].set(String(id), sum);
  }
  return sums;
};

export const answerKeyStats: Answer<'keyStats'> = (db) =>
  new Map(
    db
      .rows('SELECT key_id, requests, last_used_ms FROM key_stats')
      .map(([keyId, requests, lastUsed]) => [
        String(keyId),
        { requests: Number(requests), lastUsedAtMs: Number(lastUsed) },
      ]),
  );
