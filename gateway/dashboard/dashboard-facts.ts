import type { AllowanceState } from '#shared/contract/operations/allowances';
import type { UsageSummary } from '../ledger/usage-numbers';
import type { Allowances } from '../limits/allowances';
import { isPaused } from '../limits/pause';
import type { Service } from '../services/service-store';
import type { Config } from '../storage/config-schema';

/** Everything that the dashboard shows, as numbers and names. */
export interface DashboardFacts {
  readonly atMs: number;
  readonly isPaused: boolean;
  readonly currency: string;
  readonly live: number;
  readonly waiting: number;
  /** The last 24 hours. */
  readonly calls: number;
  readonly refused: number;
  readonly costNano: string;
  readonly services: readonly { readonly name: string; readonly state: ServiceState }[];
  /** The devices with the most calls in the last 24 hours, the busiest first. */
  readonly devices: readonly {
    readonly name: string;
    readonly person: string | null;
    readonly calls: number;
    readonly costNano: string;
  }[];
  /** Allowances of which more than half is used, the nearest to its end first; `part` is from 0 to 1. */
  readonly allowances: readonly { readonly name: string; readonly part: number }[];
}

type ServiceState = 'up' | 'down' | 'unknown' | 'paused';

export interface DashboardDeps {
  readonly config: { readonly current: Config };
  readonly services: { list(): readonly Service[] };
  /** What was called in the last 24 hours. */
  readonly readDay: () => Promise<UsageSummary>;
  readonly allowances: Pick<Allowances, 'statesOf'>;
  readonly live: { readonly count: number };
  readonly queue: { readonly waiting: number };
  readonly nowMs: () => number;
}

const MOST_DEVICES = 8;
const MOST_ALLOWANCES = 6;
const WORTH_SHOWING = 0.5;

const partOf = ({ limit, used }: AllowanceState): number => {
  const whole = Number(limit);
  return whole > 0 ? Math.min(1, Number(used) / whole) : 1;
};

/** Budgets of people, devices and services; how fast somebody calls is no budget. */
function tightAllowances({ config, allowances }: DashboardDeps): DashboardFacts['allowances'] {
  const { keys, people, services } = config.current;
  const names = new Map<string, string>();
  for (const { id, name } of keys) names.set(`key ${id}`, name);
  for (const { id, name } of people) names.set(`person ${id}`, name);
  for (const { id, name } of services) names.set(`service ${id}`, name);
  const tightest = new Map<string, number>();
  const states = keys
    .filter((key) => key.role === 'device' && key.revokedAt === null)
    .flatMap((key) => allowances.statesOf(key));
  for (const state of states) {
    if (state.measure === 'rate' || state.measure === 'concurrent') continue;
    const whose = `${state.of} ${state.id}`;
    tightest.set(whose, Math.max(tightest.get(whose) ?? 0, partOf(state)));
  }
  return [...tightest]
    .filter(([, part]) => part >= WORTH_SHOWING)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_ALLOWANCES)
    .map(([whose, part]) => ({ name: names.get(whose) ?? '', part }));
}

/** One look at everything. Rejects when the ledger does not answer. */
export async function readFacts(deps: DashboardDeps): Promise<DashboardFacts> {
  const { keys, people, settings } = deps.config.current;
  const atMs = deps.nowMs();
  const { totals, byKey } = await deps.readDay();
  const keyOf = new Map(keys.map((key) => [key.id, key]));
  const personOf = new Map(people.map(({ id, name }) => [id, name]));
  const devices = byKey.flatMap(({ keyId, calls, costNano }) => {
    const key = keyOf.get(keyId);
    if (!key || calls === 0) return [];
    return [{ name: key.name, person: personOf.get(key.person ?? '') ?? null, calls, costNano }];
  });
  return {
    atMs,
    isPaused: isPaused(settings, atMs),
    currency: settings.currency,
    live: deps.live.count,
    waiting: deps.queue.waiting,
    calls: totals.calls,
    refused: totals.refused,
    costNano: totals.costNano,
    services: deps.services
      .list()
      .map(({ name, paused, health }) => ({ name, state: paused ? 'paused' : health })),
    devices: devices.sort((one, other) => other.calls - one.calls).slice(0, MOST_DEVICES),
    allowances: tightAllowances(deps),
  };
}
