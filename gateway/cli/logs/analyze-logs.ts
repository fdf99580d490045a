import type { Terminal } from '../terminal';
import { SummaryBuilder, type LogSummary } from './log-summary';
import { openLog, readLog, type OpenLog } from './read-log';
import type { Thresholds } from './suspicion';

const PROGRESS_MS = 250;

/** What to read, and from when on. */
interface Analysis {
  /** In the order of time, oldest first. */
  readonly files: readonly string[];
  readonly fromMs: number;
  readonly thresholds: Thresholds;
}

/** Tells a person how far it is, on a line of stderr that is drawn over; nothing where nobody looks. */
function createProgress(terminal: Terminal, totalBytes: number) {
  let bytes = 0;
  let toldMs = performance.now();
  return {
    add(more: number): void {
      bytes += more;
      if (!terminal.showsProgress || performance.now() - toldMs < PROGRESS_MS) return;
      toldMs = performance.now();
      const share = totalBytes > 0 ? ` ${Math.floor((bytes / totalBytes) * 100)}%` : '';
      terminal.err(`\rReading${share} (${Math.round(bytes / 1_048_576)} MiB) `);
    },
    end(): void {
      if (terminal.showsProgress) terminal.err('\r\u001b[K');
    },
  };
}

async function openAll(files: readonly string[]): Promise<OpenLog[]> {
  const logs: OpenLog[] = [];
  try {
    // All at once, so that a log that is rotated meanwhile is neither read twice nor left out.
    for (const file of files) logs.push(await openLog(file));
    return logs;
  } catch (error) {
    await Promise.all(logs.map(({ handle }) => handle.close()));
    throw error;
  }
}

/** Reads the logs in constant memory. Throws a usage error when one cannot be opened; nothing in it is ever fatal. */
export async function analyzeLogs(analysis: Analysis, terminal: Terminal): Promise<LogSummary> {
  const logs = await openAll(analysis.files);
  const builder = new SummaryBuilder(analysis.fromMs, analysis.thresholds);
  const progress = createProgress(
    terminal,
    logs.reduce((sum, { size }) => sum + size, 0),
  );
  const problems: string[] = [];
  for (const log of logs) {
    const place = { file: log.name, line: 0 };
    const onLine = (line: string | undefined) => {
      place.line++;
      builder.add(line, place);
    };
    const problem = await readLog(log, onLine, (bytes) => progress.add(bytes));
    if (problem !== undefined) problems.push(problem);
  }
  progress.end();
  for (const problem of problems) terminal.err(`Warning: ${problem}\n`);
  return builder.finish();
}
