import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http';
import express, { type Express, type Request, type Response } from 'express';
import { LatchkeyError } from '#shared/contract/errors';
import type { AuditDraft } from '../audit/audit-log';
import { HtmlPage, lookAgainAfter } from '../dashboard/dashboard-answer';
import type { Cors } from '../edge/cors';
import type { GuardedRequest } from '../edge/request-guard';
import { toAuditDraft } from '../pipeline/audit';
import type { Call } from '../pipeline/call';
import { identify } from '../pipeline/identify';
import type { PublicPlane } from '../pipeline/public-plane';
import type { JoinRoute } from '../pairing/join-door';
import { isGrpc } from '../proxy/is-grpc';
import { matchGrpc, SERVICE_HEADER } from './grpc-route';
import type { ModelAnswers } from './model-answers';
import type { StoredKey } from '../storage/config-schema';
import { isDashboard, matchRoute, nowhere, type PublicName, type Route } from './route-table';
import { trustAnswer } from './trust-answers';

export interface PublicAppDeps {
  readonly plane: PublicPlane;
  readonly cors: Pick<Cors, 'headersFor'>;
  readonly version: string;
  /** Records that are not calls to a service. */
  readonly record: (draft: AuditDraft) => void;
  /** The certificate that devices can be told to trust; undefined while there is none. */
  readonly caPem?: (() => string | undefined) | undefined;
  /** What the gateway answers itself, by name. */
  readonly own: Readonly<
    Record<string, (key: StoredKey, route: Route, req: IncomingMessage) => unknown>
  >;
  /** Lists of models over all services. */
  readonly models: ModelAnswers;
  /** What phones see before they have a key. */
  readonly join: (call: Call, route: JoinRoute) => Promise<void>;
}

/** Kept on the request itself: a table of them would keep thousands of finished requests from being collected. */
const GUARDED = Symbol('guarded');
type Guarded = IncomingMessage & { [GUARDED]?: GuardedRequest };

/** `forPages` says which pages may read it, flat. */
function send(call: Call, head: readonly string[], text: string, forPages: readonly string[]) {
  const length = String(Buffer.byteLength(text));
  const shared = ['content-length', length, 'x-request-id', call.requestId];
  call.res.writeHead(200, [...head, ...shared, ...forPages]);
  call.res.end(call.method === 'HEAD' ? undefined : text);
}

const JSON_HEAD = ['content-type', 'application/json; charset=utf-8', 'cache-control', 'no-store'];

const sendJson = (call: Call, body: unknown, forPages: readonly string[]): void =>
  send(call, JSON_HEAD, JSON.stringify(body), forPages);

const sendPage = (call: Call, { html, policy }: HtmlPage): void => {
  const head = ['content-type', 'text/html; charset=utf-8', 'cache-control', 'no-store'];
  head.push('content-security-policy', policy, 'referrer-policy', 'no-referrer');
  head.push('x-content-type-options', 'nosniff', 'x-frame-options', 'DENY');
  send(call, head, html, []);
};

/** Some apps compare this body as a whole, redirects off, before they believe that an Ollama is here. */
const sendRoot = (call: Call, forPages: readonly string[]): void =>
  send(call, ['content-type', 'text/plain; charset=utf-8'], 'Ollama is running', forPages);

/** Returns false when there is nothing to trust. */
function sendTrust(
  call: Call,
  name: 'ca-file' | 'ca-profile',
  caPem: string | undefined,
  forPages: readonly string[],
): boolean {
  if (caPem === undefined) return false;
  const { contentType, fileName, text } = trustAnswer(name, caPem);
  const head = ['content-type', contentType, 'cache-control', 'no-store'];
  head.push('content-disposition', `attachment; filename="${fileName}"`);
  head.push('x-content-type-options', 'nosniff');
  send(call, head, text, forPages);
  return true;
}

const PING_EVERY_MS = 60_000;

/** Apps ping the root every few seconds: one line a minute and address is enough on record. */
function createPingFilter() {
  const last = new Map<string, number>();
  return (ip: string, nowMs: number): boolean => {
    if (nowMs - (last.get(ip) ?? -PING_EVERY_MS) < PING_EVERY_MS) return false;
    if (last.size > 10_000) last.clear();
    last.set(ip, nowMs);
    return true;
  };
}

