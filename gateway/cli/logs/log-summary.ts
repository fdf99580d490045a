import { BoundedTable } from './bounded-table';
import { HourTrend, type HourPoint } from './hour-trend';
import { LOG_EVENTS, type LogEvent, type LogForm, type LogRecord } from './log-record';
import { parseLine } from './parse-line';
import { Suspicion, type Finding, type Thresholds } from './suspicion';
import { UserActivity } from './user-activity';

const MAX_NAMES = 1_000;
const SHOWN_BROKEN = 20;

export type TopTable = 'users' | 'endpoints' | 'methods' | 'statuses' | 'services' | 'addresses';

const NAME_OF: Readonly<Record<TopTable, (record: LogRecord) => string | null>> = {
  users: ({ user }) => user,
  endpoints: ({ path }) => path,
  methods: ({ method }) => method,
  statuses: ({ status }) => (status === null ? null : String(status)),
  services: ({ service }) => service,
  addresses: ({ ip }) => ip,
};
const TABLES = Object.keys(NAME_OF) as TopTable[];

export interface Named {
  readonly name: string;
  readonly count: number;
}

/** Everything an analysis has found. All of it is bounded, however long the logs were. */
export interface LogSummary {
  readonly lines: number;
  readonly outside: number;
  /** Lines that only announce a change, whose end is on a line of its own. */
  readonly announced: number;
  readonly broken: { readonly count: number; readonly first: readonly BrokenLine[] };
  readonly forms: Readonly<Record<LogForm, number>>;
  readonly events: Readonly<Record<LogEvent, number>>;
  readonly trend: readonly HourPoint[];
  readonly top: Readonly<Record<TopTable, readonly Named[]>>;
  /** True when there were too many different names for exact counts. */
  readonly isEstimated: boolean;
  readonly users: readonly (readonly [string, UserActivity])[];
  readonly findings: readonly Finding[];
}

export interface BrokenLine {
  readonly file: string;
  readonly line: number;
}

const zeros = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

/** Collects lines into a summary, in bounded memory. */
export class SummaryBuilder {
  readonly #fromMs: number;
  readonly #broken: BrokenLine[] = [];
  readonly #forms = zeros<LogForm>(['audit', 'classic', 'access']);
  readonly #events = zeros<LogEvent>(LOG_EVENTS);
  readonly #trend = new HourTrend();
  readonly #tops = TABLES.map((name) => ({
    name,
    nameOf: NAME_OF[name],
    table: new BoundedTable(MAX_NAMES, () => ({ count: 0 })),
  }));
  readonly #users = new BoundedTable(MAX_NAMES, () => new UserActivity());
  readonly #suspicion: Suspicion;
  #lines = 0;
  #outside = 0;
  #announced = 0;
  #brokenCount = 0;

  /** Lines before `fromMs` only teach what is usual. */
  constructor(fromMs: number, thresholds: Thresholds) {
    this.#fromMs = fromMs;
    this.#suspicion = new Suspicion(thresholds);
  }

  /** Takes one line of a file; undefined stands for one that is too long to be a line. */
  add(text: string | undefined, place: BrokenLine): void {
    if (text !== undefined && text.trim() === '') return;
    this.#lines++;
    const parsed = text === undefined ? undefined : parseLine(text);
    if (!parsed) {
      this.#brokenCount++;
      if (this.#broken.length < SHOWN_BROKEN) this.#broken.push({ ...place });
      return;
    }
    this.#forms[parsed.form]++;
    this.#count(parsed.record);
  }

  finish(): LogSummary {
    return {
      lines: this.#lines,
      outside: this.#outside,
      announced: this.#announced,
      broken: { count: this.#brokenCount, first: this.#broken },
      forms: this.#forms,
      events: this.#events,
      trend: this.#trend.points(),
      top: this.#topTables(),
      isEstimated: [...this.#tops.map(({ table }) => table), this.#users].some(
        ({ missed }) => missed > 0,
      ),
      users: this.#users.top(),
      findings: this.#suspicion.findings(),
    };
  }

  #count(record: LogRecord): void {
    // A change of the owner is on record before it is made and again when it has ended; it is one change.
    if (record.event === 'ADMIN' && record.status === 0) {
      this.#announced++;
      return;
    }
    const isAskedFor = record.atMs >= this.#fromMs;
    this.#suspicion.add(record, isAskedFor);
    if (!isAskedFor) {
      this.#outside++;
      return;
    }
    this.#events[record.event]++;
    this.#trend.add(record);
    for (const { table, nameOf } of this.#tops) {
      const name = nameOf(record);
      // Names of any length would fill the memory as surely as any number of them.
      if (name) table.add(name.slice(0, 300));
    }
    if (record.user !== null) this.#users.add(record.user.slice(0, 300)).see(record);
  }

  #topTables(): LogSummary['top'] {
    const toNamed = ([name, { count }]: readonly [string, Counted]): Named => ({ name, count });
    const entries = this.#tops.map(({ name, table }) => [name, table.top(100).map(toNamed)]);
    return Object.fromEntries(entries) as LogSummary['top'];
  }
}

interface Counted {
  readonly count: number;
}
