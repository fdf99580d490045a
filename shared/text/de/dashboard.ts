import type { DashboardTexts } from '../en/dashboard';

/** Every sentence of the dashboard for a tablet on the wall, in German. */
export const dashboardDe: DashboardTexts = {
  title: 'Latchkey',
  running: 'Läuft',
  paused: 'Angehalten',
  asOf: (time) => `Stand ${time}`,
  now: 'Gerade jetzt',
  waiting: (count) => `${count} ${count === 1 ? 'wartet' : 'warten'}`,
  calls: 'Anfragen',
  day: 'letzte 24 Stunden',
  refused: 'Abgewiesen',
  cost: 'Kosten',
  services: 'Dienste',
  servicesNone: 'Noch kein Dienst eingerichtet.',
  health: {
    up: 'Antwortet',
    down: 'Antwortet nicht',
    unknown: 'Noch nicht geprüft',
    paused: 'Angehalten',
  },
  devices: 'Wer, in den letzten 24 Stunden',
  devicesNone: 'Noch niemand hat angefragt.',
  callCount: (count, text) => `${text} ${count === 1 ? 'Anfrage' : 'Anfragen'}`,
  allowances: 'Mehr als zur Hälfte verbraucht',
  used: (percent) => `${percent} verbraucht`,
  lookOnly: 'Diese Seite erneuert sich jede halbe Minute. Man kann sie ansehen, sonst nichts.',
};
