import type { CycleSum, Ledger } from '../ledger/ledger';

/** Billed calls of one service by key, since the beginning. Cheap enough to be asked by callers. */
interface ServiceCounts {
  of(serviceId: string): Promise<ReadonlyMap<string, number>>;
}

/** Counts by the sums of the billing cycles; those that are closed never change, and are asked for once. */
export function createServiceCounts(ledger: Pick<Ledger, 'cycles' | 'cycleSums'>): ServiceCounts {
  const closed = new Map<number, CycleSum[]>();
  const sumsOf = async (id: number, isClosed: boolean): Promise<CycleSum[]> => {
    const known = closed.get(id);
    if (known) return known;
    const sums = await ledger.cycleSums(id);
    if (isClosed) closed.set(id, sums);
    return sums;
  };
  return {
    async of(serviceId) {
      const counts = new Map<string, number>();
      for (const { id, closedAtMs } of await ledger.cycles()) {
        for (const sum of await sumsOf(id, closedAtMs !== null)) {
          if (sum.serviceId !== serviceId) continue;
          counts.set(sum.keyId, (counts.get(sum.keyId) ?? 0) + sum.billed);
        }
      }
      return counts;
    },
  };
}
