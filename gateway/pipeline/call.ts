import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoredKey } from '../storage/config-schema';
import type { Dialect } from '../dialects/dialect';
import type { CallTrace } from '../observability/tracing';
import type { GuardedRequest } from '../edge/request-guard';
import type { Route } from '../routes/route-table';
import type { Service } from '../services/service-store';
import type { Turn } from '../limits/fair-queue';
import type { Reservation } from '../limits/reservation';
import type { Asked } from './read-ahead';

/** One request from outside, identified but not yet trusted. */
export interface Call {
  readonly requestId: string;
  /** Wall clock, for records. */
  readonly startedAtMs: number;
  /** Monotonic clock, for durations. */
  readonly startedMs: number;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly guarded: GuardedRequest;
  readonly route: Route;
  readonly dialect: Dialect;
  readonly method: string;
  readonly clientIp: string;
  readonly userAgent: string;
  /** It came as a protocol upgrade and becomes a socket: it has no body that could say anything. */
  readonly isSocket?: true;
  /** Its part of a trace, while traces are wanted. */
  readonly trace?: CallTrace | undefined;
}

/** A call whose key is good. */
export interface Grant {
  readonly call: Call;
  readonly key: StoredKey;
  readonly service: Service;
  /** What to ask the service for, before the prefix of the target; raw, without query. */
  readonly path: string;
  readonly asked: Asked;
  /** How it got its place at a service that takes only so many calls at once, when it had to wait. */
  readonly turn?: Turn | undefined;
}

/** A grant that has taken its place in the limits. */
export interface Lease {
  readonly grant: Grant;
  readonly reservation: Reservation;
  /** Set while the answer is to be kept for others who ask the same. */
  readonly keeping?: { edited(): void } | undefined;
}
