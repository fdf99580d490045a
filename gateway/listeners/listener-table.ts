import { LatchkeyError } from '#shared/contract/errors';
import {
  createAddressListener,
  type AddressListener,
  type After,
  type Server,
} from './address-listener';
import { nextFreePort } from './free-port';
import type { ListenResult } from './listen';

interface ListenerTableOptions {
  readonly createServer: () => Server;
  readonly publicPort: number;
  readonly after: After;
  readonly onChange: () => void;
}

/** The listeners by address, all on one port. */
export interface ListenerTable {
  /** The port in use; what was asked for until loopback is open. */
  readonly port: number;
  resultOf(address: string): ListenResult | undefined;
  /** Throws PORT_TAKEN, with the program that has it and the next free port; nothing is open then. */
  openLoopback(): Promise<void>;
  /** Closes all others, cutting their connections, and tries each new one once. */
  keepOpen(addresses: readonly string[]): Promise<void>;
  closeAll(graceMs: number): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

async function portTaken(port: number, owner: string | undefined): Promise<LatchkeyError> {
  const nextFree = await nextFreePort(LOOPBACK, port);
  const by = owner ? `"${owner}"` : 'another program';
  const free =
    nextFree === undefined ? '' : ` Port ${nextFree} is free: start with --port ${nextFree}.`;
  return new LatchkeyError('PORT_TAKEN', {
    message: `Port ${port} is in use by ${by}.${free}`,
    details: { port, owner: owner ?? null, nextFree: nextFree ?? null },
  });
}

/** A table with nothing open. */
export function createListenerTable(options: ListenerTableOptions): ListenerTable {
  const { createServer, after, onChange } = options;
  const listeners = new Map<string, AddressListener>();
  let port = options.publicPort;

  const create = (address: string) =>
    createAddressListener({ address, port: () => port, createServer, after, onChange });
  return {
    get port() {
      return port;
    },
    resultOf: (address) => listeners.get(address)?.result,
    async openLoopback() {
      const loopback = create(LOOPBACK);
      const result = await loopback.open();
      if (result.state === 'listening') {
        port = result.port;
        listeners.set(LOOPBACK, loopback);
        return;
      }
      await loopback.close(0);
      if (result.state === 'port_taken') throw await portTaken(port, result.owner);
      throw new Error(`cannot listen on ${LOOPBACK}`, { cause: result });
    },
    async keepOpen(addresses) {
      const gone = [...listeners.values()].filter(({ address }) => !addresses.includes(address));
      for (const { address } of gone) listeners.delete(address);
      await Promise.all(gone.map((listener) => listener.close(0)));
      const added = [...new Set(addresses)].filter((address) => !listeners.has(address));
      const opened = added.map(create);
      for (const listener of opened) listeners.set(listener.address, listener);
      // The first one may be given any free port, and then all have that one.
      if (port === 0 && opened[0]) {
        const first = await opened.shift()?.open();
        if (first?.state === 'listening') port = first.port;
      }
      await Promise.all(opened.map((listener) => listener.open()));
    },
    async closeAll(graceMs) {
      const all = [...listeners.values()];
      await Promise.all(all.map((listener) => listener.close(graceMs)));
      listeners.clear();
    },
  };
}
