import { lstat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { auditFileName, openForAppending } from './audit-files';
import { mendTail } from './audit-start';

/** The file that lines are added to. After a failure it opens where it was: what a write left half-done is taken back. */
export class AuditFile {
  readonly #folder: string;
  readonly #onMended: (cutBytes: number) => void;
  #handle: FileHandle | undefined;
  #ino = -1;
  #size = 0;

  constructor(folder: string, onMended: (cutBytes: number) => void) {
    this.#folder = folder;
    this.#onMended = onMended;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  /** Bytes of whole lines. It is kept while the file is closed. */
  get size(): number {
    return this.#size;
  }

  /** Opens it for appending, created if need be. A line that somebody else left torn is mended. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Adds whole lines. When it rejects, the next `open` removes what came of them. */
  async append(block: Buffer): Promise<void> {
    const handle = this.#handle ?? (await this.#open());
    for (let at = 0; at < block.length;) at += (await handle.write(block, at)).bytesWritten;
    this.#size += block.length;
  }

  /** Resolves when all of it is on disk. Rejects also when another file has its name. */
  async sync(): Promise<void> {
    const handle = this.#handle ?? (await this.#open());
    await handle.datasync();
    if (!(await this.isStillOurs())) throw new Error('The file was replaced by another.');
  }

  /** False when the file was taken away or replaced. */
  async isStillOurs(): Promise<boolean> {
    const file = path.join(this.#folder, auditFileName(0));
    const found = await lstat(file).catch(() => undefined);
    return found?.ino === this.#ino;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    // Whatever it could still say was said by the sync before.
    await handle?.close().catch(() => undefined);
  }

  async #open(): Promise<FileHandle> {
    const handle = await openForAppending(this.#folder);
    this.#handle = handle;
    const { ino, size } = await handle.stat();
    if (ino === this.#ino && size > this.#size) {
      // A write that failed half-way: what is left of it will be written again, whole.
      await handle.truncate(this.#size);
    } else if (ino !== this.#ino) {
      const cut = await mendTail(this.#folder);
      if (cut > 0) this.#onMended(cut);
    }
    this.#size = (await handle.stat()).size;
    this.#ino = ino;
    return handle;
  }
}
