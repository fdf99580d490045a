import type { EdgeCaps } from './edge-caps';

type Caps = Pick<EdgeCaps, 'minBodyBytesPerSecond' | 'bodyGraceMs' | 'bodyWindowMs'>;

/**
 * A sender that gives one byte a second holds a connection and a service for ever. Judges one upload by the bytes that
 * came in; time in which the gateway itself was not ready to take more does not count against the sender.
 */
export interface BodyRate {
  /** True once the sender has been too slow over a whole window after the grace. */
  isTooSlow(nowMs: number, bytesSoFar: number, isHeldByUs: boolean): boolean;
}

export function createBodyRate(caps: Caps, startMs: number, startBytes: number): BodyRate {
  let windowStartMs = startMs + caps.bodyGraceMs;
  let windowBytes = startBytes;
  return {
    isTooSlow(nowMs, bytesSoFar, isHeldByUs) {
      if (isHeldByUs) {
        windowStartMs = nowMs;
        windowBytes = bytesSoFar;
        return false;
      }
      const elapsedMs = nowMs - windowStartMs;
      if (elapsedMs < caps.bodyWindowMs) return false;
      const isSlow = (bytesSoFar - windowBytes) * 1000 < caps.minBodyBytesPerSecond * elapsedMs;
      windowStartMs = nowMs;
      windowBytes = bytesSoFar;
      return isSlow;
    },
  };
}
