import type { Reply } from '#shared/contract/define';
import { errorCatalogue, type ErrorCode } from '#shared/contract/errors';
import type { FromGateway, ToGateway } from '#shared/contract/gateway-link';
import { toLinkMessage } from './link-message';

/** The part of a MessagePort that is used: Electron's, or a test's. */
export interface LinkPort {
  postMessage(message: ToGateway): void;
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown;
  start(): void;
  close(): void;
}

/** What the link tells its owner; replies and pongs stay inside. */
export type Announcement = Exclude<FromGateway, { type: 'reply' } | { type: 'pong' }>;

/** An answer that says no, as data. */
export const refusal = (code: ErrorCode): Reply => ({
  ok: false,
  error: { code, message: errorCatalogue[code].message },
});

/** One conversation with one gateway process. Every call is answered: by the gateway, or by GATEWAY_DOWN when it ends. */
export class GatewayLink {
  readonly #port: LinkPort;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;
  #isClosed = false;
  #unansweredPings = 0;

  constructor(port: LinkPort, onAnnouncement: (message: Announcement) => void) {
    this.#port = port;
    port.on('message', ({ data }) => {
      const message = toLinkMessage(data);
      if (!message || this.#isClosed) return;
      if (message.type === 'reply') this.#settle(message.id, message.reply);
      else if (message.type === 'pong') this.#unansweredPings = 0;
      else onAnnouncement(message);
    });
    port.start();
  }

  /** Pings sent since the gateway last answered one. Counted, not timed: a computer that slept has sent none. */
  get unansweredPings(): number {
    return this.#unansweredPings;
  }

  send(message: Extract<ToGateway, { type: 'start' | 'stop' }>): void {
    if (!this.#isClosed) this.#port.postMessage(message);
  }

  ping(): void {
    if (this.#isClosed) return;
    this.#unansweredPings += 1;
    this.#port.postMessage({ type: 'ping', id: ++this.#lastId });
  }

  call(name: string, input: unknown): Promise<Reply> {
    if (this.#isClosed) return Promise.resolve(refusal('GATEWAY_DOWN'));
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      try {
        this.#port.postMessage({ type: 'call', id, name, input });
      } catch {
        // Only what cannot be cloned gets here, and no operation takes such a thing.
        this.#settle(id, refusal('INPUT_INVALID'));
      }
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#port.close();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, refusal('GATEWAY_DOWN'));
  }

  #settle(id: number, reply: Reply): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(reply);
  }
}
