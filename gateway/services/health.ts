/** What the last calls to a service showed; kept in memory only, since it is stale after a restart. */
export type Health = 'unknown' | 'up' | 'down';
