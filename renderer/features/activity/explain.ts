import * as z from 'zod';
import type { AuditEntry } from '#shared/contract/operations/records';
import { toOutcome } from '#shared/domain/call-outcome';
import type { ErrorText } from '#shared/text/error-text';
import { toErrorText } from '../../text/error-text';
import { t } from '../../text/t';
import { isVisit } from './fold-visits';
import { isAtOwnerDoor, isWrongSecret } from './owner-door';

const NamedChange = z.object({ input: z.object({ name: z.string() }) });

export type Tone = 'success' | 'warning' | 'danger' | 'accent';

const TONES = { succeeded: 'success', refused: 'warning', failed: 'danger' } as const;

/** How an entry ended, as a colour; the same as the filter that finds it. */
export function toTone(entry: AuditEntry): Tone {
  const outcome = toOutcome(entry);
  if (outcome === 'changes') return entry.code === null ? 'accent' : 'warning';
  return TONES[outcome];
}

/** What happened and what to do, with the names of the key and the service where they matter. */
export function explain(entry: AuditEntry): ErrorText {
  const { event, code, status } = entry;
  if (code !== null) return withNames(code, entry);
  if (event === 'ADMIN') return { title: toChangeWords(entry), help: t.activity.changeHelp };
  if (isVisit(entry)) return { title: t.activityMore.visited, help: t.activityMore.visitedHelp };
  if (status < 400) return { title: t.activity.wentThrough, help: t.activity.wentThroughHelp };
  return { title: t.activity.failedWith(status), help: t.activity.failedHelp };
}

/** What the owner did, or tried to do, in plain words; general ones for what this window does not know. */
export function toChangeWords({ operation }: AuditEntry): string {
  const words: Readonly<Record<string, string>> = t.activity.changes;
  const known = operation !== null && Object.hasOwn(words, operation);
  return (known ? words[operation] : undefined) ?? t.activity.changed;
}

/** The name of what the owner changed, as far as it was asked with one. */
export function toChangedName({ change }: AuditEntry): string {
  const asked = NamedChange.safeParse(change);
  return asked.success ? asked.data.input.name : '';
}

function withNames(code: string, entry: AuditEntry): ErrorText {
  const { keyName, serviceName } = entry;
  const plain = toErrorText(code);
  const texts = t.activity.explain;
  if (isWrongSecret(entry))
    return { title: texts.wrongSecret(entry.ip), help: texts.wrongSecretHelp };
  if (code === 'SERVICE_NOT_ALLOWED' && serviceName !== null) {
    const help = keyName === null ? plain.help : texts.serviceNotAllowedHelp(keyName);
    return { title: texts.serviceNotAllowed(serviceName), help };
  }
  if (code === 'LIMIT_REACHED' && keyName !== null) {
    return { title: texts.limitReached(keyName), help: texts.limitReachedHelp };
  }
  const named: Record<string, (service: string) => string> = {
    UPSTREAM_DOWN: texts.upstreamDown,
    UPSTREAM_TIMEOUT: texts.upstreamTimeout,
    SERVICE_PAUSED: texts.servicePaused,
  };
  const title = serviceName === null ? undefined : named[code]?.(serviceName);
  return title === undefined ? plain : { title, help: plain.help };
}

/** Who did it: the key's name, the owner, or nobody known. A device that got a key is on record among the changes. */
export function toActor(entry: AuditEntry): string {
  if (isAtOwnerDoor(entry)) return t.activity.unknown;
  return entry.keyName ?? (entry.event === 'ADMIN' ? t.activity.owner : t.activity.noKey);
}

/** What was asked for: the service and the path, or the door of the owner. */
export const toAsked = (entry: AuditEntry): string =>
  isAtOwnerDoor(entry)
    ? t.activity.ownerDoor
    : [entry.serviceName, entry.path].filter(Boolean).join(' · ');
