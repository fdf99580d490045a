import * as z from 'zod';
import type { Dispatch } from '#shared/contract/dispatch';
import { LatchkeyError, toFailure } from '#shared/contract/errors';
import type { FromGateway, ToGateway } from '#shared/contract/gateway-link';
import type { EventHub } from '../events';
import { ipcCaller, type Caller } from './caller';

/**
 * Threat: the other end speaks for the app's window, so a message may hold anything. Only the listed kinds are
 * understood; the rest is dropped without an answer, and no message can end the gateway but `stop`.
 */
export interface LinkPort {
  postMessage(message: FromGateway): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What the link needs of a running gateway. */
interface LinkedGateway {
  readonly addresses: () => {
    readonly publicUrls: readonly string[];
    readonly adminUrl: string | null;
  };
  readonly dispatch: Dispatch<Caller>;
  readonly events: Pick<EventHub, 'listen'>;
  stop(graceMs: number): Promise<void>;
}

type Post = (message: FromGateway) => void;
type StartOptions = Extract<ToGateway, { type: 'start' }>['options'];

interface LinkDeps {
  readonly start: (options: StartOptions, post: Post) => Promise<LinkedGateway>;
  /** It could not start: says so and ends the process. */
  readonly fail: (error: unknown, post: Post) => void;
  /** Everything is on disk and `stopped` was said. */
  readonly stopped: () => void;
}

const Port = z.int().min(0).max(65_535).exactOptional();
const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    options: z.object({
      dataDir: z.string().min(1),
      publicPort: Port,
      adminPort: Port,
      version: z.string(),
      keychain: z.enum(['found', 'absent', 'unavailable']),
      adminSecret: z.string().exactOptional(),
    }),
  }),
  z.object({ type: z.literal('call'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('ping'), id: z.number() }),
  z.object({ type: z.literal('stop'), graceMs: z.number().min(0).max(600_000) }),
]);

/** Serves the whole life of a gateway over one message port: start, operations, pings, push events, stop. */
export function serveLink(port: LinkPort, deps: LinkDeps): void {
  let starting: Promise<LinkedGateway> | undefined;
  let gateway: LinkedGateway | undefined;
  let isStopping = false;
  const post: Post = (message) => port.postMessage(message);

  const start = async (options: StartOptions) => {
    try {
      starting = deps.start(options, post);
      gateway = await starting;
      gateway.events.listen((event) => post({ type: 'event', event }));
      post({ type: 'ready', ...gateway.addresses() });
    } catch (error) {
      deps.fail(error, post);
    }
  };
  const call = async (id: number, name: string, input: unknown) => {
    const down = { ok: false, error: toFailure(new LatchkeyError('GATEWAY_DOWN')) } as const;
    const reply = gateway ? await gateway.dispatch(name, input, ipcCaller) : down;
    post({ type: 'reply', id, reply });
  };
  const stop = async (graceMs: number) => {
    isStopping = true;
    // A gateway that is just starting is stopped as soon as it can be; a failed start has already said so.
    const running = await starting?.catch(() => undefined);
    await running?.stop(graceMs);
    post({ type: 'stopped' });
    deps.stopped();
  };
  port.onMessage((raw) => {
    const message = Message.safeParse(raw).data;
    if (message?.type === 'start' && !starting) void start(message.options);
    if (message?.type === 'ping') post({ type: 'pong', id: message.id });
    if (message?.type === 'call') void call(message.id, message.name, message.input);
    if (message?.type === 'stop' && !isStopping) void stop(message.graceMs);
  });
}
