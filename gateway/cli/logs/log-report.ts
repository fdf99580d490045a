import type { LogSummary, Named } from './log-summary';
import type { Finding } from './suspicion';

const isoOf = (ms: number): string => new Date(ms).toISOString();

const toTop = (map: ReadonlyMap<string, number>): Named[] =>
  [...map]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

/** Where and over which time was looked. */
interface ReportScope {
  readonly files: readonly string[];
  /** Null: all of it. */
  readonly hours: number | null;
  readonly nowMs: number;
}

const toFinding = ({ kind, who, count, atMs }: Finding) => ({ kind, who, count, at: isoOf(atMs) });

/** The report as JSON has it; its names and shapes stay as they are. */
export function toLogReport(summary: LogSummary, { files, hours, nowMs }: ReportScope) {
  const { lines, outside, announced, broken, forms, events, top, isEstimated } = summary;
  return {
    files,
    from: hours === null ? null : isoOf(nowMs - hours * 3_600_000),
    to: isoOf(nowMs),
    lines,
    outside,
    announced,
    broken,
    forms,
    events,
    trend: summary.trend.map(({ atMs, ...counts }) => ({ at: isoOf(atMs), ...counts })),
    ...top,
    isEstimated,
    activity: summary.users.map(([user, row]) => ({
      user,
      calls: row.count,
      refused: row.refused,
      failed: row.failed,
      first: isoOf(row.firstMs),
      last: isoOf(row.lastMs),
      hours: row.hours,
      services: toTop(row.services),
      addresses: [...row.addresses],
    })),
    suspicious: summary.findings.map(toFinding),
  };
}

export type LogReport = ReturnType<typeof toLogReport>;
