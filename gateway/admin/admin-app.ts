import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { operationEntries } from '#shared/contract/define';
import type { Dispatch } from '#shared/contract/dispatch';
import { LatchkeyError } from '#shared/contract/errors';
import { operations } from '#shared/contract/operations/registry';
import type { EventHub } from '../events';
import { refuseAdmin, sendPlainJson, sendReply } from './admin-answer';
import { guardOrigin } from './admin-guard';
import type { AdminRoute } from './admin-route';
import type { Caller } from './caller';
import { CLASSIC_KEYS_PATH, createKeyPricing, isKeyPricing } from './classic-billing';
import { createClassicRoutes } from './classic-routes';
import { createDocsRoutes } from './docs-pages';
import { createEventRoute } from './event-routes';
import { createExportDownload, EXPORTS_PATH } from './export-routes';
import { createMetricsRoute, type ReadMetrics } from './metrics-route';
import { addressOf, assertOwner, type OwnerDeps } from './require-owner';
import { createSessionRoutes } from './session-routes';
import { createPanelRoutes } from './static-files';

/**
 * Threat: whoever gets an operation through here owns the gateway. Every request passes, in this order: Host (before this
 * app), method, origin, admin secret, JSON type, schema. Routes are literal and each says whether it needs the owner.
 */
export interface AdminAppDeps extends OwnerDeps {
  readonly dispatch: Dispatch<Caller>;
  readonly events: EventHub;
  readonly version: string;
  /** Where the folder of exports is. */
  readonly dataDir: string;
  readonly readMetrics: ReadMetrics;
  /** The built window. */
  readonly panelDir: string;
  /** The built API viewers. */
  readonly docsDir: string;
  /** Is told of everything unexpected, so that its cause can be logged. */
  readonly report: (message: string, cause: unknown) => void;
}

const MAX_BODY = '256kb';
/** Whole files of keys: 10 MB of text may take more as JSON. */
const MAX_FILE_BODY = '24mb';

const createOperationRoutes = (dispatch: Dispatch<Caller>): AdminRoute[] =>
  operationEntries(operations).map(({ name }) => ({
    method: 'POST',
    path: `/admin/v1/${name}`,
    access: 'owner',
    async run(req, res) {
      const caller: Caller = { via: 'http', ip: addressOf(req) };
      sendReply(req, res, await dispatch(name, req.body, caller));
    },
  }));

const health: AdminRoute = {
  method: 'GET',
  path: '/health',
  access: 'open',
  run: (req, res) => sendPlainJson(req, res, { status: 'ok' }),
};

/** The table of everything that the admin listener serves. */
export const createAdminRoutes = (deps: AdminAppDeps): AdminRoute[] => [
  ...createOperationRoutes(deps.dispatch),
  ...createSessionRoutes(deps),
  createEventRoute(deps.events, deps.auth),
  ...createClassicRoutes(deps.dispatch),
  ...createDocsRoutes(deps.docsDir, deps.version),
  createMetricsRoute(deps.readMetrics),
  health,
  ...createPanelRoutes(deps.panelDir),
];

/** The second check. A path that nobody knows counts as an operation below /admin/v1 and as a page elsewhere. */
function createMethodCheck(routes: readonly AdminRoute[]): RequestHandler {
  const methods = new Map(routes.map((route) => [route.path, route.method]));
  const unknown = (path: string) =>
    path.startsWith('/admin/v1/') && !path.startsWith(`${EXPORTS_PATH}/`) ? 'POST' : 'GET';
  return (req, res, next) => {
    const known = isKeyPricing(req.path) ? 'PUT' : methods.get(req.path);
    const expected = known ?? unknown(req.path);
    if (req.method === expected || (expected === 'GET' && req.method === 'HEAD')) return next();
    res.setHeader('allow', expected === 'GET' ? 'GET, HEAD' : expected);
    throw new LatchkeyError('METHOD_NOT_ALLOWED');
  };
}

const checkOrigin: RequestHandler = (req, _res, next) => {
  const code = guardOrigin(req);
  if (code) throw new LatchkeyError(code);
  next();
};

/** A body of another type is refused, never ignored: a page of another site can send those without asking. */
const requireJson: RequestHandler = (req, _res, next) => {
  const isJson = /^application\/json(?: *;|$)/i.test(req.headers['content-type'] ?? '');
  if (!isJson) throw new LatchkeyError('CONTENT_TYPE_UNSUPPORTED');
  next();
};

const toJsonError = (error: unknown): unknown => {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new LatchkeyError('BODY_TOO_LARGE');
  const isBodyError = typeof type === 'string' && /^(entity|encoding|charset|request)\./.test(type);
  return isBodyError ? new LatchkeyError('INPUT_INVALID', { message: 'This is not JSON.' }) : error;
};

const isFileRoute = (path: string) => /^\/admin\/v1\/import\.(preview|run)$/.test(path);

/** The admin listener's routes behind their checks; the Host check stands before it, in the server. */
export function createAdminApp(deps: AdminAppDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  app.enable('case sensitive routing').enable('strict routing');
  const requireOwner: RequestHandler = (req, _res, next) => {
    assertOwner(deps, req);
    next();
  };
  const readJson = (limit: string) => [requireJson, express.json({ limit, inflate: false })];
  const readBody = readJson(MAX_BODY);
  const readFileBody = readJson(MAX_FILE_BODY);
  const routes = createAdminRoutes(deps);
  app.use(createMethodCheck(routes), checkOrigin);
  for (const { method, path, access, run } of routes) {
    const guards = access === 'owner' ? [requireOwner] : [];
    if (method === 'GET') app.get(path, ...guards, run);
    else app.post(path, ...guards, ...(isFileRoute(path) ? readFileBody : readBody), run);
  }
  app.use(CLASSIC_KEYS_PATH, requireOwner, ...readBody, createKeyPricing(deps.dispatch));
  app.use(EXPORTS_PATH, requireOwner, createExportDownload(deps.dataDir));
  app.use('/admin/v1', requireOwner, () => {
    throw new LatchkeyError('OPERATION_UNKNOWN');
  });
  app.use(() => {
    throw new LatchkeyError('NOT_FOUND');
  });
  // Express tells an error handler by its four parameters.
  const onError: ErrorRequestHandler = (thrown, req, res, _next) => {
    const error = toJsonError(thrown);
    if (!(error instanceof LatchkeyError)) deps.report('an admin request failed', error);
    refuseAdmin(req, res, error);
  };
  app.use(onError);
  return app;
}
