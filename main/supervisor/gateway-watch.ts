import { createClient } from '#shared/contract/client';
import type { Transport } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import { operations } from '#shared/contract/operations/registry';
import type { Status } from '#shared/contract/operations/system';

/** What tray and shell show of a running gateway. */
export type GatewayView = Pick<Status, 'state' | 'liveCalls' | 'publicUrls'>;

/** Follows the gateway's own account of itself. `view` is undefined while there is none. */
export class GatewayWatch {
  readonly #api;
  readonly #onChange: () => void;
  #view: GatewayView | undefined;

  constructor(send: Transport, onChange: () => void) {
    this.#api = createClient(operations, send);
    this.#onChange = onChange;
  }

  get view(): GatewayView | undefined {
    return this.#view;
  }

  /** Reads the state anew; a gateway that went away meanwhile leaves no view. */
  async refresh(): Promise<void> {
    this.#view = await this.#api.status.get({}).catch(() => undefined);
    this.#onChange();
  }

  hear(event: EventMessage): void {
    if (event.name === 'live' && this.#view) {
      this.#view = { ...this.#view, ...event.payload };
      this.#onChange();
    }
    const isOurs =
      event.name === 'changed' && /^(status|network|settings)$/.test(event.payload.group);
    if (isOurs) void this.refresh();
  }

  /** Forgets the gateway that ended. */
  clear(): void {
    this.#view = undefined;
    this.#onChange();
  }

  setPaused(paused: boolean): Promise<unknown> {
    return this.#api.settings.update({ paused });
  }
}
