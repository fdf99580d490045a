import type { activityMoreEn } from '../en/activity-more';

/** Lines of the activity that stand for several entries, in German. */
export const activityMoreDe: typeof activityMoreEn = {
  visits: (count: number, address: string) =>
    `Seite für neue Geräte, ${count === 1 ? 'geöffnet' : `${count}-mal`} von ${address}`,
  visited: 'Die Seite wurde gezeigt',
  visitedHelp:
    'Ein Gerät hat die Seite angesehen, mit der es verbunden wird. Kein Dienst wurde gefragt.',
  eachVisit: 'Jeden Besuch zeigen',
  probes: (count: number, address: string) => `${count} Versuche von ${address} in einer Minute`,
};
