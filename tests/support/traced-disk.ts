/** One thing that a traced process did, in order. */
type DiskStep =
  | { readonly type: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly file: string; readonly size: number }
  | { readonly type: 'sync'; readonly file: string }
  /** Lines on stdout. */
  | { readonly type: 'said'; readonly text: string };

/** What strace has to be asked for. */
export const TRACE_ARGS = [
  '-f',
  '--seccomp-bpf',
  '-xx',
  '-s',
  '1000000',
  '-e',
  'trace=openat,close,pwrite64,write,fsync,fdatasync,ftruncate',
] as const;

const toBytes = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex');

/** Follows file numbers to names, and keeps what was done to files that are asked for. */
class TraceReader {
  readonly steps: DiskStep[] = [];
  readonly #isWanted: (file: string) => boolean;
  readonly #files = new Map<number, string>();
  readonly #pending = new Map<string, string>();

  constructor(isWanted: (file: string) => boolean) {
    this.#isWanted = isWanted;
  }

  readLine(line: string): void {
    const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    if (resumed) return this.#end((this.#pending.get(thread) ?? '') + resumed[1]);
    const begun = text.replace(/\s*<unfinished \.\.\.>$/, '');
    this.#begin(begun);
    if (begun === text) this.#end(text);
    else this.#pending.set(thread, begun);
  }

  /** What is given to the system counts from the moment it is given. */
  #begin(text: string): void {
    const write = /^p?write(?:64)?\((\d+), "((?:\\x[0-9a-f]{2})*)", \d+(?:, (\d+))?/.exec(text);
    if (write) {
      const file = this.#files.get(Number(write[1]));
      const bytes = toBytes(write[2] ?? '');
      if (write[3] === undefined && write[1] === '1') {
        this.steps.push({ type: 'said', text: bytes.toString() });
      } else if (file !== undefined) {
        this.steps.push({ type: 'write', file, at: Number(write[3] ?? 0), bytes });
      }
    }
    const closed = /^close\((\d+)/.exec(text);
    if (closed) this.#files.delete(Number(closed[1]));
  }

  /** What the system promises counts from its answer. */
  #end(text: string): void {
    const opened = /^openat\(\w+, "((?:\\x[0-9a-f]{2})*)".*= (\d+)$/.exec(text);
    if (opened) {
      const file = toBytes(opened[1] ?? '').toString();
      if (this.#isWanted(file)) this.#files.set(Number(opened[2]), file);
    }
    const done = /^(fsync|fdatasync|ftruncate)\((\d+)(?:, (\d+))?\)\s+= 0$/.exec(text);
    const file = this.#files.get(Number(done?.[2]));
    if (!done || file === undefined) return;
    if (done[1] === 'ftruncate') this.steps.push({ type: 'truncate', file, size: Number(done[3]) });
    else this.steps.push({ type: 'sync', file });
  }
}

/** Reads a log of strace made with TRACE_ARGS. */
export function readTrace(log: string, isWanted: (file: string) => boolean): DiskStep[] {
  const reader = new TraceReader(isWanted);
  for (const line of log.split('\n')) reader.readLine(line);
  return reader.steps;
}

type Change = Extract<DiskStep, { type: 'write' | 'truncate' }>;

function apply(bytes: Buffer, change: Change): Buffer {
  if (change.type === 'truncate') {
    const cut = bytes.subarray(0, change.size);
    return Buffer.concat([cut, Buffer.alloc(change.size - cut.length)]);
  }
  const end = change.at + change.bytes.length;
  const grown =
    end > bytes.length ? Buffer.concat([bytes, Buffer.alloc(end - bytes.length)]) : bytes;
  change.bytes.copy(grown, change.at);
  return grown;
}

/** A disk on which bytes are safe only after a sync of their file. */
export class TracedDisk {
  readonly #safe = new Map<string, Buffer>();
  readonly #unsafe = new Map<string, Change[]>();

  follow(step: DiskStep): void {
    if (step.type === 'said') return;
    const waiting = this.#unsafe.get(step.file) ?? [];
    this.#unsafe.set(step.file, step.type === 'sync' ? [] : [...waiting, step]);
    if (step.type !== 'sync') return;
    const before = this.#safe.get(step.file) ?? Buffer.alloc(0);
    this.#safe.set(step.file, waiting.reduce(apply, before));
  }

  /** What is on the platter if the power goes now; of what was not synced, that which `isKept`. */
  afterPowerLoss(isKept: () => boolean): Map<string, Buffer> {
    const files = new Set([...this.#safe.keys(), ...this.#unsafe.keys()]);
    return new Map(
      [...files].map((file) => {
        const kept = (this.#unsafe.get(file) ?? []).filter(isKept);
        return [file, kept.reduce(apply, Buffer.from(this.#safe.get(file) ?? ''))];
      }),
    );
  }
}
