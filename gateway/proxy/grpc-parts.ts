import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import type { DeadlineWatch } from './deadline-watch';
import type { ForwardObserver, ForwardResult } from './forward';
import type { GrpcPlan } from './grpc-request';

/** What one gRPC call brings. */
export interface GrpcParts {
  readonly session: ClientHttp2Session;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly plan: GrpcPlan;
  readonly observer: ForwardObserver;
  readonly watch: DeadlineWatch;
  /** Is awaited before the caller gets the end. */
  readonly beforeEnd: (result: ForwardResult) => Promise<void>;
}
