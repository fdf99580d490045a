import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectionPool } from './connection-pool';
import type { DeadlineWatch } from './deadline-watch';
import type { ForwardObserver, ForwardPlan, ForwardResult } from './forward';

/** What all calls share. */
export interface Transport {
  readonly pool: ConnectionPool;
  readonly watch: DeadlineWatch;
}

/** What one call brings. Exactly one of `resolve` and `reject` is called, once. */
export interface ExchangeParts {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly plan: ForwardPlan;
  readonly observer: ForwardObserver;
  readonly beforeEnd: (result: ForwardResult) => Promise<void>;
  readonly resolve: (result: ForwardResult) => void;
  readonly reject: (error: unknown) => void;
}
