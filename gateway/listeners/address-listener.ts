import type { Server as NetServer, Socket } from 'node:net';
import type * as z from 'zod';
import type { ListenerState as ListenerStateSchema } from '#shared/contract/operations/network';
import { listen, type ListenResult } from './listen';

export type ListenerState = z.infer<typeof ListenerStateSchema>;

/** What can be put behind an address: plain HTTP or TLS. */
export type Server = NetServer & { closeIdleConnections(): void };

/** Runs `run` once after `ms` unless the returned function is called before. */
export type After = (ms: number, run: () => void) => () => void;

/** Timers that do not keep the process alive. */
export const realAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};

interface AddressListenerOptions {
  readonly address: string;
  readonly port: () => number;
  readonly createServer: () => Server;
  readonly after: After;
  readonly onChange: () => void;
}

/** One address held open: a taken port or an address that is not ready yet is tried again until `close`. */
export interface AddressListener {
  readonly address: string;
  /** Undefined until the first attempt has ended. */
  readonly result: ListenResult | undefined;
  /** Resolves after the first attempt, whatever came of it. */
  open(): Promise<ListenResult>;
  /** Stops accepting at once, cuts what is still open after `graceMs`, and resolves when all is closed. */
  close(graceMs: number): Promise<void>;
}

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;
const IDLE_SWEEP_MS = 50;

/** 1, 2, 4 ... 30 s. */
export const retryDelayMs = (failures: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1), LAST_RETRY_MS);

/** Every connection, upgraded ones too: the server itself forgets those. */
function trackSockets(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

async function shut(server: Server, cutAll: () => void, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // A kept-alive connection that ends its last call now would otherwise wait for its next one.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const cut = setTimeout(cutAll, graceMs);
  if (graceMs <= 0) cutAll();
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/** A listener for one address; nothing is open before `open`. */
export function createAddressListener(options: AddressListenerOptions): AddressListener {
  let result: ListenResult | undefined;
  let failures = 0;
  let isClosed = false;
  let stopRetry = () => {};
  let current: { server: Server; cutAll: () => void } | undefined;
  let attempt: Promise<ListenResult> | undefined;

  const tryAgain = () => {
    failures += 1;
    stopRetry = options.after(retryDelayMs(failures), () => {
      attempt = tryOnce();
    });
  };
  const lose = (server: Server, reason: string) => {
    if (isClosed || current?.server !== server) return;
    current.cutAll();
    server.close();
    current = undefined;
    result = { state: 'failed', reason };
    tryAgain();
    options.onChange();
  };
  const tryOnce = async (): Promise<ListenResult> => {
    const server = options.createServer();
    const cutAll = trackSockets(server);
    const answer = await listen(server, options.address, options.port());
    result = answer;
    if (answer.state === 'listening') {
      failures = 0;
      current = { server, cutAll };
      server.on('error', (error) => lose(server, error.message));
    } else if (!isClosed) tryAgain();
    options.onChange();
    return answer;
  };
  return {
    address: options.address,
    get result() {
      return result;
    },
    open: () => (attempt = tryOnce()),
    async close(graceMs) {
      isClosed = true;
      stopRetry();
      await attempt;
      stopRetry();
      if (current) await shut(current.server, current.cutAll, graceMs);
      current = undefined;
    },
  };
}
