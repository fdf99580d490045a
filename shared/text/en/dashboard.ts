/** Every sentence of the dashboard for a tablet on the wall, in English. */
export const dashboardEn = {
  title: 'Latchkey',
};

export type DashboardTexts = typeof dashboardEn;
