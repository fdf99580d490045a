import type { Api, Listen } from '../api/api';
import { followChanges } from '../api/follow';
import { Resource } from '../api/resource.svelte';
import { toStretches, type Span, type Stretch } from './health-strip';

const MINUTE_MS = 60_000;

/** How one service was, read again whenever that changed, and moved on every minute. */
export class HealthWatch {
  nowMs = $state(Date.now());
  readonly #history: Resource<Awaited<ReturnType<Api['services']['history']>>>;
  readonly #listen: Listen;

  constructor({ api, listen }: { api: Api; listen: Listen }, serviceId: string) {
    this.#listen = listen;
    this.#history = new Resource(() => api.services.history({ id: serviceId }));
  }

  /** Undefined until it was read once. */
  stretches(span: Span): Stretch[] | undefined {
    return this.#history.value && toStretches(this.#history.value, this.nowMs, span);
  }

  /** Watches until the returned function is called. */
  readonly follow = (): (() => void) => {
    const load = async () => {
      await this.#history.load();
      this.nowMs = Date.now();
    };
    const end = followChanges(this.#listen, ['services'], load);
    const timer = setInterval(() => (this.nowMs = Date.now()), MINUTE_MS);
    return () => {
      end();
      clearInterval(timer);
    };
  };
}
