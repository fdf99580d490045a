import type { AuditEntry } from '#shared/contract/operations/records';

/** Everything that could end a line, start a column or command a terminal becomes one visible mark. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff|]/gu;

/** The text with a visible mark for everything that a log viewer or a terminal would act on. */
export const clean = (text: string): string => text.replaceAll(UNSAFE, '\ufffd');

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time, to the second, as people read it in a log. */
function toLocalTime(at: string): string {
  const date = new Date(at);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}`;
}

const userOf = ({ person, keyName, keyId }: AuditEntry) => person ?? keyName ?? keyId ?? '-';
const serviceOf = ({ serviceName, serviceId }: AuditEntry) => serviceName ?? serviceId ?? '-';

const columns: Record<AuditEntry['event'], (entry: AuditEntry) => string[]> = {
  AUTHORIZED: (entry) => [
    `User: ${userOf(entry)}`,
    `Service: ${serviceOf(entry)}`,
    `IP: ${entry.ip}`,
  ],
  UNAUTHORIZED: ({ ip, presented }) => [
    `IP: ${ip}`,
    presented === null ? 'Key: none' : `Key: ${presented}...`,
  ],
  PUBLIC: ({ ip, status }) => [`IP: ${ip}`, `Status: ${status}`],
  ERROR: (entry) => [
    `User: ${userOf(entry)}`,
    `Service: ${serviceOf(entry)}`,
    `IP: ${entry.ip}`,
    `Status: ${entry.status}`,
    `Code: ${entry.code ?? '-'}`,
  ],
  ADMIN: ({ ip, operation, status }) => [
    `IP: ${ip}`,
    `Operation: ${operation ?? '-'}`,
    `Status: ${status}`,
  ],
};

/** One line `time | level | event | call | ...` in local time. Never more than one line, whatever the caller sent. */
export function renderClassic(entry: AuditEntry): string {
  const level = entry.event === 'ERROR' ? 'ERROR' : 'INFO';
  const start = [toLocalTime(entry.at), level, entry.event, `${entry.method} ${entry.path}`];
  return [...start, ...columns[entry.event](entry)].map(clean).join(' | ');
}

/** UTC with six digits after the second. */
const toMicroseconds = (at: string): string => new Date(at).toISOString().replace('Z', '000Z');

/** One line `time | key | call | status` of the access log, in UTC. */
export function renderAccess(entry: AuditEntry): string {
  const { at, keyId, method, path, status } = entry;
  return [toMicroseconds(at), keyId ?? '-', `${method} ${path}`, String(status)]
    .map(clean)
    .join(' | ');
}
