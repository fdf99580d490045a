import type { LedgerDatabase } from './ledger-database.ts';
import { placeOf, writing } from './ledger-sql.ts';
import type { Cell, RefusedCount } from './ledger-protocol';
import { BLOCKS } from './ledger-schema.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, QUARTER_MS } from './range-segments.ts';
import type { Names } from './names.ts';

const NANO = 1_000_000_000n;
const UNITS = [MINUTE_MS, QUARTER_MS, HOUR_MS, DAY_MS];

/** Places of what is added up as it is, in the order of the sums behind the counts. */
const AMOUNTS = [
  placeOf('bytes_in'),
  placeOf('bytes_out'),
  placeOf('tokens_in'),
  placeOf('tokens_out'),
  placeOf('tokens_cached'),
  placeOf('images'),
  placeOf('audio_ms'),
  placeOf('watt_seconds'),
];
const AT = {
  id: placeOf('id'),
  start: placeOf('started_at_ms'),
  key: placeOf('key_id'),
  person: placeOf('person'),
  service: placeOf('service_id'),
  model: placeOf('model'),
  outcome: placeOf('outcome'),
  billed: placeOf('billed'),
  cost: placeOf('cost_nano'),
};
const COUNTS = 5;
const COST = COUNTS + AMOUNTS.length;
const WIDTH = COST + 2;
/** Where in the sums of usage those of a bill are, behind its number of calls. */
const BILL = [1, 7, 8, COST, COST + 1];

interface Group {
  readonly at: [startMs: number, keyId: string, person: string, serviceId: string, model: string];
  readonly sums: number[];
  /** Calls with a row of their own; a refusal before that is counted, but is on no bill. */
  rows: number;
  /** The small blocks that these rows are in. */
  readonly blocks: number[];
}
interface Bill {
  readonly at: Group['at'];
  readonly sums: number[];
}
interface Span {
  first: number;
  last: number;
}

/** Plain numbers hold the sums of a whole batch exactly, as the amounts of a row are capped. */
function addBill(bills: Map<string, Bill>, name: string, { at, sums, rows }: Group): void {
  let bill = bills.get(name);
  if (!bill) bills.set(name, (bill = { at, sums: [0, 0, 0, 0, 0, 0] }));
  bill.sums[0]! += rows;
  for (let i = 0; i < BILL.length; i++) bill.sums[i + 1]! += sums[BILL[i]!]!;
}

/** What the calls of one batch add to every roll-up, collected so that each of its rows is written once. */
export class Totals {
  readonly #groups = new Map<string, Group>();
  readonly #keys = new Map<string, { requests: number; lastMs: number }>();
  readonly #times = new Map<number, Span>();

