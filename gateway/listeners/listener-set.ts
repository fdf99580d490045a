import { LatchkeyError } from '#shared/contract/errors';
import { realAfter, type After, type Server } from './address-listener';
import { viewInterface, type NetworkInterface } from './interface-view';
import type { FoundInterface } from './interfaces';
import { parseListenSpec, type ListenSpec } from './listen-spec';
import { createListenerTable, type ListenerTable } from './listener-table';
import { createLookLoop } from './look-loop';
import { probeListener, type ProbeAnswer } from './probe-listener';
import type { CertificateAnswer } from './network-control';
import { readInterfaces as readSystemInterfaces } from './read-interfaces';
import {
  noSecureListeners,
  type OpenSecureListeners,
  type SecureListeners,
} from './secure-listeners';
import { createWantedInterfaces, type WantedInterface } from './wanted-interfaces';

export interface ListenerSetOptions {
  /** Is called once per address; the servers share their handlers. */
  readonly createServer: () => Server;
  /** 0 asks the system for a free port; all addresses then use the one that loopback got. */
  readonly publicPort: number;
  /** Ids of the interfaces the owner switched on, read anew at every look. */
  readonly enabledInterfaces: () => readonly string[];
  /** What `--listen` asks for besides. */
  readonly listen?: ListenSpec | undefined;
  readonly readInterfaces?: (() => readonly FoundInterface[]) | undefined;
  readonly pollMs?: number | undefined;
  /** Start although loopback's port is taken, and keep trying it; false unless said so. */
  readonly startsWithoutLoopback?: boolean | undefined;
  readonly after?: After | undefined;
  /** HTTPS on the same addresses; none when undefined. */
  readonly secure?: OpenSecureListeners | undefined;
}

/** Every public listener of this gateway: loopback always, any other address only while it is switched on. */
export interface ListenerSet {
  /** Opens loopback, then whatever is switched on. Throws PORT_TAKEN when loopback's port is in use, unless it may start without; nothing is open then. */
  start(): Promise<void>;
  /** Stops accepting at once, cuts what is still open after `graceMs`; nothing listens afterwards. */
  stop(graceMs?: number): Promise<void>;
  /** Looks at the addresses and the switches now; resolves when every listener was tried or closed. */
  refresh(): Promise<void>;
  /** Undoes an earlier `disable` of what `--listen` asked for, then refreshes. */
  enable(id: string): Promise<void>;
  /** Also closes what `--listen` asked for, until the next start; open connections are cut. */
  disable(id: string): Promise<void>;
  probe(id: string): Promise<ProbeAnswer>;
  snapshot(): NetworkInterface[];
  certificate(): CertificateAnswer;
  /** Resolves when the new certificate is shown, or with what kept it from being made. */
  renewCertificate(newAuthority: boolean): Promise<CertificateAnswer>;
  /** Where the gateway listens right now, loopback first. */
  urls(): string[];
  /** Addresses this computer has, listening or not. */
  ownAddresses(): readonly string[];
  /** Tells of every difference in `snapshot`. Returns the way to stop listening. */
  onChange(listener: (interfaces: NetworkInterface[]) => void): () => void;
}

const POLL_MS = 2000;

const isToOpen = (one: WantedInterface): boolean => one.isPresent && one.isEnabled;

/** Calls the listeners when `read` gives something new. */
function createChangeSignal<T>(read: () => T) {
  const listeners = new Set<(value: T) => void>();
  let last = '';
  return {
    add(listener: (value: T) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    check() {
      const value = read();
      const text = JSON.stringify(value);
      if (text === last) return;
      last = text;
      for (const listener of listeners) listener(value);
    },
  };
}

const addressesOf = (entries: readonly WantedInterface[]): string[] =>
  entries.flatMap((one) => (one.isPresent ? [one.found.address] : []));

function viewAll(
  entries: readonly WantedInterface[],
  table: ListenerTable,
  secure: SecureListeners,
): NetworkInterface[] {
  return entries.map((entry) => {
    const { address } = entry.found;
    const results = { result: table.resultOf(address), secure: secure.resultOf(address) };
    return viewInterface({ ...entry, ...results }, table.port);
  });
}

const createRenewal =
  (secure: SecureListeners, look: () => Promise<void>) =>
  async (newAuthority: boolean): Promise<CertificateAnswer> => {
    secure.renew(newAuthority);
    await look();
    return secure.certificate();
  };

/** The listeners of one gateway; nothing is open before `start`. */
export function createListenerSet(options: ListenerSetOptions): ListenerSet {
  const after = options.after ?? realAfter;
  const spec = options.listen ?? parseListenSpec(undefined);
  const wanted = createWantedInterfaces({ enabled: options.enabledInterfaces, spec });
  let entries: WantedInterface[] = [];

  const snapshot = () => viewAll(entries, table, secure);
  const changes = createChangeSignal(snapshot);
  const table = createListenerTable({ ...options, after, onChange: changes.check });
  const secure = (options.secure ?? noSecureListeners)(after, changes.check);
  const look = () => {
    try {
      entries = wanted.decide((options.readInterfaces ?? readSystemInterfaces)());
    } catch {
      // The system does not tell right now (no memory, no handles): what was known stays, the next look asks again.
    }
  };
  const loop = createLookLoop({ after, pollMs: options.pollMs ?? POLL_MS }, async () => {
    look();
    const open = addressesOf(entries.filter(isToOpen));
    await table.keepOpen(open);
    await secure.keepOpen(open, addressesOf(entries));
    changes.check();
  });
  return {
    async start() {
      await table.openLoopback().catch((error: unknown) => {
        // The look that follows tries it again, and shows what is in the way.
        if (!options.startsWithoutLoopback) throw error;
      });
      await loop.start();
    },
    stop: (graceMs = 0) =>
      loop.stop(async () => {
        await Promise.all([table.closeAll(graceMs), secure.closeAll(graceMs)]);
      }),
    refresh: loop.look,
    enable(id) {
      wanted.switchOn(id);
      return loop.look();
    },
    disable(id) {
      wanted.switchOff(id);
      return loop.look();
    },
    async probe(id) {
      const found = snapshot().find((one) => one.id === id);
      if (!found) throw new LatchkeyError('INTERFACE_UNKNOWN');
      return probeListener(found);
    },
    snapshot,
    urls: () => snapshot().flatMap(({ url }) => (url === null ? [] : [url])),
    ownAddresses: () => addressesOf(entries),
    certificate: secure.certificate,
    renewCertificate: createRenewal(secure, loop.look),
    onChange: changes.add,
  };
}
