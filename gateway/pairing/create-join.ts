import type { AuditDraft, AuditLog } from '../audit/audit-log';
import type { FailureThrottle } from '../edge/failure-throttle';
import type { KeyStore } from '../keys/key-store';
import { createPersonNames } from '../keys/person-names';
import { toAuditDraft } from '../pipeline/audit';
import type { Call } from '../pipeline/call';
import type { PublicPlane } from '../pipeline/public-plane';
import type { ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';
import { createDeviceKey } from './device-key';
import type { InvitationBook } from './invitation-book';
import { createJoinDoor } from './join-door';
import type { JoinPages } from './join-pages';
import type { WaysDeps } from './ways';

/** What pairing brings along to the public listeners. */
export interface JoinParts extends Pick<WaysDeps, 'interfaces' | 'certificate' | 'tailnetName'> {
  readonly book: InvitationBook;
  readonly pages: JoinPages;
}

interface JoinDeps {
  readonly config: ConfigStore;
  readonly keys: KeyStore;
  readonly services: ServiceStore;
  readonly audit: AuditLog;
  readonly failures: FailureThrottle;
  readonly plane: Pick<PublicPlane, 'turnedAway' | 'refuse' | 'audit'>;
}

const nothing = { key: undefined, service: undefined, reading: undefined };

const MINUTE_MS = 60_000;

/** A page loads several files, and people load it again: one line a minute, address and kind is enough on record. */
function createVisits(append: (draft: AuditDraft) => void) {
  const last = new Map<string, number>();
  return (call: Call): void => {
    const visit = `${call.clientIp} ${call.guarded.loggedPath} ${call.res.statusCode}`;
    if (call.startedMs - (last.get(visit) ?? -MINUTE_MS) < MINUTE_MS) return;
    if (last.size > 1000) last.clear();
    last.set(visit, call.startedMs);
    append({ ...toAuditDraft(call, { ...nothing, thrown: undefined }), event: 'PUBLIC' });
  };
}

/** The door of phones, with its records: refusals like every other, visits as what they are, keys by those who make them. */
export function createJoin(parts: JoinParts, deps: JoinDeps) {
  const { plane, audit } = deps;
  const recordVisit = createVisits((draft) => audit.append(draft));
  return createJoinDoor({
    ...parts,
    failures: deps.failures,
    makeKey: createDeviceKey({ ...parts, ...deps, nameOf: createPersonNames(deps.config) }),
    turnedAway: plane.turnedAway,
    refuse: plane.refuse,
    record(call, thrown) {
      if (thrown !== undefined) plane.audit(call, { ...nothing, thrown });
      else if (call.method !== 'POST') recordVisit(call);
    },
  });
}
