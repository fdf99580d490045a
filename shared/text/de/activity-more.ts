import type { activityMoreEn } from '../en/activity-more';

/** Lines of the activity that stand for several entries, in German. */
export const activityMoreDe: typeof activityMoreEn = {
  probes: (count: number, address: string) => `${count} Versuche von ${address} in einer Minute`,
};
