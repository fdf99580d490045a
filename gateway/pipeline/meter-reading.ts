/** What the meter says of a call so far. */
export interface MeterReading {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From asking the service to its first byte. */
  readonly firstByteMs: number | null;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly model: string | null;
  readonly costNano: bigint;
  /** `estimated` and `clamped`, and limits in shadow mode as `shadow:CODE`. */
  readonly flags: readonly string[];
}

/** A call of which nothing went by. */
export const noReading: MeterReading = {
  bytesIn: 0,
  bytesOut: 0,
  firstByteMs: null,
  tokensIn: null,
  tokensOut: null,
  model: null,
  costNano: 0n,
  flags: [],
};
