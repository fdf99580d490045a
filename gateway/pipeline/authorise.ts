import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import { isDenied } from '../services/denied-paths';
import { rewritePath } from '../services/path-pattern';
import type { Service, ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';
import type { StoredKey } from '../storage/config-schema';
import type { Call, Grant } from './call';
import type { Asked } from './read-ahead';
import { chooseService, mayUse } from './choose-service';

/** A refusal by one service: the record names it, the caller is not told more than the code. */
export class ServiceRefusal extends LatchkeyError {
  readonly service: Service;
  constructor(code: ErrorCode, service: Service) {
    super(code);
    this.service = service;
  }
}

const isClosed = ({ kind, targets }: Service, method: string, path: string): boolean =>
  targets.some(({ basePath }) => isDenied(kind, method, path, basePath));

/**
 * What a good key may reach: one of its services, on a path that cannot change or spy on the machine behind.
 * A leaked key must not become the power to delete models or read settings.
 */
export const createAuthorise =
  (deps: { config: ConfigStore; services: ServiceStore }) =>
  (call: Call, key: StoredKey, asked: Asked): Grant => {
    if (deps.config.current.settings.paused) throw new LatchkeyError('GATEWAY_PAUSED');
    const service = chooseService(deps.services, call.route, key);
    if (!mayUse(key, service)) throw new ServiceRefusal('SERVICE_NOT_ALLOWED', service);
    if (service.paused) throw new ServiceRefusal('SERVICE_PAUSED', service);
    const rest = 'rest' in call.route ? call.route.rest : '/';
    const { methods, rewrites } = service.rules;
    if (methods && !methods.includes(call.method))
      throw new ServiceRefusal('METHOD_NOT_ALLOWED', service);
    const path = rewritePath(rewrites, rest);
    if (isClosed(service, call.method, rest) || isClosed(service, call.method, path))
      throw new ServiceRefusal('PATH_NOT_ALLOWED', service);
    return { call, key, service, path, asked };
  };
