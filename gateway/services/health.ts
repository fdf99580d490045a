/** What the last call to a service showed. */
export type Health = 'unknown' | 'up' | 'down';

/** The state of each service as real calls found it; kept in memory only, since it is stale after a restart. */
export interface HealthBoard {
  of(serviceId: string): Health;
  set(serviceId: string, health: Health): void;
  forget(serviceId: string): void;
}

/** Tells `onChange` only of a state that differs from the one before. */
export function createHealthBoard(onChange: (serviceId: string) => void = () => {}): HealthBoard {
  const board = new Map<string, Health>();
  return {
    of: (serviceId) => board.get(serviceId) ?? 'unknown',
    set(serviceId, health) {
      if (board.get(serviceId) === health) return;
      board.set(serviceId, health);
      onChange(serviceId);
    },
    forget: (serviceId) => void board.delete(serviceId),
  };
}
