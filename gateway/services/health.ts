/** What the last calls to a service showed; not known at each start, since what was known is stale by then. */
export type Health = 'unknown' | 'up' | 'down';
