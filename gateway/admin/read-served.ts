import type { LiveStatus } from '#shared/contract/operations/system';
import type { FairQueue } from '../limits/fair-queue';
import type { Grant } from '../pipeline/call';
import type { LiveCall, LiveCalls } from '../pipeline/live-calls';
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

type ServedCall = LiveCall & { readonly grant: Grant };
const startOf = ({ grant }: ServedCall): number => grant.call.startedMs;

type LiveCallView = LiveStatus['calls'][number];

function toView(
  { grant: { call, key, service, asked }, meter }: ServedCall,
  people: ReadonlyMap<string, string>,
  nowMs: number,
): LiveCallView {
  return {
    keyName: key.name,
    personName: people.get(key.person ?? '') ?? null,
    serviceName: service.name,
    // Most calls are passed on unread: their answers say which model it is.
    model: asked.alias ?? asked.model ?? meter?.modelSoFar ?? null,
    startedAt: new Date(call.startedAtMs).toISOString(),
    seconds: Math.max(0, Math.floor((nowMs - call.startedMs) / 1000)),
  };
}

/** Who is being served, newest first and fifty at most, and how many wait at which service. All of it is known already: a call pays nothing for being shown. */
export function readServed(deps: ServedDeps): LiveStatus {
  const { config, services, live, queue, monotonicMs = () => performance.now() } = deps;
  const served = live.list().filter((call): call is ServedCall => call.grant !== undefined);
  const newest = served.sort((one, other) => startOf(other) - startOf(one));
  const people = new Map(config.current.people.map(({ id, name }) => [id, name]));
  const nowMs = monotonicMs();
  const waiting = services.list().map(({ id, name }) => ({
    serviceName: name,
    calls: queue.waitingOf(id),
  }));
  return {
    calls: newest.slice(0, MOST_SHOWN).map((call) => toView(call, people, nowMs)),
    total: newest.length,
    waiting: waiting.filter(({ calls }) => calls > 0),
  };
}
