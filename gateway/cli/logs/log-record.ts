import type { AuditEntry } from '#shared/contract/operations/records';

export type LogEvent = AuditEntry['event'];
export const LOG_EVENTS: readonly LogEvent[] = [
  'AUTHORIZED',
  'UNAUTHORIZED',
  'PUBLIC',
  'ERROR',
  'ADMIN',
];

/** What a line of any of the three forms tells; null for what its form does not tell. */
export interface LogRecord {
  readonly atMs: number;
  readonly event: LogEvent;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  /** The person, or the key's name or id where no person is told. */
  readonly user: string | null;
  readonly keyId: string | null;
  readonly service: string | null;
  readonly ip: string | null;
  /** Why it was refused; null also in the forms that do not tell. */
  readonly code: string | null;
  /** How many attempts the line stands for: the record counts many refusals of one address together. */
  readonly times: number;
}

/** The forms, by the line: a file may hold all three. */
export type LogForm = 'audit' | 'classic' | 'access';
