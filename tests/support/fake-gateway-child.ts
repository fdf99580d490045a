import type { FromGateway, ToGateway } from '#shared/contract/gateway-link';
import type { GatewayChild } from '../../main/supervisor/supervisor';

/** A gateway process of the imagination: says what a test makes it say, and remembers what it was told. */
export class FakeGatewayChild implements GatewayChild {
  readonly told: ToGateway[] = [];
  wasKilled = false;
  isPortClosed = false;
  /** Answers pings while true. */
  isAlive = true;
  #listener: (message: { data: unknown }) => void = () => {};
  #exited: (cause: string) => void = () => {};

  readonly port = {
    postMessage: (message: ToGateway) => {
      this.told.push(structuredClone(message));
      if (message.type === 'ping' && this.isAlive) this.say({ type: 'pong', id: message.id });
    },
    on: (_event: 'message', listener: (message: { data: unknown }) => void) =>
      (this.#listener = listener),
    start: () => {},
    close: () => void (this.isPortClosed = true),
  };

  onExit(listener: (cause: string) => void): void {
    this.#exited = listener;
  }

  kill(): void {
    this.wasKilled = true;
    this.exit('It ended with exit code 9.');
  }

  say(message: FromGateway): void {
    this.sayAnything(message);
  }

  sayAnything(message: unknown): void {
    this.#listener({ data: message });
  }

  becomeReady(): void {
    this.say({ type: 'ready', publicUrls: [], adminUrl: null });
  }

  exit(cause = 'It ended with exit code 134.'): void {
    this.#exited(cause);
  }

  lastCallId(): number {
    const call = this.told.findLast((message) => message.type === 'call');
    if (call?.type !== 'call') throw new Error('it was not called');
    return call.id;
  }
}
