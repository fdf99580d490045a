import { hostname } from 'node:os';
import { Bonjour } from 'bonjour-service';
import ip from 'ipaddr.js';
import type { NetworkInterface } from './interface-view';

/**
 * Threat: an announcement tells everybody in the network that there is something to try keys at, and the library would
 * tell every address of this computer. So only home networks that are switched on hear of it, only of their own
 * address, and only when the owner wants it and a key exists.
 */
interface Discovery {
  /** Announces on what is open in this list, and withdraws from all else. */
  follow(interfaces: readonly NetworkInterface[]): void;
  close(): void;
}

interface DiscoveryOptions {
  readonly isWanted: () => boolean;
  readonly report: (message: string, error: unknown) => void;
  readonly hostname?: string | undefined;
}

interface Announced {
  readonly text: string;
  withdraw(): void;
}

interface Record {
  readonly type: string;
  readonly data?: unknown;
}

/** What the library does not let be set from outside. */
interface Inside {
  server: {
    register(records: readonly Record[]): void;
    mdns: {
      respond(records: readonly Record[], done?: () => void): void;
      on(event: 'error', listener: (error: unknown) => void): void;
    };
  };
}

/** The library lists the addresses of all interfaces; a network hears of its own one only. */
function tellOnly(bonjour: Bonjour, address: string, report: (error: unknown) => void): void {
  const { server } = bonjour as unknown as Inside;
  const isOurs = ({ type, data }: Record) => (type !== 'A' && type !== 'AAAA') || data === address;
  const register = server.register.bind(server);
  const respond = server.mdns.respond.bind(server.mdns);
  server.register = (records) => register(records.filter(isOurs));
  // An answer to a query is not a list of records and is made of registered ones.
  server.mdns.respond = (records, done) =>
    respond(Array.isArray(records) ? records.filter(isOurs) : records, done);
  // Nobody listens otherwise, and then a taken port would end the process.
  server.mdns.on('error', report);
}

function announce(
  one: NetworkInterface,
  label: string,
  report: (error: unknown) => void,
): Announced | undefined {
  const port = Number(new URL(one.url ?? '').port);
  const txt: { [key: string]: string } = { v: '1' };
  if (one.httpsUrl !== null) txt['https'] = new URL(one.httpsUrl).port;
  // Bound to the address itself, Linux would not hand it any multicast.
  const place = { interface: one.address, bind: '0.0.0.0' } as object;
  try {
    const bonjour = new Bonjour(place, report);
    tellOnly(bonjour, one.address, report);
    const common = { port, txt, host: `${label}.local`, probe: false, disableIPv6: true };
    bonjour.publish({ ...common, name: `Latchkey on ${label}`, type: 'latchkey' });
    bonjour.publish({ ...common, name: `Latchkey on ${label}`, type: 'http' });
    const withdraw = () => bonjour.unpublishAll(() => bonjour.destroy());
    return { text: JSON.stringify([one.url, one.httpsUrl]), withdraw };
  } catch (error) {
    report(error);
    return undefined;
  }
}

const isHome = ({ kind, url, address }: NetworkInterface): boolean =>
  kind === 'lan' && url !== null && ip.IPv4.isValid(address);

/** Announces nothing before `follow`. */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  const [label = 'latchkey'] = (options.hostname ?? hostname()).toLowerCase().split('.');
  const announced = new Map<string, Announced>();
  const report = (error: unknown) =>
    options.report('the network is not told of the gateway', error);
  const withdraw = (address: string) => {
    announced.get(address)?.withdraw();
    announced.delete(address);
  };
  const follow = (interfaces: readonly NetworkInterface[]) => {
    const open = options.isWanted() ? interfaces.filter(isHome) : [];
    const texts = new Map(
      open.map((one) => [one.address, JSON.stringify([one.url, one.httpsUrl])]),
    );
    for (const [address, { text }] of [...announced]) {
      if (texts.get(address) !== text) withdraw(address);
    }
    for (const one of open) {
      if (announced.has(one.address)) continue;
      const made = announce(one, label, report);
      if (made) announced.set(one.address, made);
    }
  };
  return { follow, close: () => [...announced.keys()].forEach(withdraw) };
}
