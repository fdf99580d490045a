/** Lines of the activity page that stand for several entries. */
export const activityMoreEn = {
  visits: (count: number, address: string) =>
    `Page for new devices, ${count === 1 ? 'opened' : `${count} times`} from ${address}`,
  visited: 'The page was shown',
  visitedHelp: 'A device looked at the page by which it is connected. No service was called.',
  eachVisit: 'Show every visit',
  probes: (count: number, address: string) => `${count} knocks from ${address} within a minute`,
};
