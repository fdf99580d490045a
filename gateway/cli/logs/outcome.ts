import type { LogRecord } from './log-record';

/** The service or the gateway failed. */
export const isFailed = ({ event, status }: LogRecord): boolean =>
  event === 'ERROR' || (status !== null && status >= 500);

/** The caller was turned away. */
export const isRefused = (record: LogRecord): boolean =>
  !isFailed(record) &&
  (record.event === 'UNAUTHORIZED' || (record.status !== null && record.status >= 400));
