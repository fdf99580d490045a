import type { Certificate, HttpsTrouble } from '#shared/contract/operations/network';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { Settings } from '#shared/contract/operations/system';
import type * as z from 'zod';
import { toHttpsTrouble } from '../../network/https-trouble';
import { toHref } from '../../page-address';
import { toDate } from '../../text/format';
import { t } from '../../text/t';
import { toNames, type Check } from './checks';

const text = t.doors;
const DAY_MS = 86_400_000;
const IDLE_DAYS = 90;
/** It is renewed a month before its end: later than that, something keeps it from being renewed. */
const SOON_DAYS = 21;

const toNetwork = { href: toHref('network'), text: t.security.checks.toNetwork };
const toKeys = { href: toHref('keys'), text: t.security.checks.toKeys };

interface Shown {
  readonly certificate: z.infer<typeof Certificate> | null;
  readonly problem: string | null;
  readonly trouble?: HttpsTrouble | undefined;
}

/** Whether devices can be sure to whom they talk. */
export function checkCertificate(
  { certificate, problem, trouble }: Shown,
  isHttpsOn: boolean,
  nowMs: number,
): Check {
  const check = (mark: Check['mark'], title: string, help: string): Check => ({
    id: 'certificate',
    mark,
    title,
    text: help,
    link: toNetwork,
  });
  if (isHttpsOn && problem !== null) {
    return check('bad', text.certificateProblem, toHttpsTrouble(trouble));
  }
  if (!certificate) return check('unknown', text.certificateNone, text.certificateNoneHelp);
  const untilMs = Date.parse(certificate.notAfter);
  const days = Math.ceil((untilMs - nowMs) / DAY_MS);
  if (days <= 0) return check('bad', text.certificateOver, text.certificateOverHelp);
  if (days <= SOON_DAYS) {
    return check('look', text.certificateSoon(days), text.certificateGoodHelp);
  }
  return check('good', text.certificateGood(toDate(untilMs)), text.certificateGoodHelp);
}

/** Whether something unusual waits for an answer. */
export const checkAlerts = (open: number): Check => ({
  id: 'alerts',
  mark: open === 0 ? 'good' : 'look',
  title: open === 0 ? text.alertsNone : text.alerts(open),
  text: open === 0 ? text.alertsNoneHelp : text.alertsHelp,
});

/** Whether keys can do what could change the machine behind. */
export function checkPaths(keys: readonly KeySummary[]): Check {
  const opened = keys.filter(({ state, openPaths }) => state === 'active' && openPaths.length > 0);
  if (opened.length === 0) {
    return { id: 'paths', mark: 'good', title: text.pathsNone, text: text.pathsNoneHelp };
  }
  const names = toNames(opened.map(({ name }) => name));
  return {
    id: 'paths',
    mark: 'look',
    title: text.paths(names),
    text: text.pathsHelp,
    link: toKeys,
  };
}

/** Whether only chosen networks are let in. */
export const checkCallers = ({ addresses }: Pick<Settings, 'addresses'>): Check => {
  const isNarrow = addresses.allow.length > 0;
  return {
    id: 'callers',
    mark: 'good',
    title: isNarrow ? text.callers : text.callersAll,
    text: isNarrow ? text.callersHelp : text.callersAllHelp,
    link: toNetwork,
  };
};

/** The active keys that nobody has used for a quarter of a year. */
export const idleKeys = (keys: readonly KeySummary[], nowMs: number): KeySummary[] =>
  keys.filter(
    ({ state, lastUsedAt, createdAt }) =>
      state === 'active' && nowMs - Date.parse(lastUsedAt ?? createdAt) > IDLE_DAYS * DAY_MS,
  );

/** Whether keys lie around that nobody needs. */
export function checkIdle(keys: readonly KeySummary[], nowMs: number): Check {
  const idle = idleKeys(keys, nowMs);
  if (idle.length === 0) {
    return { id: 'idle', mark: 'good', title: text.idleNone, text: text.idleNoneHelp };
  }
  const help = text.idleHelp(toNames(idle.map(({ name }) => name)));
  return { id: 'idle', mark: 'look', title: text.idle(idle.length), text: help, link: toKeys };
}
