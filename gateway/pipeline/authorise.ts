import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import { isDenied } from '../services/denied-paths';
import type { Service, ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';
import type { StoredKey } from '../storage/config-schema';
import type { Call, Grant } from './call';
import type { Asked } from './read-ahead';
import { chooseService, mayUse, toUpstreamPath } from './choose-service';

/** A refusal by one service: the record names it, the caller is not told more than the code. */
export class ServiceRefusal extends LatchkeyError {
  readonly service: Service;
  constructor(code: ErrorCode, service: Service) {
    super(code);
    this.service = service;
  }
}

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
    if (isDenied(service.kind, call.method, rest, service.basePath))
      throw new ServiceRefusal('PATH_NOT_ALLOWED', service);
    const upstreamPath = toUpstreamPath(service, rest, call.guarded.query);
    return { call, key, service, upstreamPath, asked };
  };
