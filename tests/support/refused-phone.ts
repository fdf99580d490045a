import { createClient } from '#shared/contract/client';
import type { AuditEntry } from '#shared/contract/operations/records';
import { operations } from '#shared/contract/operations/registry';
import { afterAll, beforeAll } from 'vitest';
import type { Api } from '../../renderer/api/api';
import { findRemedy } from '../../renderer/features/activity/fixes/fix-table';
import type { Refusal, Remedy } from '../../renderer/features/activity/fixes/remedy';
import { startAdminWorld, type AdminWorld } from './admin-world';
import { auditEntry } from './audit-entry';

function pressOf(remedy: Remedy | undefined) {
  if (remedy?.kind !== 'press') throw new Error(`no button, but ${remedy?.kind}`);
  return remedy;
}

/** A home for a file with two services, and the phone of Anna that may do little and is refused much. */
export function useRefusedPhone() {
  const home = {
    world: undefined as unknown as AdminWorld,
    api: undefined as unknown as Api,
    keyId: '',
    phone: async () => (await home.api.keys.list({})).keys.find(({ id }) => id === home.keyId),
    /** A refusal of that phone, with what the page knows of the home now. */
    async refusalOf(change: Partial<AuditEntry>): Promise<Refusal> {
      const { api, keyId } = home;
      const [{ settings }, { keys }, { services }, { interfaces }] = await Promise.all([
        api.settings.get({}),
        api.keys.list({}),
        api.services.list({}),
        api.network.interfaces({}),
      ]);
      const { states } = await api.keys.allowance({ id: keyId });
      const ownAddresses = interfaces.map(({ address }) => address);
      const refused = { event: 'UNAUTHORIZED', status: 403, keyId } as const;
      return {
        entry: auditEntry({ ...refused, ...change }),
        known: { currency: settings.currency, settings, keys, services, ownAddresses },
        states,
        api,
      };
    },
    /** The button that such a refusal comes with. */
    offer: async (change: Partial<AuditEntry>) => pressOf(findRemedy(await home.refusalOf(change))),
  };
  beforeAll(async () => {
    const world = (home.world = await startAdminWorld());
    const api = (home.api = createClient(operations, world.messagePort));
    const targets = [{ url: world.upstreamUrl }];
    for (const name of ['Chat', 'Paint']) {
      await api.services.create({ name, kind: 'ollama', targets, sameAddress: true });
    }
    const { person } = await api.people.create({ name: 'Anna', allowance: { calls: { day: 10 } } });
    const { key } = await api.keys.create({
      name: 'Phone',
      services: ['1'],
      person: person.id,
      models: ['small'],
      methods: ['GET'],
      rate_limit_requests: 2,
      allowance: { concurrent: 2 },
      addresses: { allow: ['192.168.1.0/24'], deny: [] },
    });
    home.keyId = key.id;
  });
  afterAll(() => home.world.close());
  return home;
}
