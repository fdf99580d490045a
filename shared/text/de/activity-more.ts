import type { activityMoreEn } from '../en/activity-more';

/** Zeilen der Aktivität, die für mehrere Einträge stehen. */
export const activityMoreDe: typeof activityMoreEn = {
  probes: (count: number, address: string) => `${count} Versuche von ${address} in einer Minute`,
};
