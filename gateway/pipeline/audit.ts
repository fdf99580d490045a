import type { AuditEntry } from '#shared/contract/operations/records';
import { LatchkeyError } from '#shared/contract/errors';
import type { AuditDraft, AuditLog } from '../audit/audit-log';
import type { StrangerFilter } from '../audit/stranger-filter';
import { hideKey } from '../edge/hide-key';
import type { Ledger } from '../ledger/ledger';
import type { Service } from '../services/service-store';
import type { StoredKey } from '../storage/config-schema';
import { KeyRefusal } from './authenticate';
import { ServiceRefusal } from './authorise';
import type { Call, Lease } from './call';
import { graphqlOperation, isGraphqlPath } from './graphql';
import { noReading, type MeterReading } from './meter-reading';

/** What the stages learned about a call, as far as it got. */
export interface CallRecord {
  readonly key: StoredKey | undefined;
  readonly lease?: Lease | undefined;
  readonly service: Service | undefined;
  readonly reading: MeterReading | undefined;
  readonly thrown: unknown;
}

/** At most this much of a refused key is kept: 8 characters of a long one, 4 of a short one, never more than half. */
export const presentedPrefix = (text: string | undefined): string | null =>
  text === undefined ? null : text.slice(0, text.length >= 24 ? 8 : Math.min(4, text.length >> 1));

const codeOf = (thrown: unknown): string | null => {
  if (thrown === undefined) return null;
  return thrown instanceof LatchkeyError ? thrown.code : 'INTERNAL';
};

const statusOf = (call: Call, thrown: unknown): number => {
  if (thrown === undefined) return call.res.statusCode;
  return thrown instanceof LatchkeyError ? thrown.status : 500;
};

const eventOf = (record: CallRecord, status: number): AuditEntry['event'] => {
  if (!record.key) return 'UNAUTHORIZED';
  return status >= 500 ? 'ERROR' : 'AUTHORIZED';
};

const keyOf = ({ key, thrown }: CallRecord): StoredKey | undefined =>
  key ?? (thrown instanceof KeyRefusal ? thrown.key : undefined);

const serviceOf = ({ service, thrown }: CallRecord): Service | undefined =>
  service ?? (thrown instanceof ServiceRefusal ? thrown.service : undefined);

const MOST_MODEL = 200;

/** Of a call that was refused for its model, the one that it asked for: the owner may want to allow it. */
function modelOf({ guarded }: Call, { reading, thrown }: CallRecord): string | null {
  if (reading) return reading.model;
  const asked = thrown instanceof ServiceRefusal ? thrown.model : null;
  return asked === null ? null : hideKey(asked.slice(0, MOST_MODEL), guarded.presented?.text);
}

const shadowOf = ({ lease }: CallRecord): { shadow?: string } => {
  const [code] = lease?.reservation.shadowed ?? [];
  return code === undefined ? {} : { shadow: code };
};

function graphqlOf({ guarded }: Call, { lease }: CallRecord): { graphql?: string } {
  if (!lease?.grant.asked.json || !isGraphqlPath(guarded.path)) return {};
  const graphql = graphqlOperation(lease.grant.asked.json);
  return graphql === undefined ? {} : { graphql: hideKey(graphql, guarded.presented?.text) };
}

/** The audit line of one call; holds no key and no word of a prompt. */
export function toAuditDraft(
  call: Call,
  record: CallRecord,
  nameOf: (personId: string | null) => string | null = () => null,
): AuditDraft {
  const { thrown } = record;
  const key = keyOf(record);
  const service = serviceOf(record);
  const reading = record.reading ?? noReading;
  const status = statusOf(call, thrown);
  return {
    atMs: call.startedAtMs,
    event: eventOf(record, status),
    requestId: call.requestId,
    method: call.method,
    path: call.guarded.loggedPath,
    status,
    ip: call.clientIp,
    userAgent: call.userAgent,
    keyId: key?.id ?? null,
    keyName: key?.name ?? null,
    person: nameOf(key?.person ?? null),
    serviceId: service?.id ?? null,
    serviceName: service?.name ?? null,
    code: codeOf(thrown),
    ...shadowOf(record),
    ...graphqlOf(call, record),
    milliseconds: Math.round((performance.now() - call.startedMs) * 1000) / 1000,
    bytesIn: reading.bytesIn,
    bytesOut: reading.bytesOut,
    tokensIn: reading.tokensIn,
    tokensOut: reading.tokensOut,
    model: modelOf(call, record),
    ...(reading.flags.length > 0 && { flags: reading.flags }),
    costNano: reading.costNano.toString(),
    operation: null,
    presented: record.key ? null : presentedPrefix(call.guarded.presented?.text),
  };
}

interface AuditDeps {
  readonly audit: AuditLog;
  readonly strangers: StrangerFilter;
  readonly ledger: Ledger;
  /** The name of a person by id. */
  readonly nameOf: (personId: string | null) => string | null;
}

/** Puts every attempt on the audit record, and refusals into the counts of the overview. Never throws. */
export const createAudit =
  (deps: AuditDeps) =>
  (call: Call, record: CallRecord): void => {
    const draft = toAuditDraft(call, record, deps.nameOf);
    if (draft.keyId === null) deps.strangers.record(draft);
    else deps.audit.append(draft);
    // A call that was opened is counted by its row.
    const isRefused = record.thrown !== undefined && record.reading === undefined;
    if (!isRefused) return;
    const service = serviceOf(record);
    deps.ledger.countRefused(call.startedAtMs, keyOf(record) ?? null, service?.id ?? null);
  };
