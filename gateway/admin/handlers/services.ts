import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import type { Diagnosis, ServiceSummary } from '#shared/contract/operations/services';
import { discover } from '../../services/discover';
import { diagnose, type TargetDiagnosis } from '../../services/diagnose';
import type { ReadListening } from '../../services/local-ports';
import type { ResponseCache } from '../../proxy/response-cache';
import type { Service, ServiceStore } from '../../services/service-store';
import type { TargetRules } from '../../services/target-rules';
import type { Caller } from '../caller';

/** What may be shown of a service; header values stay inside. */
const toServiceSummary = (service: Service): ServiceSummary => ({
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

interface ServiceDeps {
  readonly services: ServiceStore;
  readonly cache: Pick<ResponseCache, 'clear'>;
  readonly targets: TargetRules;
  readonly readListening: ReadListening;
}

interface Tested {
  readonly url: string;
  readonly diagnosis: TargetDiagnosis;
}

/** The first that has trouble speaks for all of them; what works is in the list. */
function toDiagnosis(tested: readonly Tested[]): Diagnosis {
  const chosen = tested.find(({ diagnosis }) => !diagnosis.ok) ?? tested[0];
  if (!chosen) throw new LatchkeyError('SERVICE_UNKNOWN');
  const targets = tested.map(({ url, diagnosis: { ok, code } }) => ({ url, ok, code }));
  return { ...chosen.diagnosis, targets };
}

/** Asks every target of a service, and remembers how each is. */
function testService(service: Service, rules: TargetRules): Promise<Tested[]> {
  const { kind, upstreamHeaders: headers, resilience } = service;
  return Promise.all(
    service.targets.map(async ({ url, state }) => {
      const diagnosis = await diagnose({ kind, url, headers }, rules);
      if (diagnosis.ok) state.markUp();
      else state.markDown(resilience, performance.now());
      return { url, diagnosis };
    }),
  );
}

/** `services.*`: what stands behind the gateway. */
export const createServiceHandlers = (
  deps: ServiceDeps,
): HandlersOf<Operations, Caller>['services'] => ({
  list: async () => ({ services: deps.services.list().map(toServiceSummary) }),
  create: async (fields) => ({ service: toServiceSummary(await deps.services.create(fields)) }),
  update: async ({ id, ...fields }) => ({
    service: toServiceSummary(await deps.services.update(id, fields)),
  }),
  async remove({ id }) {
    await deps.services.remove(id);
    return { id };
  },
  async history({ id }) {
    const changes = deps.services
      .history(id)
      .map(({ atMs, health }) => ({ at: new Date(atMs).toISOString(), health }));
    return { sinceAt: changes[0]?.at ?? new Date().toISOString(), changes };
  },
  async clearCache({ id }) {
    if (!deps.services.byId(id)) throw new LatchkeyError('SERVICE_UNKNOWN');
    return { id, cleared: deps.cache.clear(id) };
  },
  async test(asked) {
    if (!('id' in asked)) {
      const diagnosis = await diagnose({ ...asked, headers: [] }, deps.targets);
      return toDiagnosis([{ url: asked.url, diagnosis }]);
    }
    const service = deps.services.byId(asked.id);
    if (!service) throw new LatchkeyError('SERVICE_UNKNOWN');
    return toDiagnosis(await testService(service, deps.targets));
  },
  discover: async () => ({
    found: await discover({ ...deps, services: deps.services.list }),
  }),
});
