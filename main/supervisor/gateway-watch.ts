import { createClient } from '#shared/contract/client';
import type { Transport } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import { operations } from '#shared/contract/operations/registry';
import type { LiveStatus, Status } from '#shared/contract/operations/system';

/** What tray and shell show of a running gateway. */
export interface GatewayView extends Pick<
  Status,
  'state' | 'liveCalls' | 'waiting' | 'publicUrls'
> {
  readonly pausedUntil: string | null;
  readonly served: LiveStatus;
}

interface WatchDeps {
  readonly send: Transport;
  readonly onChange: () => void;
  /** The owner's choice: a code or `auto`. */
  readonly onLanguage: (language: string) => void;
}

const NOBODY: LiveStatus = { calls: [], total: 0, waiting: [] };
const LOOK_EVERY_MS = 2_000;

/** Follows the gateway's own account of itself. `view` is undefined while there is none. */
export class GatewayWatch {
  readonly #api;
  readonly #deps: WatchDeps;
  #view: GatewayView | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
    this.#api = createClient(operations, deps.send);
  }

  get view(): GatewayView | undefined {
    return this.#view;
  }

  /** Reads the state anew; a gateway that went away meanwhile leaves no view. */
  async refresh(): Promise<void> {
    const wishes = await this.#api.settings.get({}).catch(() => undefined);
    if (wishes) this.#deps.onLanguage(wishes.settings.language);
    // Last, and shown at once: a call that begins while something else is asked would be forgotten until it ends.
    const status = await this.#api.status.get({}).catch(() => undefined);
    const pausedUntil = wishes?.settings.pausedUntil ?? null;
    const served = this.#view?.served ?? NOBODY;
    this.#show(status && { ...status, pausedUntil, served });
    this.#followCalls();
  }

  hear(event: EventMessage): void {
    if (event.name === 'live' && this.#view) {
      this.#show({ ...this.#view, ...event.payload });
      this.#followCalls();
    }
    const isOurs =
      event.name === 'changed' && /^(status|network|settings)$/.test(event.payload.group);
    if (isOurs) void this.refresh();
  }

  /** Forgets the gateway that ended. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#show(undefined);
  }

  /** Turns every call away until a moment, or with null until `resume`. */
  pause(until: Date | null): Promise<unknown> {
    const pausedUntil = until?.toISOString() ?? null;
    return this.#api.settings.update({ paused: true, pausedUntil });
  }

  resume(): Promise<unknown> {
    return this.#api.settings.update({ paused: false });
  }

  #show(view: GatewayView | undefined): void {
    this.#view = view;
    this.#deps.onChange();
  }

  /** Who is served is asked for while somebody is; a gateway with nothing to do is left alone. */
  #followCalls(): void {
    if (this.#timer) return;
    const isInUse = this.#view && this.#view.liveCalls + (this.#view.waiting ?? 0) > 0;
    if (isInUse) void this.#lookAtCalls();
    else if (this.#view && this.#view.served !== NOBODY) {
      this.#show({ ...this.#view, served: NOBODY });
    }
  }

  async #lookAtCalls(): Promise<void> {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#followCalls();
    }, LOOK_EVERY_MS);
    const served = await this.#api.status.live({}).catch(() => undefined);
    if (served && this.#view) this.#show({ ...this.#view, served });
  }
}
