import type { LiveStatus } from '#shared/contract/operations/system';
import type { FairQueue } from '../limits/fair-queue';
import type { Grant } from '../pipeline/call';
import type { LiveCalls } from '../pipeline/live-calls';
import type { ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';

export interface ServedDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly services: Pick<ServiceStore, 'list'>;
  readonly live: Pick<LiveCalls, 'list'>;
  readonly queue: Pick<FairQueue, 'waitingOf'>;
  readonly monotonicMs?: () => number;
}

const MOST_SHOWN = 50;

type LiveCallView = LiveStatus['calls'][number];

function toView(
  { call, key, service, asked }: Grant,
  people: ReadonlyMap<string, string>,
  nowMs: number,
): LiveCallView {
  return {
    keyName: key.name,
    personName: people.get(key.person ?? '') ?? null,
    serviceName: service.name,
    model: asked.alias ?? asked.model,
    startedAt: new Date(call.startedAtMs).toISOString(),
    seconds: Math.max(0, Math.floor((nowMs - call.startedMs) / 1000)),
  };
}

/** Who is being served, newest first and fifty at most, and how many wait at which service. All of it is known already: a call pays nothing for being shown. */
export function readServed(deps: ServedDeps): LiveStatus {
  const { config, services, live, queue, monotonicMs = () => performance.now() } = deps;
  const grants = live.list().flatMap(({ grant }) => (grant ? [grant] : []));
  const newest = grants.sort((one, other) => other.call.startedMs - one.call.startedMs);
  const people = new Map(config.current.people.map(({ id, name }) => [id, name]));
  const nowMs = monotonicMs();
  const waiting = services.list().map(({ id, name }) => ({
    serviceName: name,
    calls: queue.waitingOf(id),
  }));
  return {
    calls: newest.slice(0, MOST_SHOWN).map((grant) => toView(grant, people, nowMs)),
    total: newest.length,
    waiting: waiting.filter(({ calls }) => calls > 0),
  };
}
