import type { Server } from 'node:http';
import { LatchkeyError } from '#shared/contract/errors';
import { nextFreePort } from '../listeners/free-port';
import { listen } from '../listeners/listen';

/** The admin server on its one address. */
export interface AdminListener {
  /** Throws PORT_TAKEN with the program that has the port and the next free one. */
  listen(): Promise<void>;
  /** Where the panel is; null before `listen` and after `close`. */
  url(): string | null;
  port(): number | undefined;
  close(): Promise<void>;
}

async function portTaken(address: string, port: number, owner: string | undefined) {
  const free = await nextFreePort(address, port);
  const who = owner ? `"${owner}"` : 'another program';
  const instead =
    free === undefined ? '' : ` Port ${free} is free: start with --admin-port ${free}.`;
  return new LatchkeyError('PORT_TAKEN', {
    message: `Port ${port}, for the panel, is in use by ${who}.${instead}`,
    details: { port, owner: owner ?? null, free: free ?? null },
  });
}

/** Binds to exactly one address; the panel is never wider than it was told to be. `takesAnyPort`: another free port will do. */
export function createAdminListener(
  server: Server,
  address: string,
  wantedPort: number,
  takesAnyPort = false,
): AdminListener {
  let port: number | undefined;
  return {
    async listen() {
      let result = await listen(server, address, wantedPort);
      if (result.state === 'port_taken' && takesAnyPort) result = await listen(server, address, 0);
      if (result.state === 'port_taken') throw await portTaken(address, wantedPort, result.owner);
      if (result.state !== 'listening') {
        throw new LatchkeyError('INTERFACE_UNKNOWN', {
          message: `The panel cannot listen on ${address}: this computer has no such address.`,
        });
      }
      port = result.port;
    },
    url() {
      if (port === undefined) return null;
      return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
    },
    port: () => port,
    async close() {
      if (port === undefined) return;
      port = undefined;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
