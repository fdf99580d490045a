import * as z from 'zod';
import { AuditEntry } from '#shared/contract/operations/records';
import { LOG_EVENTS, type LogEvent, type LogForm, type LogRecord } from './log-record';

export interface ParsedLine {
  readonly form: LogForm;
  readonly record: LogRecord;
}

/** Only what is asked of a line of the record, so that lines of older and newer versions are read too. */
const Name = z.string().nullish();
const AuditLine = z.object({
  at: z.string(),
  event: AuditEntry.shape.event,
  method: z.string(),
  path: z.string(),
  status: z.int(),
  ip: z.string(),
  keyId: Name,
  keyName: Name,
  person: Name,
  personName: Name,
  serviceId: Name,
  serviceName: Name,
  code: Name,
  change: z
    .object({ more: z.int().min(1).max(1_000_000_000) })
    .nullish()
    .catch(null),
});

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // A line that is no JSON is a broken line, which the caller counts.
  }
};

function parseAudit(line: string): LogRecord | undefined {
  const parsed = AuditLine.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { at, event, method, path, status, ip, code, change, ...who } = parsed.data;
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return undefined;
  return {
    atMs,
    event,
    method,
    path,
    status,
    ip: ip || null,
    keyId: who.keyId ?? null,
    user: who.personName ?? who.person ?? who.keyName ?? who.keyId ?? null,
    service: who.serviceName ?? who.serviceId ?? null,
    code: code ?? null,
    times: change?.more ?? 1,
  };
}

/** Of the forms that have no codes. */
const untold = { code: null, times: 1 } as const;

const CALL = /^([A-Za-z]{1,20}) (\S.*)$/;
const CLASSIC_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?$/;

/** Local time, as the classic form writes it. */
function toLocalMs(text: string): number | undefined {
  const match = CLASSIC_TIME.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23) return undefined;
  return new Date(year, month - 1, day, hour, minute, second).getTime();
}

const toEvent = (text: string): LogEvent | undefined =>
  LOG_EVENTS.find((event) => event === text.trim());

/** The `Name: value` columns; a column without a name is left out. */
function toColumns(cells: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    cells.flatMap((cell) => {
      const at = cell.indexOf(':');
      return at < 1 ? [] : [[cell.slice(0, at).trim().toLowerCase(), cell.slice(at + 1).trim()]];
    }),
  );
}

const toStatus = (text: string | undefined): number | null =>
  text !== undefined && /^(0|[1-9]\d\d)$/.test(text) ? Number(text) : null;

const toName = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === '-' ? null : text;

function parseClassic(cells: readonly string[]): LogRecord | undefined {
  const [time = '', , eventText = '', callText = '', ...rest] = cells;
  const atMs = toLocalMs(time.trim());
  const event = toEvent(eventText);
  if (atMs === undefined || event === undefined) return undefined;
  const call = CALL.exec(callText.trim());
  // An error of the system itself has no call.
  if (!call && event !== 'ERROR') return undefined;
  const columns = toColumns(rest);
  return {
    atMs,
    event,
    method: call?.[1] ?? '-',
    path: call?.[2] ?? '-',
    status: toStatus(columns.get('status')),
    user: toName(columns.get('user')),
    keyId: null,
    service: toName(columns.get('service')),
    ip: toName(columns.get('ip')),
    ...untold,
  };
}

const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;

/** What an access line tells by its status alone. */
function eventOf(path: string, keyId: string | null, status: number): LogEvent {
  if (path.startsWith('/admin/v1/')) return 'ADMIN';
  if (status === 401 || (keyId === null && (status === 403 || status === 429))) {
    return 'UNAUTHORIZED';
  }
  if (status >= 500) return 'ERROR';
  return keyId === null ? 'PUBLIC' : 'AUTHORIZED';
}

function parseAccess(cells: readonly string[]): LogRecord | undefined {
  const [time = '', key = '', callText = '', statusText = ''] = cells.map((cell) => cell.trim());
  const call = CALL.exec(callText);
  const status = toStatus(statusText);
  if (!ISO_TIME.test(time) || !call || status === null) return undefined;
  const atMs = Date.parse(time.replace(' ', 'T'));
  if (Number.isNaN(atMs)) return undefined;
  const keyId = toName(key);
  const [, method = '', path = ''] = call;
  const event = eventOf(path, keyId, status);
  const seen = { atMs, event, method, path, status };
  return { ...seen, user: keyId, keyId, service: null, ip: null, ...untold };
}

/** Reads one line, in whichever of the three forms it is; undefined for a broken one. */
export function parseLine(line: string): ParsedLine | undefined {
  if (line.startsWith('{')) {
    const record = parseAudit(line);
    return record && { form: 'audit', record };
  }
  const cells = line.split(' | ');
  const isAccess = cells.length === 4 && ISO_TIME.test(cells[0] ?? '');
  const access = isAccess ? parseAccess(cells) : undefined;
  if (access) return { form: 'access', record: access };
  const classic = cells.length >= 4 ? parseClassic(cells) : undefined;
  return classic && { form: 'classic', record: classic };
}
