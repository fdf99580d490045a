/** Every cap and timer of the public edge; times in milliseconds. */
export interface EdgeCaps {
  /** A request head must be complete by then. */
  readonly headersTimeoutMs: number;
  readonly checkIntervalMs: number;
  readonly keepAliveMs: number;
  readonly maxConnections: number;
  readonly maxPerAddress: number;
  readonly maxPerLoopback: number;
  /** A body must arrive at this rate on average, or the upload ends in 408. */
  readonly minBodyBytesPerSecond: number;
  readonly bodyGraceMs: number;
  readonly bodyWindowMs: number;
  /** How much of a refused upload is read and thrown away, so that the sender gets to see the refusal. */
  readonly drainBytes: number;
  readonly drainMs: number;
}

export const defaultEdgeCaps: EdgeCaps = {
  headersTimeoutMs: 10_000,
  checkIntervalMs: 1_000,
  // Phone apps keep connections for a minute; closing sooner makes their next request fail now and then.
  keepAliveMs: 65_000,
  maxConnections: 2_000,
  maxPerAddress: 64,
  maxPerLoopback: 512,
  minBodyBytesPerSecond: 500,
  bodyGraceMs: 15_000,
  bodyWindowMs: 15_000,
  drainBytes: 64 * 1024 * 1024,
  drainMs: 5_000,
};
