import type { Reply } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import type { Channel } from './api';

/** What the preload script offers to the page of the desktop app. */
export interface Bridge {
  call(name: string, input: unknown): Promise<Reply>;
  listen(listener: (event: EventMessage) => void): () => void;
}

declare global {
  interface Window {
    readonly latchkey?: Bridge;
  }
}

/** A channel through the desktop app; a bridge that breaks is answered as a gateway that is down. */
export function createIpcChannel(bridge: Bridge): Channel {
  return {
    async send(name, input) {
      try {
        return await bridge.call(name, input ?? {});
      } catch {
        // The main process went away in the middle of a call: there is nothing more to learn from the error.
        return { ok: false, error: { code: 'GATEWAY_DOWN', message: 'The app did not answer.' } };
      }
    },
    listen: (listener) => bridge.listen(listener),
  };
}
