/** Lines of the activity page that stand for several entries. */
export const activityMoreEn = {
  probes: (count: number, address: string) => `${count} knocks from ${address} within a minute`,
};
