import { readFileSync, writeFileSync } from 'node:fs';

const field = (pid: number, name: string): number => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(
    readFileSync(`/proc/${pid}/status`, 'latin1'),
  );
  return Number(found?.[1] ?? NaN) * 1024;
};

/** True where the memory of another process can be read. */
export const canMeasure = process.platform === 'linux';

/** Bytes by which the memory of a process grew at most while the work was done, as the kernel counts them. */
export async function peakGrowth(pid: number, work: () => Promise<void>): Promise<number> {
  // Forgets the highest value so far.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = field(pid, 'VmRSS');
  await work();
  return field(pid, 'VmHWM') - before;
}
