import { describeAbsent, type FoundInterface } from './interfaces';
import { isSameAddress, type ListenSpec } from './listen-spec';

/** An interface that is there, or that is asked for and is not. */
export interface WantedInterface {
  readonly found: FoundInterface;
  readonly isPresent: boolean;
  readonly isEnabled: boolean;
}

interface WantedOptions {
  /** Ids the owner switched on. */
  readonly enabled: () => readonly string[];
  readonly spec: ListenSpec;
}

const LOOPBACK: FoundInterface = {
  id: 'lo/ipv4',
  name: 'lo',
  kind: 'loopback',
  address: '127.0.0.1',
};

/**
 * Decides which interfaces are to be open. Loopback always is; any other only when the owner or `--listen` said so,
 * and never because something else went away.
 */
export function createWantedInterfaces(options: WantedOptions) {
  const lastSeen = new Map<string, FoundInterface>();
  // The owner's "off" beats --listen until the next start.
  const switchedOff = new Set<string>();

  const isWanted = (found: FoundInterface): boolean => {
    if (found.kind === 'loopback') return true;
    if (options.enabled().includes(found.id)) return true;
    return !switchedOff.has(found.id) && options.spec.matches(found);
  };
  const present = (found: readonly FoundInterface[]): FoundInterface[] =>
    found.some(({ address }) => address === LOOPBACK.address) ? [...found] : [LOOPBACK, ...found];
  const missing = (here: readonly FoundInterface[]): FoundInterface[] => {
    const ids = new Set(here.map(({ id }) => id));
    const known = [...lastSeen.values()].filter((found) => !ids.has(found.id) && isWanted(found));
    const byConfig = options
      .enabled()
      .filter((id) => !ids.has(id) && !lastSeen.has(id))
      .map(describeAbsent);
    const shown = [...here, ...known];
    const bySpec = options.spec.addresses
      .filter((asked) => !shown.some(({ address }) => isSameAddress(asked, address)))
      .map((address) => ({ ...describeAbsent(address), address }));
    return [...known, ...byConfig, ...bySpec];
  };
  return {
    switchOn: (id: string) => void switchedOff.delete(id),
    switchOff: (id: string) => void switchedOff.add(id),
    /** Everything to show, loopback first; `isEnabled` and `isPresent` together mean: open it. */
    decide(found: readonly FoundInterface[]): WantedInterface[] {
      const here = present(found);
      for (const one of here) if (isWanted(one)) lastSeen.set(one.id, one);
      const all = [
        ...here.map((one) => ({ found: one, isPresent: true, isEnabled: isWanted(one) })),
        ...missing(here).map((one) => ({ found: one, isPresent: false, isEnabled: true })),
      ];
      const rank = ({ found: one }: WantedInterface) => (one.kind === 'loopback' ? 0 : 1);
      return all.sort((a, b) => rank(a) - rank(b));
    },
  };
}
