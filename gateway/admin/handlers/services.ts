import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import type { ServiceSummary } from '#shared/contract/operations/services';
import { diagnose } from '../../services/diagnose';
import type { Service, ServiceStore } from '../../services/service-store';
import type { TargetRules } from '../../services/target-rules';
import type { Caller } from '../caller';

/** What may be shown of a service; header values stay inside. */
export const toServiceSummary = (service: Service): ServiceSummary => ({
  id: service.id,
  name: service.name,
  kind: service.kind,
  targets: service.targets.map(({ url, weight, wakeMac, state }) => ({
    url,
    weight,
    wakeMac,
    health: state.health,
  })),
  balance: service.balance,
  resilience: service.resilience,
  queueSeconds: service.queueSeconds,
  rules: service.rules,
  timeouts: service.timeouts,
  maxBodyBytes: service.maxBodyBytes,
  paused: service.paused,
  isDefault: service.isDefault,
  upstreamHeaderNames: service.upstreamHeaders.map(({ name }) => name),
  health: service.health,
  gatewayPath: `/proxy/${service.id}`,
  allowance: service.allowance,
  rate: service.rate,
  shadow: service.shadow,
  createdAt: service.createdAt,
});

/** `services.*`: what stands behind the gateway. */
export const createServiceHandlers = (deps: {
  services: ServiceStore;
  targets: TargetRules;
}): HandlersOf<Operations, Caller>['services'] => ({
  list: async () => ({ services: deps.services.list().map(toServiceSummary) }),
  create: async (fields) => ({ service: toServiceSummary(await deps.services.create(fields)) }),
  update: async ({ id, ...fields }) => ({
    service: toServiceSummary(await deps.services.update(id, fields)),
  }),
  async remove({ id }) {
    await deps.services.remove(id);
    return { id };
  },
  async test(asked) {
    if (!('id' in asked)) return diagnose({ ...asked, headers: [] }, deps.targets);
    const service = deps.services.byId(asked.id);
    const [target] = service?.targets ?? [];
    if (!service || !target) throw new LatchkeyError('SERVICE_UNKNOWN');
    const { url, state } = target;
    const headers = service.upstreamHeaders;
    const diagnosis = await diagnose({ kind: service.kind, url, headers }, deps.targets);
    if (diagnosis.ok) state.markUp();
    else state.markDown(service.resilience, performance.now());
    return diagnosis;
  },
});
