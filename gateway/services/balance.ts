import { createHash } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import type { StoredService } from '../storage/config-schema';
import { targetsFor, type Target } from './targets';

/** A service as far as choosing a target goes. */
export interface Balanced {
  readonly targets: readonly Target[];
  readonly balance: StoredService['balance'];
  readonly rules: StoredService['rules'];
}

/** Smooth weighted turns (as nginx has them): over any stretch each target gets its share, evenly spread. */
function byTurn(targets: readonly Target[]): Target | undefined {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  let best: Target | undefined;
  for (const target of targets) {
    target.state.turn += target.weight;
    if (!best || target.state.turn > best.state.turn) best = target;
  }
  if (best) best.state.turn -= total;
  return best;
}

const loadOf = ({ state, weight }: Target) => state.inFlight / Math.max(1, weight);

function byLoad(targets: readonly Target[]): Target | undefined {
  const least = Math.min(...targets.map(loadOf));
  return byTurn(targets.filter((target) => loadOf(target) === least));
}

/** Between 0 and 1, the same for the same text. */
const fractionOf = (text: string): number =>
  (createHash('sha1').update(text).digest().readUInt32BE(0) + 1) / 2 ** 32;

/** Rendezvous hashing: a target that goes away moves only the conversations that it had. */
function byConversation(targets: readonly Target[], conversation: string): Target | undefined {
  const score = ({ url, weight }: Target) =>
    -Math.max(1, weight) / Math.log(fractionOf(`${conversation} ${url}`));
  return [...targets].sort((one, other) => score(other) - score(one))[0];
}

function choose(service: Balanced, able: readonly Target[], conversation: string) {
  if (able.length === 1) return able[0];
  const weighted = able.filter(({ weight }) => weight > 0);
  const from = weighted.length > 0 ? weighted : able;
  if (service.balance === 'sticky') return byConversation(from, conversation);
  return service.balance === 'weighted' ? byTurn(from) : byLoad(from);
}

interface Wanted {
  /** The path as the service sees it, without its base. */
  readonly path: string;
  /** What belongs together, such as the messages of one chat; only asked for when it matters. */
  readonly conversation: () => string;
  /** Targets that were tried already. */
  readonly tried: readonly Target[];
  readonly nowMs: number;
}

/**
 * The target for a call, or undefined when all were tried. Throws SERVICE_UNAVAILABLE, with the time after which one
 * call may try again, when every target failed too often of late.
 */
export function chooseTarget(service: Balanced, wanted: Wanted): Target | undefined {
  const { tried, nowMs } = wanted;
  const left = targetsFor(service, wanted.path).filter((target) => !tried.includes(target));
  if (left.length === 0) return undefined;
  const able = left.filter(({ state }) => state.closedForMs(nowMs) === 0);
  if (able.length > 0) {
    const conversation = service.balance === 'sticky' ? wanted.conversation() : '';
    return choose(service, able, conversation);
  }
  if (tried.length > 0) return undefined;
  const retryAfterMs = Math.min(...left.map(({ state }) => state.closedForMs(nowMs)));
  throw new LatchkeyError('SERVICE_UNAVAILABLE', { retryAfterMs });
}

/** True when there would be another target for a call, were this one to say nothing of use. */
export const hasAnotherTarget = (
  service: Balanced,
  { path, tried, nowMs }: Pick<Wanted, 'path' | 'tried' | 'nowMs'>,
  target: Target,
): boolean =>
  service.targets.length > 1 &&
  targetsFor(service, path).some(
    (other) => other !== target && !tried.includes(other) && other.state.closedForMs(nowMs) === 0,
  );
