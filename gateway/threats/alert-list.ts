import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { LatchkeyError } from '#shared/contract/errors';
import { Threat } from '#shared/contract/operations/security';
import type { Finding } from './finding';

/** The alerts of a gateway, newest last, at most 500. */
interface AlertList {
  /** Adds a finding to its alert, or makes one. `isNew` is true for one that the owner has not been told of. */
  add(finding: Finding, atMs: number): { id: string; isNew: boolean };
  byId(id: string): Threat | undefined;
  list(onlyOpen: boolean): Threat[];
  /** Closes one. Throws THREAT_UNKNOWN. */
  close(id: string, state: 'acknowledged' | 'confirmed_mine'): { alert: Threat; subject: string };
  toText(): string;
}

const Kept = z.object({ alert: Threat, subject: z.string() });

/** An alert that goes on gets a finding at every call, so its text is only made when somebody reads it. */
type Kept = z.infer<typeof Kept> & { latest?: { finding: Finding; count: number; atMs: number } };

/** The alert as it is now. */
function read(one: Kept): Threat {
  const { latest } = one;
  if (!latest) return one.alert;
  delete one.latest;
  const { finding, count, atMs } = latest;
  const lastAt = new Date(atMs).toISOString();
  one.alert = { ...one.alert, count, lastAt, ip: finding.ip, message: finding.message(count) };
  return one.alert;
}

const MAX_ALERTS = 500;
/** What goes on after it was closed is not told again for a day. */
const QUIET_MS = 86_400_000;

function parse(text: string | undefined): Kept[] {
  try {
    return z.array(Kept).parse(JSON.parse(text ?? '[]'));
  } catch {
    return []; // Alerts are about the record, which is still whole.
  }
}

const lastMsOf = ({ alert, latest }: Kept): number => latest?.atMs ?? Date.parse(alert.lastAt);

const toAlert = (finding: Finding, atMs: number): Threat => ({
  id: randomBytes(8).toString('hex'),
  at: new Date(atMs).toISOString(),
  lastAt: new Date(atMs).toISOString(),
  kind: finding.kind,
  severity: finding.severity,
  keyId: finding.keyId,
  ip: finding.ip,
  count: finding.count,
  message: finding.message(finding.count),
  suggestion: finding.suggestion,
  state: 'open',
});

/** The alerts of a file's text; a missing or damaged one is an empty list. */
export function createAlertList(text: string | undefined): AlertList {
  const kept = parse(text);
  const nameOf = (kind: string, subject: string) => `${kind} ${subject}`;
  const latest = new Map(kept.map((one) => [nameOf(one.alert.kind, one.subject), one]));
  const isGoingOn = (one: Kept, atMs: number) =>
    one.alert.state === 'open' || atMs - lastMsOf(one) < QUIET_MS;
  const push = (one: Kept) => {
    kept.push(one);
    latest.set(nameOf(one.alert.kind, one.subject), one);
    const gone = kept.length > MAX_ALERTS ? kept.shift() : undefined;
    if (!gone) return;
    const name = nameOf(gone.alert.kind, gone.subject);
    if (latest.get(name) === gone) latest.delete(name);
  };
  return {
    add(finding, atMs) {
      const known = latest.get(nameOf(finding.kind, finding.subject));
      if (!known || !isGoingOn(known, atMs)) {
        const alert = toAlert(finding, atMs);
        push({ alert, subject: finding.subject });
        return { id: alert.id, isNew: true };
      }
      const count = (known.latest?.count ?? known.alert.count) + 1;
      known.latest = { finding, count, atMs };
      return { id: known.alert.id, isNew: false };
    },
    byId(id) {
      const found = kept.find(({ alert }) => alert.id === id);
      return found && read(found);
    },
    list: (onlyOpen) =>
      kept
        .map(read)
        .filter(({ state }) => !onlyOpen || state === 'open')
        .reverse(),
    close(id, state) {
      const found = kept.find(({ alert }) => alert.id === id);
      if (!found) throw new LatchkeyError('THREAT_UNKNOWN');
      found.alert = { ...read(found), state };
      return { alert: found.alert, subject: found.subject };
    },
    toText: () => JSON.stringify(kept.map((one) => ({ alert: read(one), subject: one.subject }))),
  };
}
