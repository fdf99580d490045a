import { createContext } from 'svelte';
import type { Status } from '#shared/contract/operations/system';
import { followChanges } from '../api/follow';
import type { Latchkey } from '../api/api';
import { Resource } from '../api/resource.svelte';

/** How the gateway is, for every page: read at the start, kept fresh by events. */
export class StatusState {
  readonly status: Resource<Status>;
  /** Why the gateway does not run, in one sentence; only the desktop app knows. */
  readonly gatewayProblem: Resource<string | null>;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    this.#latchkey = latchkey;
    const { shell } = latchkey.capabilities;
    this.gatewayProblem = new Resource(
      async () => (await shell?.shell.get({}))?.gatewayProblem ?? null,
    );
    this.status = new Resource(() => latchkey.api.status.get({}));
  }

  /** What the sidebar shows; a gateway that does not answer counts as stopped. */
  get state(): Status['state'] | 'unknown' {
    if (this.status.errorCode !== undefined) return 'stopped';
    return this.status.value?.state ?? 'unknown';
  }

  readonly #loadShell = (): Promise<unknown> =>
    Promise.all([this.status.load(), this.gatewayProblem.load()]);

  follow(): () => void {
    const groups = ['status', 'network', 'services', 'keys', 'settings'] as const;
    void this.gatewayProblem.load();
    return followChanges(this.#latchkey.listen, groups, this.status.load, (event) => {
      if (event.name === 'shell') void this.#loadShell();
      const known = this.status.value;
      if (event.name === 'live' && known) this.status.put({ ...known, ...event.payload });
    });
  }
}

export const [useStatus, provideStatus] = createContext<StatusState>();
