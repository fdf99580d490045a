import type { ErrorCode } from '#shared/contract/errors';

/** What a call turned out to have used. */
export interface Used {
  /** Only calls that are billed count against an allowance. */
  readonly billed: boolean;
  /** AI tokens, in and out. */
  readonly tokens: number;
  readonly costNano: bigint;
}

/** The place of one call in every limit that holds for it. */
export interface Reservation {
  /** The figures of the limit that is nearest to its end, as headers for the caller. */
  readonly limitHeaders: Readonly<Record<string, string>>;
  /** Limits in shadow mode that would have refused the call. */
  readonly shadowed: readonly ErrorCode[];
  /** Puts what was used in the place of what was held back. Only the first of `settle` and `release` counts. */
  settle(used: Used): void;
  /** Gives back what was held back. */
  release(): void;
  /** Gives the places in the buckets back too: the call never reached its service. Of a call that was billed it does nothing. */
  giveBack(): void;
}
