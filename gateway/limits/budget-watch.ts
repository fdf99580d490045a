import type { Events } from '#shared/contract/events';
import { MEASURES } from './account';
import type { CallLimits, Cap } from './call-limits';
import { capacityOf } from './judge';
import { PERIODS, TOTAL, type PeriodClock } from './period-clock';

/** What is told of an allowance that nears its end, but for the name of whose it is. */
export type NearBudget = Omit<Events['budget'], 'name'>;

type Capped = Pick<CallLimits, 'caps'>;

interface BudgetWatchDeps {
  readonly clock: PeriodClock;
  readonly tell: (near: NearBudget) => void;
}

const NEAR = 1;
const SPENT = 2;
const SERIAL_OF_TOTAL = 0;

interface Told {
  readonly serial: number;
  readonly level: number;
}

const toIso = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

/**
 * Says once in each period that four fifths of an allowance are used, and once that it is used up. Asked when a call is
 * settled: there is no timer, and a call whose key has no allowance pays nothing.
 */
export class BudgetWatch {
  readonly #deps: BudgetWatchDeps;
  readonly #told = new Map<string, Told>();

  constructor(deps: BudgetWatchDeps) {
    this.#deps = deps;
  }

  /** To be called when something was charged. */
  see({ caps }: Capped): void {
    for (const cap of caps) this.#look(cap, true);
  }

  /** Takes what was used before as told already: a restart repeats nothing. */
  mark({ caps }: Capped): void {
    for (const cap of caps) this.#look(cap, false);
  }

  #look(cap: Cap, isTelling: boolean): void {
    if (cap.isShadow) return;
    const { clock } = this.#deps;
    const epoch = clock.epoch();
    cap.account.catchUp(epoch);
    const used = cap.account.usedIn(cap.period, cap.measure);
    const capacity = capacityOf(cap, clock.nowMs());
    if (used * 5n < capacity * 4n || used === 0n) {
      // More was allowed since: what is told of that is news again.
      if (this.#told.size > 0) this.#told.delete(cap.name);
      return;
    }
    const serial = epoch.serials[cap.period] ?? SERIAL_OF_TOTAL;
    const level = used >= capacity ? SPENT : NEAR;
    const before = this.#told.get(cap.name);
    if (before && before.serial === serial && before.level >= level) return;
    this.#told.set(cap.name, { serial, level });
    if (isTelling) this.#tell(cap, level, used, capacity);
  }

  #tell(cap: Cap, level: number, used: bigint, limit: bigint): void {
    const { of, id, measure, period } = cap;
    const bounds = period === TOTAL ? undefined : this.#deps.clock.epoch().bounds[period];
    this.#deps.tell({
      of,
      id,
      measure: MEASURES[measure] ?? 'calls',
      period: PERIODS[period] ?? 'total',
      level: level === SPENT ? 'spent' : 'near',
      used: String(used),
      limit: String(limit),
      resetsAt: toIso(bounds?.endMs),
    });
  }
}