  #group(ms: number, keyId: string, person: string, serviceId: string, model: string): Group {
    const startMs = ms - (ms % MINUTE_MS);
    const name = `${startMs} ${keyId} ${person} ${serviceId} ${model}`;
    let group = this.#groups.get(name);
    if (!group) {
      const sums = new Array<number>(WIDTH).fill(0);
      group = { at: [startMs, keyId, person, serviceId, model], sums, rows: 0, blocks: [] };
      this.#groups.set(name, group);
    }
    return group;
  }

  /** `row` as in `Batch.settled`. */
  addCall(row: readonly Cell[]): void {
    const startedAtMs = Number(row[AT.start]);
    const keyId = String(row[AT.key]);
    const [person, model] = [row[AT.person] ?? '', row[AT.model] ?? ''];
    const service = String(row[AT.service]);
    const group = this.#group(startedAtMs, keyId, String(person), service, String(model));
    const { sums } = group;
    group.rows++;
    const outcome = row[AT.outcome];
    sums[0]! += 1;
    sums[1]! += Number(row[AT.billed] ?? 0);
    sums[outcome === 'succeeded' ? 2 : outcome === 'refused' ? 3 : 4]! += 1;
    for (let i = 0; i < AMOUNTS.length; i++) sums[COUNTS + i]! += Number(row[AMOUNTS[i]!] ?? 0);
    const cost = BigInt(row[AT.cost] ?? 0);
    sums[COST]! += Number(cost / NANO);
    sums[COST + 1]! += Number(cost % NANO);
    this.#addUse(keyId, startedAtMs);
    const id = Number(row[AT.id]);
    const block = Math.floor(id / BLOCKS.small);
    if (group.blocks.at(-1) !== block) group.blocks.push(block);
    this.#addTime(id, startedAtMs);
  }

  addRefused({ minuteMs, keyId, person, serviceId, count }: RefusedCount): void {
    const { sums } = this.#group(minuteMs, keyId, person, serviceId, '');
    sums[0]! += count;
    sums[3]! += count;
  }

  #addUse(keyId: string, startedAtMs: number): void {
    const use = this.#keys.get(keyId);
    if (!use) return void this.#keys.set(keyId, { requests: 1, lastMs: startedAtMs });
    use.requests++;
    use.lastMs = Math.max(use.lastMs, startedAtMs);
  }

  #addTime(id: number, startedAtMs: number): void {
    const quarter = startedAtMs - (startedAtMs % QUARTER_MS);
    const span = this.#times.get(quarter);
    if (!span) return void this.#times.set(quarter, { first: id, last: id });
    span.first = Math.min(span.first, id);
    span.last = Math.max(span.last, id);
  }

  /** Writes everything; to be called inside a transaction. */
  write(db: LedgerDatabase, cycleId: number, names: Names): void {
    this.#writeUsage(db, names);
    this.#writeTotals(db);
    this.#writeBills(db, cycleId);
    const key = db.statement(writing.addKey);
    for (const [keyId, { requests, lastMs }] of this.#keys) key.run(keyId, requests, lastMs);
    const time = db.statement(writing.addTime);
    for (const [startMs, { first, last }] of this.#times) time.run(startMs, first, last);
  }

  #writeTotals(db: LedgerDatabase): void {
    const quarters = new Map<number, [succeeded: number, refused: number, failed: number]>();
    for (const { at, sums } of this.#groups.values()) {
      const startMs = at[0] - (at[0] % QUARTER_MS);
      const [succeeded, refused, failed] = quarters.get(startMs) ?? [0, 0, 0];
      quarters.set(startMs, [succeeded + sums[2]!, refused + sums[3]!, failed + sums[4]!]);
    }
    const add = db.statement(writing.addTotal);
    for (const [startMs, sums] of quarters) add.run(startMs, ...sums);
  }

  #writeUsage(db: LedgerDatabase, names: Names): void {
    const tables = writing.addUsage.map(db.statement);
    for (const { at, sums, blocks } of this.#groups.values()) {
      const [startMs, keyId, person, serviceId, model] = at;
      const counted = names.models.nameFor(db, startMs - (startMs % DAY_MS), model);
      for (let i = 0; i < UNITS.length; i++) {
        const slot = startMs - (startMs % UNITS[i]!);
        tables[i]!.run(slot, keyId, person, serviceId, counted, ...sums);
      }
      for (const block of blocks) names.blocks.add(db, block, keyId, person, serviceId, model);
    }
  }

  #writeBills(db: LedgerDatabase, cycleId: number): void {
    const lifetime = new Map<string, Bill>();
    const cycle = new Map<string, Bill>();
    for (const group of this.#groups.values()) {
      if (group.rows === 0) continue;
      const [, keyId, person, serviceId] = group.at;
      addBill(lifetime, `key ${keyId}`, group);
      if (person !== '') addBill(lifetime, `person ${person}`, group);
      addBill(lifetime, `service ${serviceId}`, group);
      addBill(cycle, `${keyId} ${person} ${serviceId}`, group);
    }
    const addLifetime = db.statement(writing.addLifetime);
    for (const [name, { sums }] of lifetime) {
      const space = name.indexOf(' ');
      addLifetime.run(name.slice(0, space), name.slice(space + 1), ...sums);
    }
    const addCycle = db.statement(writing.addCycle);
    for (const { at, sums } of cycle.values()) addCycle.run(cycleId, at[1], at[2], at[3], ...sums);
  }
}
