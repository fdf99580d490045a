import type { EventHub } from './events';
import type { NearBudget } from './limits/budget-watch';
import type { ConfigStore } from './storage/config-store';

/** Tells windows and tray of an allowance that nears its end, by the name of whose it is. */
export const createTellBudget =
  ({ config }: { config: Pick<ConfigStore, 'current'> }, events: EventHub) =>
  (near: NearBudget): void => {
    const { keys, people, services } = config.current;
    const owners = { key: keys, person: people, service: services }[near.of];
    const name = owners.find(({ id }) => id === near.id)?.name;
    // Whoever was removed while a call was under way has no allowance any more.
    if (name !== undefined) events.emit('budget', { ...near, name });
  };
