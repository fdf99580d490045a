import { createHash } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import { isRepeatable } from '../proxy/exchange-parts';
import { requestFramingOf } from '../proxy/request-body';
import { UpstreamFailure } from '../proxy/upstream-error';
import { chooseTarget, hasAnotherTarget } from '../services/balance';
import type { Waker } from '../services/wake';
import { targetsFor, type Target } from '../services/targets';
import type { Grant } from './call';

export interface TryDeps {
  readonly monotonicMs?: (() => number) | undefined;
  readonly waker?: Pick<Waker, 'wake'> | undefined;
}

/** Nobody waits longer for a computer to wake, whatever time a first answer may take. */
const MAX_WAKE_MS = 120_000;

/** An answer of something in front of a service that has gone; another target may do better. Nothing of it was shown. */
export class PassedOver extends UpstreamFailure {
  constructor() {
    super('UPSTREAM_DOWN', false);
  }
}

/** Statuses that say that this target cannot answer now. */
export const isGone = (status: number): boolean => status >= 502 && status <= 504;

/** What stays the same over the calls of one chat: who asks, and how the conversation begins. */
function conversationOf({ key, asked }: Grant): string {
  const { messages, prompt } = asked.json ?? {};
  const start = Array.isArray(messages) ? messages.slice(0, 2) : prompt;
  const digest = createHash('sha1')
    .update(JSON.stringify(start ?? null))
    .digest('base64');
  return `${key.id} ${digest}`;
}

/**
 * Any answer is a sign of life, whatever its status: a queue that is full or a model that loads must not have a service
 * left alone. A dead connection costs nothing to try again, so a service with one target is only left alone when it is
 * slow to fail.
 */
function endCall(
  { service }: Grant,
  target: Target,
  call: { readonly attempt: number; readonly error?: unknown; readonly nowMs: number },
): void {
  const { resilience, targets } = service;
  const { attempt, error, nowMs } = call;
  const isFailure = error instanceof UpstreamFailure && !(error instanceof PassedOver);
  if (!isFailure) return target.state.end(attempt, 'neutral', resilience, nowMs);
  const isAsleep = target.wakeMac !== null && error.isUnsent;
  const isQuick = targets.length === 1 && error.code !== 'UPSTREAM_TIMEOUT';
  const isCheap = isAsleep || isQuick;
  const rules = isCheap ? { ...resilience, failures: Infinity } : resilience;
  target.state.end(attempt, 'bad', rules, nowMs);
}

/** A body that is on its way cannot be sent a second time. */
const isAskedAgain = ({ call, asked }: Grant): boolean =>
  isRepeatable(call.req, requestFramingOf(call.req, asked.body));

const mayTryAnother = (grant: Grant, error: unknown, tries: number): boolean =>
  error instanceof UpstreamFailure &&
  tries <= grant.service.resilience.retries &&
  !grant.call.res.headersSent &&
  (error.isUnsent || isAskedAgain(grant));

/** True when an answer that says nothing of use may be passed over, since another target can still be asked. */
const mayPassOver = (grant: Grant, target: Target, tried: readonly Target[], nowMs: number) =>
  grant.service.targets.length > 1 &&
  tried.length < grant.service.resilience.retries &&
  isAskedAgain(grant) &&
  hasAnotherTarget(grant.service, { path: grant.path, tried, nowMs }, target);

type Ask = (target: Target, mayPass: boolean) => Promise<number>;

async function tryEach(
  grant: Grant,
  { monotonicMs = () => performance.now() }: TryDeps,
  ask: Ask,
): Promise<number> {
  const { service, path } = grant;
  const tried: Target[] = [];
  let failure: unknown;
  for (;;) {
    const conversation = () => conversationOf(grant);
    const nowMs = monotonicMs();
    const target = chooseTarget(service, { path, conversation, tried, nowMs });
    if (!target) throw failure;
    const attempt = target.state.begin(nowMs);
    try {
      const status = await ask(target, mayPassOver(grant, target, tried, nowMs));
      endCall(grant, target, { attempt, nowMs: monotonicMs() });
      return status;
    } catch (error) {
      endCall(grant, target, { attempt, error, nowMs: monotonicMs() });
      failure = error;
      tried.push(target);
      if (!mayTryAnother(grant, error, tried.length)) throw error;
    }
  }
}

/** Waits for the first target that can be woken; false when there is none, or it does not wake, or the caller leaves. */
async function wakeOne({ call, service, path }: Grant, { waker }: TryDeps): Promise<boolean> {
  const sleeper = targetsFor(service, path).find(({ wakeMac }) => wakeMac !== null);
  if (!waker || !sleeper || call.res.headersSent) return false;
  const left = new AbortController();
  const leave = () => left.abort();
  call.res.once('close', leave);
  const maxMs = Math.min(service.timeouts.firstByteMs, MAX_WAKE_MS);
  const isUp = await waker.wake(sleeper, maxMs, left.signal);
  call.res.off('close', leave);
  if (isUp) sleeper.state.markUp();
  return isUp && !call.res.destroyed;
}

/** True for a call that can be asked again as if it had never been asked. */
const isUnasked = (error: unknown): boolean =>
  (error instanceof UpstreamFailure && error.isUnsent) ||
  (error instanceof LatchkeyError && error.code === 'SERVICE_UNAVAILABLE');

/**
 * Resolves with the status of the answer. Asks one target after the other, for as long as nothing of the call can have been
 * done by the one before (`mayPass` tells the one that is asked that it may throw PassedOver); at the end one that sleeps is woken. Throws the failure of the last one, or SERVICE_UNAVAILABLE
 * when all of them are being left alone.
 */
export async function tryTargets(grant: Grant, deps: TryDeps, ask: Ask): Promise<number> {
  try {
    return await tryEach(grant, deps, ask);
  } catch (error) {
    if (!isUnasked(error) || !(await wakeOne(grant, deps))) throw error;
    return tryEach(grant, deps, ask);
  }
}
