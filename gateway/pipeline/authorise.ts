import { LatchkeyError, type ErrorCode, type LatchkeyErrorOptions } from '#shared/contract/errors';
import { pauseRefusal } from '../limits/pause';
import { isDenied } from '../services/denied-paths';
import { matchesPath, rewritePath } from '../services/path-pattern';
import type { Service, ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';
import type { StoredKey } from '../storage/config-schema';
import type { Call, Grant } from './call';
import { unread, type Asked } from './read-ahead';
import { chooseService, mayUse } from './choose-service';
import { jsonRuleRefusal } from './json-rule';
import { modelRefusal } from './model-rule';
import { createQuietRule } from './quiet-rule';

/** A refusal by one service: the record names it, the caller is not told more than the code. */
export class ServiceRefusal extends LatchkeyError {
  readonly service: Service;
  /** The model that was asked for, as far as anybody had to know; for the record only. */
  readonly model: string | null;
  constructor(
    code: ErrorCode,
    service: Service,
    options: LatchkeyErrorOptions = {},
    model: string | null = null,
  ) {
    super(code, options);
    this.service = service;
    this.model = model;
  }
}

const isClosed = ({ kind, targets }: Service, method: string, path: string): boolean =>
  targets.some(({ basePath }) => isDenied(kind, method, path, basePath));

const fitsOne = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => matchesPath(pattern, path));

const allows = (methods: readonly string[] | null, method: string): boolean =>
  methods === null || methods.includes(method);

/** Throws when the key may not ask the service in this way; the path is judged as it came and as it is passed on. */
function assertWay({ method }: Call, key: StoredKey, service: Service, paths: readonly string[]) {
  if (!allows(service.rules.methods, method) || !allows(key.methods, method)) {
    throw new ServiceRefusal('METHOD_NOT_ALLOWED', service);
  }
  const [asked = '/'] = paths;
  const isListed = key.paths === null || fitsOne(key.paths, asked);
  const isOpen = (path: string) => !isClosed(service, method, path) || fitsOne(key.openPaths, path);
  if (!isListed || !paths.every(isOpen)) throw new ServiceRefusal('PATH_NOT_ALLOWED', service);
}

/** The same refusal with the service on it, for the record. */
const by = (
  service: Service,
  { code, message, details, retryAfterMs }: LatchkeyError,
  model: string | null = null,
) => {
  const again = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ServiceRefusal(code, service, { message, details, ...again }, model);
};

interface AuthoriseDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly services: ServiceStore;
  readonly wallMs?: (() => number) | undefined;
}

/**
 * What a good key may reach: one of its services, on a path that cannot change or spy on the machine behind, with a
 * model of its list and at a time that is not quiet. A leaked key must not become the power to delete models or read settings.
 */
export const createAuthorise = (deps: AuthoriseDeps) => {
  const quietRefusal = createQuietRule(deps);
  const { wallMs = Date.now } = deps;
  return (call: Call, key: StoredKey, asked: Asked): Grant => {
    const { settings } = deps.config.current;
    const paused = settings.paused && pauseRefusal(settings, wallMs());
    if (paused) throw paused;
    const service = chooseService(deps.services, call.route, key, asked);
    if (!mayUse(key, service)) throw new ServiceRefusal('SERVICE_NOT_ALLOWED', service);
    if (service.paused) throw new ServiceRefusal('SERVICE_PAUSED', service);
    const rest = 'rest' in call.route ? call.route.rest : '/';
    const path = rewritePath(service.rules.rewrites, rest);
    assertWay(call, key, service, [rest, path]);
    // The beginning of a body is enough to find a service by, but what comes after it may name another model.
    const named = asked.json ? asked : unread;
    const refusal = modelRefusal(call, key, asked, service) ?? quietRefusal(key, service, named);
    if (refusal) throw by(service, refusal, named.model);
    const unruly = jsonRuleRefusal(call, service, asked);
    if (unruly) throw by(service, unruly);
    return { call, key, service, path, asked };
  };
};