function createPublicAnswers(deps: PublicAppDeps) {
  const isNewPing = createPingFilter();
  const onRecord = (call: Call) => {
    const nothing = { key: undefined, service: undefined, reading: undefined, thrown: undefined };
    deps.record({ ...toAuditDraft(call, nothing), event: 'PUBLIC' });
  };
  return (call: Call, name: PublicName): void => {
    const forPages = deps.cors.headersFor(call.req);
    if (name === 'health') sendJson(call, { status: 'ok', version: deps.version }, forPages);
    else if (name === 'root') sendRoot(call, forPages);
    else if (!sendTrust(call, name, deps.caPem?.(), forPages)) {
      return refuseOwn(deps, call, new LatchkeyError('NOT_FOUND'));
    }
    if (isNewPing(`${name} ${call.clientIp}`, call.startedMs)) onRecord(call);
  };
}

async function answerOwn(deps: PublicAppDeps, call: Call, name: string): Promise<void> {
  const { plane } = deps;
  let key: StoredKey | undefined;
  let thrown: unknown;
  try {
    key = await plane.authenticate(call);
    const answer = deps.own[name];
    if (!answer) throw new LatchkeyError('NOT_FOUND');
    const body = await answer(key, call.route, call.req);
    if (body instanceof HtmlPage) sendPage(call, body);
    else sendJson(call, body, deps.cors.headersFor(call.req, key.origins));
  } catch (error) {
    thrown = error;
    if (isDashboard(call.route)) lookAgainAfter(call.res, error);
    plane.refuse(call, error);
  } finally {
    plane.audit(call, { key, service: undefined, reading: undefined, thrown });
  }
}

/** A list of models: from all services together, or from the one that answers for itself. */
async function answerModels(deps: PublicAppDeps, call: Call): Promise<void> {
  const { plane, models } = deps;
  let key: StoredKey | undefined;
  let thrown: unknown;
  try {
    key = await plane.authenticate(call);
    const answer = models.answer(call, key);
    if (!answer) return await plane.run(call);
    sendJson(call, await answer, deps.cors.headersFor(call.req, key.origins));
  } catch (error) {
    thrown = error;
    plane.refuse(call, error);
  }
  plane.audit(call, { key, service: undefined, reading: undefined, thrown });
}

function refuseOwn({ plane }: PublicAppDeps, call: Call, thrown: LatchkeyError): void {
  plane.refuse(call, thrown);
  plane.audit(call, { key: undefined, service: undefined, reading: undefined, thrown });
}

const routeOf = (req: IncomingMessage, path: string): Route | undefined =>
  isGrpc(req)
    ? matchGrpc(path, req.headers[SERVICE_HEADER])
    : matchRoute(path, req.method ?? 'GET');

/** The public listener's routes. The route table alone decides, by literal prefixes: Express adds no pattern of its own. */
export function createPublicApp(deps: PublicAppDeps) {
  const answerWelcome = createPublicAnswers(deps);
  const answerPublic = (call: Call, name: PublicName): void => {
    const refusal = deps.plane.turnedAway(call.clientIp);
    return refusal ? refuseOwn(deps, call, refusal) : answerWelcome(call, name);
  };
  const serve = (call: Call, route: Route): Promise<void> | void => {
    if (route.kind === 'public') return answerPublic(call, route.name);
    if (route.kind === 'join') return deps.join(call, route);
    if (route.kind === 'own') return answerOwn(deps, call, route.name);
    return deps.models.isAsked(call) ? answerModels(deps, call) : deps.plane.run(call);
  };
  const handler = (req: Request, res: Response): Promise<void> | void => {
    const guarded = (req as Guarded)[GUARDED]!;
    const route = routeOf(req, guarded.path) ?? nowhere;
    return serve(identify(req, res, guarded, route, deps.plane.isKey), route);
  };
  const app = createBareExpress();
  app.use(handler);
  const handle = (req: IncomingMessage, res: ServerResponse, guarded: GuardedRequest): void => {
    (req as Guarded)[GUARDED] = guarded;
    req.url = guarded.path + guarded.query;
    app(req as Request, res as Response);
  };
  return { handle, messages: toMessages(app) };
}

/**
 * What the server must make its messages of. Express gives each message another prototype, which makes it slow for
 * all that touch it later; these have that prototype from the start.
 */
function toMessages(app: Express): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class AppRequest extends IncomingMessage {}
  class AppResponse<T extends IncomingMessage = IncomingMessage> extends ServerResponse<T> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}

/** Express with everything off that reads or adds to a message. */
function createBareExpress(): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  app.enable('case sensitive routing').enable('strict routing');
  return app;
}
