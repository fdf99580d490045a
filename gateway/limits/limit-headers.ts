import { type CallLimits, type Cap } from './call-limits';
import { capacityOf } from './judge';
import { MEASURES } from './account';
import { TOTAL, type Epoch } from './period-clock';
import { rateLimitHeaders, toWholeSeconds } from './rate-limit-headers';
import type { Taken } from './token-bucket';

type Headers = Readonly<Record<string, string>>;

const CALLS = MEASURES.indexOf('calls');
const TOKENS = MEASURES.indexOf('tokens');

/** A cap that begins anew, seen as a bucket that fills at once at its end; figures beyond 2^53 do not occur in counts. */
function toTaken(cap: Cap, epoch: Epoch, nowMs: number): Taken {
  const { account, measure, period } = cap;
  const limit = Number(capacityOf(cap, nowMs));
  const taken = account.usedIn(period, measure) + account.reservedIn(period, measure);
  const remaining = Math.max(0, limit - Number(taken));
  const resetMs = Math.max(0, (epoch.bounds[period]?.endMs ?? nowMs) - nowMs);
  return { ok: true, limit, remaining, resetMs, retryAfterMs: 0 };
}

/** The figures of which the smallest share is left. */
const nearest = (figures: readonly Taken[]): Taken | undefined =>
  figures.reduce<Taken | undefined>(
    (found, one) =>
      found && found.remaining * one.limit <= one.remaining * found.limit ? found : one,
    undefined,
  );

const tokenHeaders = ({ limit, remaining, resetMs }: Taken): Headers => ({
  'x-ratelimit-limit-tokens': String(limit),
  'x-ratelimit-remaining-tokens': String(remaining),
  'x-ratelimit-reset-tokens': `${toWholeSeconds(resetMs)}s`,
});

/** The figures of the limit of calls, and of that of AI tokens, that is nearest to its end. */
export function limitHeadersOf(
  limits: CallLimits,
  paces: readonly Taken[],
  epoch: Epoch,
  nowMs: number,
): Headers {
  const figuresOf = (measure: number) =>
    limits.caps
      .filter((cap) => cap.measure === measure && cap.period !== TOTAL && !cap.isShadow)
      .map((cap) => toTaken(cap, epoch, nowMs));
  const calls = nearest([...paces, ...figuresOf(CALLS)]);
  const tokens = nearest(figuresOf(TOKENS));
  return { ...(calls && rateLimitHeaders(calls)), ...(tokens && tokenHeaders(tokens)) };
}
