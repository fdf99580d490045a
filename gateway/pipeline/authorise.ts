import { LatchkeyError } from '#shared/contract/errors';
import { isDenied } from '../services/denied-paths';
import type { ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';
import type { StoredKey } from '../storage/config-schema';
import type { Call, Grant } from './call';
import { chooseService, mayUse, toUpstreamPath } from './choose-service';

/**
 * What a good key may reach: one of its services, on a path that cannot change or spy on the machine behind.
 * A leaked key must not become the power to delete models or read settings.
 */
export const createAuthorise =
  (deps: { config: ConfigStore; services: ServiceStore }) =>
  (call: Call, key: StoredKey): Grant => {
    if (deps.config.current.settings.paused) throw new LatchkeyError('GATEWAY_PAUSED');
    const service = chooseService(deps.services, call.route, key);
    if (!mayUse(key, service)) throw new LatchkeyError('SERVICE_NOT_ALLOWED');
    if (service.paused) throw new LatchkeyError('SERVICE_PAUSED');
    const rest = 'rest' in call.route ? call.route.rest : '/';
    if (isDenied(service.kind, call.method, rest, service.basePath))
      throw new LatchkeyError('PATH_NOT_ALLOWED');
    return { call, key, service, upstreamPath: toUpstreamPath(service, rest, call.guarded.query) };
  };
