import { LatchkeyError } from '#shared/contract/errors';
import type { JoinAnswer } from '#shared/contract/join';
import { CALLS_A_MINUTE } from '#shared/contract/operations/pairing';
import { blankDraft } from '../audit/blank-draft';
import type { AuditDraft, AuditLog } from '../audit/audit-log';
import type { KeyStore, RevealedKey } from '../keys/key-store';
import type { Call } from '../pipeline/call';
import { mayUse } from '../pipeline/choose-service';
import type { ServiceStore } from '../services/service-store';
import type { StoredKey } from '../storage/config-schema';
import type { Wish } from './invitation';
import type { Made } from './invitation-book';
import { secureAddress } from './secure-address';
import type { WaysDeps } from './ways';

/**
 * Threat: a key that nobody knows of. The line that says a device is about to get one is on disk before the key is made,
 * and when it cannot be written there is no key.
 */
export interface DeviceKeyDeps extends Pick<
  WaysDeps,
  'interfaces' | 'certificate' | 'tailnetName'
> {
  readonly keys: Pick<KeyStore, 'create'>;
  readonly services: Pick<ServiceStore, 'list'>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  /** The name of a person by id. */
  readonly nameOf: (personId: string | null) => string | null;
}

const toDraft = (call: Call, name: string): AuditDraft => ({
  ...blankDraft,
  atMs: call.startedAtMs,
  event: 'ADMIN',
  requestId: call.requestId,
  method: call.method,
  path: call.guarded.loggedPath,
  ip: call.clientIp,
  userAgent: call.userAgent,
  operation: 'pairing.join',
  change: { phase: 'asked', input: { name } },
});

const toAnswer = (call: Call, { key, secret }: RevealedKey, deps: DeviceKeyDeps): JoinAnswer => ({
  keyId: key.id,
  name: key.name,
  secret,
  expiresAt: key.expiresAt,
  person: deps.nameOf(key.person),
  services: deps.services
    .list()
    .filter((service) => mayUse(key, service))
    .map(({ id, name, kind }) => ({ id, name, kind, path: `/proxy/${id}` })),
  https: secureAddress(call.guarded.host, deps),
});

/** What the owner gave away, without the key's digest. */
const toView = (key: StoredKey) => ({
  id: key.id,
  name: key.name,
  services: key.services,
  person: key.person,
  rate_limit_requests: key.rate_limit_requests,
  expiresAt: key.expiresAt,
});

const codeOf = (error: unknown) => (error instanceof LatchkeyError ? error : undefined);

/** Without the person there would be none of their limits. */
function assertPersonIsThere({ person }: Wish, { nameOf }: DeviceKeyDeps): void {
  const isId = typeof person === 'string' && /^p\d+$/.test(person);
  if (isId && nameOf(person) === null) throw new LatchkeyError('PERSON_UNKNOWN');
}

/** Makes the key of one device in one change of the settings. Throws RECORD_UNAVAILABLE, STORAGE_FAILED, SERVICE_UNKNOWN, PERSON_UNKNOWN; there is no key then. */
export const createDeviceKey =
  (deps: DeviceKeyDeps) =>
  async (call: Call, name: string, wish: Wish): Promise<Made> => {
    const { keys, audit } = deps;
    assertPersonIsThere(wish, deps);
    const asked = toDraft(call, name);
    await audit.appendDurably(asked).catch((cause: unknown) => {
      throw new LatchkeyError('RECORD_UNAVAILABLE', { cause });
    });
    const { services, person, pace, expiresAt } = wish;
    const fields = { name, services, person, expiresAt, rate_limit_window_seconds: 60 };
    const made = await keys
      .create({ ...fields, rate_limit_requests: CALLS_A_MINUTE[pace] }, { isNameUnique: true })
      .catch((error: unknown) => {
        const { status = 500, code = 'INTERNAL' } = codeOf(error) ?? {};
        audit.append({ ...asked, status, code, change: { phase: 'done' } });
        throw error;
      });
    const { key } = made;
    audit.append({
      ...asked,
      status: 200,
      keyId: key.id,
      keyName: key.name,
      person: deps.nameOf(key.person),
      change: { phase: 'done', before: null, after: toView(key) },
    });
    const device = { keyId: key.id, name: key.name, address: call.clientIp };
    return { answer: toAnswer(call, made, deps), device };
  };
