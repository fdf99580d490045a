import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LookupFunction } from 'node:net';
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware';
import type { ServiceRules } from '#shared/contract/operations/service-rules';
import type { Timeouts } from '#shared/contract/operations/services';
import type { Target } from '../services/targets';
import type { EditAnswer } from './answer-edit';
import { ConnectionPool } from './connection-pool';
import { DeadlineWatch } from './deadline-watch';
import { Exchange } from './exchange';

/** All that is needed to pass one call on. */
export interface ForwardPlan {
  /** Scheme, host and port to connect to, and the path that stands before everything there. */
  readonly target: Pick<Target, 'origin' | 'basePath'> & {
    /** Hears at once that the target answers: the end of an answer can be hours away. */
    readonly state?: Pick<Target['state'], 'markUp'>;
  };
  /** What to ask the service for: raw path with query. */
  readonly path: string;
  /** Flat raw name, value pairs for the service, already filtered. */
  readonly headers: readonly string[];
  /** The gateway's own headers for the caller, flat. */
  readonly responseHeaders?: readonly string[];
  readonly timeouts: Timeouts;
  readonly maxBodyBytes: number;
  /** What was read of the body already, or stands in its place when it is whole. */
  readonly body?:
    { readonly start: Buffer; readonly isWhole: boolean; readonly extraBytes?: number } | undefined;
  /** Changes the answer; most go through as they are. */
  readonly editAnswer?: EditAnswer | undefined;
  /** The owner's rules for the headers of the answer. */
  readonly headerRules?: ServiceRules['responseHeaders'] | undefined;
  /** Resolves and judges the name of the target at the moment of connecting. */
  readonly lookup?: LookupFunction | undefined;
}

/** Watches a call go by; may keep chunks but must not change them. */
export interface ForwardObserver {
  onResponseHead(status: number, headers: readonly string[]): void;
  onBody(chunk: Buffer): void;
  onRequestBody(chunk: Buffer): void;
}

export interface ForwardResult {
  /** 499 when the caller left before there was an answer. */
  readonly status: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly firstByteMs: number | null;
  /** True for an answer that was kept from an earlier call: no service did anything. */
  readonly isKept?: boolean;
  /** `upstream_broken`: the caller has the beginning of an answer and was told in it that there is no more. */
  readonly outcome: 'finished' | 'client_gone' | 'upstream_truncated' | 'upstream_broken';
}

export interface Forwarder {
  /**
   * Passes a call on and its answer back. `beforeEnd` is awaited after the service's last byte and before the caller's.
   * Resolves when the caller has everything or is gone; rejects with a LatchkeyError when there was no answer to begin.
   */
  forward(
    req: IncomingMessage,
    res: ServerResponse,
    plan: ForwardPlan,
    observer: ForwardObserver,
    beforeEnd: (result: ForwardResult) => Promise<void>,
  ): Promise<ForwardResult>;
  /** Connections to services that are open, idle ones included. */
  activeSockets(): number;
  close(): Promise<void>;
}

/** Never connected to. An object, because the library would parse a text anew for every call. */
const NOWHERE = { protocol: 'http:', host: 'service.invalid', port: 80 };

/** Carries a call through the library, which hands on nothing but the request itself. */
const EXCHANGE = Symbol('exchange');
type Hosted = IncomingMessage & { [EXCHANGE]?: Exchange };

/**
 * The proxy library hosts the call; how bytes move is ours. Its own way connects without a time limit, passes the
 * caller's key and hop-by-hop headers on, and ends a broken answer as if it were whole.
 */
const installTransport: Plugin = (proxyServer) => {
  proxyServer._getPasses('web').splice(0, Infinity, (req) => {
    (req as Hosted)[EXCHANGE]?.start();
    return true;
  });
};

/** A forwarder with connections of its own. `lookupFor` is used for calls whose plan brings no look-up. */
export function createForwarder(
  options: { readonly lookupFor?: (target: URL) => LookupFunction | undefined } = {},
): Forwarder {
  const { lookupFor } = options;
  const transport = { pool: new ConnectionPool(), watch: new DeadlineWatch(), lookupFor };
  const proxy = createProxyMiddleware({
    target: NOWHERE,
    ws: false,
    ejectPlugins: true,
    plugins: [installTransport],
  });
  return {
    forward: (req, res, plan, observer, beforeEnd) =>
      new Promise((resolve, reject) => {
        const parts = { req, res, plan, observer, beforeEnd, resolve, reject };
        (req as Hosted)[EXCHANGE] = new Exchange(transport, parts);
        proxy(req, res, reject).catch(reject);
      }),
    activeSockets: () => transport.pool.size,
    close() {
      transport.watch.close();
      transport.pool.close();
      return Promise.resolve();
    },
  };
}
