import type { LookupFunction } from 'node:net';
import { toProbeUrl } from './diagnose';
import { presetOf } from './presets';
import { probe } from './probe';
import type { Service } from './service-store';
import type { Target } from './targets';

interface HealthCheckDeps {
  readonly services: () => readonly Service[];
  /** True for a service that was down when last somebody knew, before this start. */
  readonly wasDown?: (serviceId: string) => boolean;
  readonly lookupFor: (target: URL) => LookupFunction;
  readonly monotonicMs?: (() => number) | undefined;
  /** Calls back about once a second; returns the way to stop. */
  readonly eachSecond?: ((look: () => void) => () => void) | undefined;
}

const MAX_WAIT_MS = 5000;

/** How often a service that is down is asked whether it is back, in seconds, unless its owner chose. */
const IS_IT_BACK_SECONDS = 30;

/** How often to ask, in seconds; null for never. Whoever sleeps is left to sleep. */
const secondsBetween = (
  { resilience }: Service,
  { state, wakeMac }: Target,
  isDoubted: boolean,
): number | null => {
  const isDown = state.health === 'down' || (state.health === 'unknown' && isDoubted);
  const isMissed = isDown && wakeMac === null;
  return resilience.checkSeconds ?? (isMissed ? IS_IT_BACK_SECONDS : null);
};

function eachRealSecond(look: () => void): () => void {
  const timer = setInterval(look, 1000).unref();
  return () => clearInterval(timer);
}

/** True when the program answers, even if it wants a key of its own. */
async function isWell(service: Service, target: Target, lookup: LookupFunction): Promise<boolean> {
  const headers = service.upstreamHeaders.map(({ name, value }) => [name, value] as const);
  const request = {
    url: toProbeUrl(new URL(target.url), presetOf(service.kind).probe),
    headers: Object.fromEntries(headers),
    lookup,
    timeoutMs: Math.min(MAX_WAIT_MS, (service.resilience.checkSeconds ?? 5) * 1000),
  };
  return probe(request).then(
    ({ status }) => status < 500,
    () => false,
  );
}

/**
 * Asks the targets of those services whose owner wants it whether they are well, each as often as the service says, and
 * any target that is down whether it is back. So is, once, one that was down before the start: nobody else would know.
 */
export function createHealthChecks({
  services,
  wasDown = () => false,
  lookupFor,
  monotonicMs = () => performance.now(),
  eachSecond = eachRealSecond,
}: HealthCheckDeps): { close(): void } {
  /** When each target was asked last; Infinity while it is being asked. */
  const asked = new WeakMap<Target['state'], number>();
  const before = services().filter(({ id }) => wasDown(id));
  const doubted = new WeakSet(before.flatMap(({ targets }) => targets.map(({ state }) => state)));
  let isClosed = false;

  async function check(service: Service, target: Target): Promise<void> {
    asked.set(target.state, Infinity);
    const isUp = await isWell(service, target, lookupFor(target.origin));
    const nowMs = monotonicMs();
    asked.set(target.state, nowMs);
    if (isClosed) return;
    if (isUp) return target.state.markUp();
    // A computer that sleeps is not to be left alone: the next call wakes it.
    const failures = target.wakeMac === null ? service.resilience.failures : Infinity;
    target.state.markDown({ ...service.resilience, failures }, nowMs);
  }

  const stop = eachSecond(() => {
    const nowMs = monotonicMs();
    for (const service of services()) {
      if (service.paused) continue;
      for (const target of service.targets) {
        const seconds = secondsBetween(service, target, doubted.has(target.state));
        if (seconds === null) continue;
        const lastMs = asked.get(target.state) ?? -Infinity;
        if (nowMs - lastMs >= seconds * 1000) void check(service, target);
      }
    }
  });
  return {
    close() {
      isClosed = true;
      stop();
    },
  };
}
