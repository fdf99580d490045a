import path from 'node:path';
import type { DiskPort } from '../../gateway/storage/disk-port';

/** Thrown by every operation from the moment the power is gone. */
export class PowerLoss extends Error {}

interface Inode {
  ino: number;
  /** What programs read. */
  bytes: Buffer;
  /** What is on the platter. */
  synced: Buffer;
  mtimeMs: number;
}

type NameChange = (names: Map<string, Inode>) => void;

/** What a power cut does with a write or a name that was never synced: some disks keep it, some do not. */
export type Luck = 'drops all' | 'keeps names, drops bytes' | 'keeps the last name only';

/**
 * A disk that loses power. Bytes are safe after a sync of their file, names after a sync of their folder; until then
 * both live in memory. `powerLossAt` stops it before the step with that number.
 */
export class SimulatedDisk implements DiskPort {
  steps = 0;
  readonly #powerLossAt: number;
  #names = new Map<string, Inode>();
  #safeNames = new Map<string, Inode>();
  #unsafe: NameChange[] = [];
  #nextIno = 1;

  constructor(powerLossAt = Infinity, start: ReadonlyMap<string, Buffer> = new Map()) {
    this.#powerLossAt = powerLossAt;
    for (const [name, bytes] of start) {
      const inode = { ino: this.#nextIno++, bytes, synced: bytes, mtimeMs: 0 };
      this.#names.set(name, inode);
      this.#safeNames.set(name, inode);
    }
  }

  #step(): void {
    if (this.steps >= this.#powerLossAt) throw new PowerLoss();
    this.steps++;
  }

  #rename(change: NameChange): void {
    change(this.#names);
    this.#unsafe.push(change);
  }

  async read(file: string): Promise<Buffer | undefined> {
    return this.#names.get(file)?.bytes;
  }

  async mark(file: string) {
    const found = this.#names.get(file);
    return found && { ino: found.ino, size: found.bytes.length, mtimeMs: found.mtimeMs };
  }

  async createSynced(file: string, bytes: Buffer): Promise<void> {
    this.#step();
    if (this.#names.has(file)) throw new Error(`${file} exists.`);
    const empty = Buffer.alloc(0);
    const inode: Inode = { ino: this.#nextIno++, bytes: empty, synced: empty, mtimeMs: this.steps };
    this.#rename((names) => names.set(file, inode));
    this.#step();
    inode.bytes = bytes;
    this.#step();
    inode.synced = bytes;
  }

  async replace(from: string, to: string): Promise<void> {
    this.#step();
    const inode = this.#names.get(from);
    if (!inode) throw new Error(`${from} does not exist.`);
    this.#rename((names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  async remove(file: string): Promise<void> {
    this.#step();
    this.#rename((names) => names.delete(file));
  }

  async syncFolder(): Promise<void> {
    this.#step();
    this.#safeNames = new Map(this.#names);
    this.#unsafe = [];
  }

  /** Puts a file there as an editor would, without asking. */
  edit(file: string, bytes: Buffer): void {
    this.#names.set(file, {
      ino: this.#nextIno++,
      bytes,
      synced: bytes,
      mtimeMs: this.steps + 0.5,
    });
  }

  /** The names without their folder, as programs see them now. */
  names(): string[] {
    return [...this.#names.keys()].map((file) => path.basename(file)).sort();
  }

  /** The disk after the power is back; it may go again before the step `powerLossAt`. */
  afterPowerLoss(luck: Luck, powerLossAt = Infinity): SimulatedDisk {
    const names = new Map(this.#safeNames);
    const kept = {
      'drops all': [],
      'keeps names, drops bytes': this.#unsafe,
      'keeps the last name only': this.#unsafe.slice(-1),
    };
    for (const change of kept[luck]) change(names);
    return new SimulatedDisk(
      powerLossAt,
      new Map([...names].map(([name, { synced }]) => [name, synced])),
    );
  }
}
