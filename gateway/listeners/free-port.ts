import { createServer } from 'node:net';
import { listen } from './listen';

const TRIES = 50;

/** The next port above `taken` that could be bound on `address` a moment ago; undefined when there is none near. */
export async function nextFreePort(address: string, taken: number): Promise<number | undefined> {
  const last = Math.min(taken + TRIES, 65_535);
  for (let port = taken + 1; port <= last; port += 1) {
    const server = createServer();
    const { state } = await listen(server, address, port);
    if (state !== 'listening') continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  return undefined;
}
