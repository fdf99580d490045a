import { createHash } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import { UpstreamFailure } from '../proxy/upstream-error';
import { chooseTarget } from '../services/balance';
import type { Waker } from '../services/wake';
import { targetsFor, type Target } from '../services/targets';
import type { Grant } from './call';

export interface TryDeps {
  readonly monotonicMs?: (() => number) | undefined;
  readonly waker?: Pick<Waker, 'wake'> | undefined;
}

/** Nobody waits longer for a computer to wake, whatever time a first answer may take. */
const MAX_WAKE_MS = 120_000;

/** Methods that may be asked a second time of another target, when the first said nothing. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Answers of something in front of a service that has gone. */
const isGone = (status: number) => status >= 502 && status <= 504;

/** What stays the same over the calls of one chat: who asks, and how the conversation begins. */
function conversationOf({ key, asked }: Grant): string {
  const { messages, prompt } = asked.json ?? {};
  const start = Array.isArray(messages) ? messages.slice(0, 2) : prompt;
  const digest = createHash('sha1')
    .update(JSON.stringify(start ?? null))
    .digest('base64');
  return `${key.id} ${digest}`;
}

/** A dead connection costs nothing to try again, so a service with one target is only left alone when it is slow to fail. */
function endCall(grant: Grant, target: Target, error: unknown, nowMs: number): void {
  const { resilience, targets } = grant.service;
  if (!(error instanceof UpstreamFailure)) return target.state.end('neutral', resilience, nowMs);
  const isAsleep = target.wakeMac !== null && error.isUnsent;
  const isQuick = targets.length === 1 && error.code !== 'UPSTREAM_TIMEOUT';
  const isCheap = isAsleep || isQuick;
  const rules = isCheap ? { ...resilience, failures: Infinity } : resilience;
  target.state.end('bad', rules, nowMs);
}

const mayTryAnother = ({ call, service }: Grant, error: unknown, tries: number): boolean =>
  error instanceof UpstreamFailure &&
  tries <= service.resilience.retries &&
  !call.res.headersSent &&
  (error.isUnsent || REPEATABLE.has(call.method));

async function tryEach(
  grant: Grant,
  { monotonicMs = () => performance.now() }: TryDeps,
  ask: (target: Target) => Promise<number>,
): Promise<number> {
  const { service, path } = grant;
  const tried: Target[] = [];
  let failure: unknown;
  for (;;) {
    const conversation = () => conversationOf(grant);
    const target = chooseTarget(service, { path, conversation, tried, nowMs: monotonicMs() });
    if (!target) throw failure;
    target.state.begin();
    try {
      const status = await ask(target);
      target.state.end(isGone(status) ? 'bad' : 'good', service.resilience, monotonicMs());
      return status;
    } catch (error) {
      endCall(grant, target, error, monotonicMs());
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
 * done by the one before; at the end one that sleeps is woken. Throws the failure of the last one, or SERVICE_UNAVAILABLE
 * when all of them are being left alone.
 */
export async function tryTargets(
  grant: Grant,
  deps: TryDeps,
  ask: (target: Target) => Promise<number>,
): Promise<number> {
  try {
    return await tryEach(grant, deps, ask);
  } catch (error) {
    if (!isUnasked(error) || !(await wakeOne(grant, deps))) throw error;
    return tryEach(grant, deps, ask);
  }
}
