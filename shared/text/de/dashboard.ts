import type { DashboardTexts } from '../en/dashboard';

/** Every sentence of the dashboard for a tablet on the wall, in German. */
export const dashboardDe: DashboardTexts = {
  title: 'Latchkey',
};
