import type { AuditEntry } from '#shared/contract/operations/records';

/** How many calls each key made within the last 60 seconds, to the second; refused ones do not count. */
export interface LastMinute {
  see(entry: AuditEntry): void;
  of(keyId: string): number;
}

const SECONDS = 60;

interface Ring {
  readonly counts: Uint32Array;
  /** The second that was counted last. */
  second: number;
}

/** A refusal carries a code of the gateway; what the service did wrong was a call all the same. */
const wasMade = ({ event, code }: AuditEntry): boolean =>
  (event === 'AUTHORIZED' || event === 'ERROR') && (code === null || code.startsWith('UPSTREAM_'));

function moveTo(ring: Ring, second: number): void {
  const gone = Math.min(SECONDS, second - ring.second);
  for (let n = 1; n <= gone; n++) ring.counts[(ring.second + n) % SECONDS] = 0;
  if (gone > 0) ring.second = second;
}

/** Counts what is seen from now on; a key that is not used costs nothing. */
export function createLastMinute(now: () => number = Date.now): LastMinute {
  const rings = new Map<string, Ring>();
  const secondNow = () => Math.floor(now() / 1000);
  return {
    see(entry) {
      if (entry.keyId === null || !wasMade(entry)) return;
      const second = secondNow();
      let ring = rings.get(entry.keyId);
      if (!ring) {
        ring = { counts: new Uint32Array(SECONDS), second };
        rings.set(entry.keyId, ring);
      }
      moveTo(ring, second);
      const at = second % SECONDS;
      ring.counts[at] = (ring.counts[at] ?? 0) + 1;
    },
    of(keyId) {
      const ring = rings.get(keyId);
      if (!ring) return 0;
      moveTo(ring, secondNow());
      return ring.counts.reduce((all, one) => all + one, 0);
    },
  };
}
