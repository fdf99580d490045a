import { readFileSync, writeFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second on every machine it runs Node on. */
const TICKS_PER_SECOND = 100;

const readProc = (pid: number | undefined, file: string): string | undefined => {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // the process is gone
  }
};

/** Processor seconds of a process so far, all its threads together; NaN where it cannot be known. */
export function cpuSeconds(pid: number | undefined): number {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return NaN;
  // The name in the second field may hold spaces; what follows its bracket is counted from field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const toMegabytes = (status: string | undefined, name: string): number => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status ?? '');
  return found ? Number(found[1]) / 1024 : NaN;
};

export const residentMegabytes = (pid: number | undefined): number =>
  toMegabytes(readProc(pid, 'status'), 'VmRSS');

/** The most memory that the process ever held since its start or the last `forgetPeak`. */
export const peakMegabytes = (pid: number | undefined): number =>
  toMegabytes(readProc(pid, 'status'), 'VmHWM');

/** Begins the peak anew. */
export function forgetPeak(pid: number | undefined): void {
  if (pid === undefined || process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Without the right to do so the peak is that of the whole run: too high, never too low.
  }
}
