import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { ConnectionPool } from './connection-pool';
import type { DeadlineWatch } from './deadline-watch';
import type { RequestFraming } from './request-body';
import type { ForwardObserver, ForwardPlan, ForwardResult } from './forward';

/** What all calls share. */
export interface Transport {
  readonly pool: ConnectionPool;
  readonly watch: DeadlineWatch;
  /** Asked only when a connection is opened, and only for a plan that brings no look-up. */
  readonly lookupFor: ((target: URL) => LookupFunction | undefined) | undefined;
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

/** Methods that change nothing, so that a second attempt is harmless when the first was never read. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for a request that may be sent a second time. */
export const isRepeatable = (req: IncomingMessage, framing: RequestFraming): boolean =>
  framing === 'none' && REPEATABLE.has(req.method ?? '');
