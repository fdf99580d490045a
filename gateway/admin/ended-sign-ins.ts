import { sourceUnit } from '../threats/address-unit';
import { BoundedMap } from '../threats/bounded-map';

/**
 * A panel that stayed open over a restart asks with a token of before: that is no guess at the admin secret.
 * Threat: somebody who guesses in this guise, unseen. So only so many of a minute and address pass as such.
 */
export interface EndedSignIns {
  /** Takes one; says whether it is the first of its minute, one more, or more than open panels ask. */
  see(ip: string, nowMs: number): 'first' | 'again' | 'too_many';
}

const MAX_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const MAX_ADDRESSES = 10_000;

/** Counts what has the form of a sign-in of ours and is none any more, per address (IPv6: per /64). */
export function createEndedSignIns(): EndedSignIns {
  const minutes = new BoundedMap<{ count: number; sinceMs: number }>(MAX_ADDRESSES);
  return {
    see(ip, nowMs) {
      const minute = minutes.take(sourceUnit(ip), () => ({ count: 0, sinceMs: nowMs }));
      if (nowMs - minute.sinceMs >= MINUTE_MS) {
        minute.count = 0;
        minute.sinceMs = nowMs;
      }
      minute.count++;
      if (minute.count > MAX_PER_MINUTE) return 'too_many';
      return minute.count === 1 ? 'first' : 'again';
    },
  };
}
