import { LatchkeyError } from '#shared/contract/errors';
import { afterPatience } from './after-patience';
import { AuditFile } from './audit-file';
import { openViews, rotateFiles, type FileView } from './audit-files';
import { writeHead, type AuditHead } from './audit-head';
import type { ChainHead } from './audit-line';
import { dropSurplus } from './audit-start';

/** Where the record lives and how much of it is kept. */
export interface AuditPlace {
  readonly folder: string;
  readonly maxBytes: number;
  readonly keepFiles: number;
}

type Line = { text: string; place: ChainHead };
type Waiting = { resolve(): void; reject(error: unknown): void };

const SYNC_MS = 1000;
/** Lines of a few turns go out in one write, unless somebody waits for them. */
const GATHER_MS = 10;
const PATIENCE_MS = 2000;
const BLOCK_BYTES = 1024 * 1024;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;

const unavailable = (cause: unknown) => new LatchkeyError('RECORD_UNAVAILABLE', { cause });

/** Brings lines to disk in their order, in blocks, and syncs at most once a second unless somebody waits for it. */
export class AuditWriter {
  healthy = true;
  #place: AuditPlace;
  readonly #file: AuditFile;
  readonly #lines: Line[] = [];
  #waiting: Waiting[] = [];
  #head: AuditHead;
  #isRunning = false;
  #isClosed = false;
  #isDirty = false;
  #syncedAtMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #exclusive: Promise<unknown> = Promise.resolve();

  constructor(place: AuditPlace, head: AuditHead, onMended: (cutBytes: number) => void) {
    this.#place = place;
    this.#head = head;
    this.#file = new AuditFile(place.folder, onMended);
  }

  /** The last place that was written, and the first that rotation has left. */
  get head(): AuditHead {
    return this.#head;
  }

  /** Lines that are not in the file yet. */
  get backlog(): number {
    return this.#lines.length;
  }

  push(text: string, place: ChainHead): void {
    this.#lines.push({ text, place });
    // While it is unhealthy, the retry comes by itself.
    if (this.healthy && !this.#isRunning) this.#gatherThenRun();
  }

  /** Resolves when everything pushed so far is synced. Rejects with RECORD_UNAVAILABLE, at the latest after 2 s. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => this.#giveUp(new Error('The disk does not answer.'));
      const stopWaiting = afterPatience(PATIENCE_MS, giveUp);
      const done = (finish: () => void) => {
        stopWaiting();
        finish();
      };
      this.#waiting.push({
        resolve: () => done(resolve),
        reject: (error) => done(() => reject(unavailable(error))),
      });
      clearTimeout(this.#timer);
      this.#run();
    });
  }

  /** All files as they are between two writes, newest first. */
  views(): Promise<FileView[]> {
    const { folder, keepFiles } = this.#place;
    return this.#alone(() => openViews(folder, keepFiles));
  }

  /** Tries the file for the first time, and takes care of what the last process left. */
  async start(): Promise<void> {
    await this.#alone(async () => {
      const { folder, keepFiles } = this.#place;
      try {
        await this.#file.open();
        const gone = await dropSurplus(folder, keepFiles);
        if (gone) this.#head = { ...this.#head, gone };
        // Before the first line: later on, that it is missing means that somebody took it away.
        await writeHead(folder, this.#head);
      } catch (error) {
        await this.#onFailed(error);
      }
    });
  }

  /** Takes effect with the next line; files that are now too many go at once. */
  async resize(size: Pick<AuditPlace, 'maxBytes' | 'keepFiles'>): Promise<void> {
    await this.#alone(async () => {
      this.#place = { ...this.#place, ...size };
      const gone = await dropSurplus(this.#place.folder, size.keepFiles);
      if (!gone) return;
      this.#head = { ...this.#head, gone };
      await writeHead(this.#place.folder, this.#head);
    });
  }

  async close(): Promise<void> {
    await this.sync().catch(() => undefined);
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#file.close();
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#exclusive.then(work);
    this.#exclusive = done.catch(() => undefined);
    return done;
  }

  #gatherThenRun(): void {
    this.#gathering ??= setTimeout(() => this.#run(), GATHER_MS);
  }

  #run(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#isRunning) return;
    this.#isRunning = true;
    const stopWaiting = afterPatience(PATIENCE_MS, () =>
      this.#giveUp(new Error('The disk is stuck.')),
    );
    void this.#alone(async () => {
      try {
        await this.#writeAll();
        this.healthy = true;
        this.#retryMs = FIRST_RETRY_MS;
      } catch (error) {
        await this.#onFailed(error);
      }
      stopWaiting();
      this.#isRunning = false;
      if (!this.healthy) return;
      if (this.#waiting.length > 0) this.#run();
      else if (this.#lines.length > 0) this.#gatherThenRun();
    });
  }

  async #writeAll(): Promise<void> {
    const waiting = [...this.#waiting];
    const isAwaited = waiting.length > 0;
    if (isAwaited && !(await this.#file.isStillOurs())) await this.#file.close();
    while (this.#lines.length > 0) await this.#writeBlock();
    const isDue = performance.now() - this.#syncedAtMs >= SYNC_MS;
    if (isAwaited || (this.#isDirty && isDue)) await this.#sync();
    else if (this.#isDirty) this.#later(SYNC_MS);
    this.#waiting = this.#waiting.filter((one) => !waiting.includes(one));
    for (const { resolve } of waiting) resolve();
  }

  async #writeBlock(): Promise<void> {
    if (!this.#file.isOpen) await this.#file.open();
    const room = this.#place.maxBytes - this.#file.size;
    let [text, bytes, count] = ['', 0, 0];
    for (const line of this.#lines) {
      bytes += Buffer.byteLength(line.text) + 1;
      if (count > 0 && bytes > Math.min(room, BLOCK_BYTES)) break;
      if (count === 0 && bytes > room && this.#file.size > 0) return this.#rotate();
      text += `${line.text}\n`;
      count++;
    }
    await this.#file.append(Buffer.from(text));
    const last = this.#lines.splice(0, count).at(-1);
    this.#isDirty = true;
    this.#head = { ...this.#head, ...last?.place };
  }

  async #sync(): Promise<void> {
    await this.#file.sync();
    await writeHead(this.#place.folder, this.#head);
    this.#isDirty = false;
    this.#syncedAtMs = performance.now();
  }

  async #rotate(): Promise<void> {
    const { folder, keepFiles } = this.#place;
    await this.#sync();
    await this.#file.close();
    await rotateFiles(folder, keepFiles + 1);
    const gone = await dropSurplus(folder, keepFiles);
    if (gone) this.#head = { ...this.#head, gone };
    await this.#file.open();
    await writeHead(folder, this.#head);
  }

  async #onFailed(error: unknown): Promise<void> {
    this.#giveUp(error);
    await this.#file.close();
    this.#later(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #giveUp(error: unknown): void {
    this.healthy = false;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => this.#run(), ms);
    this.#timer.unref();
  }
}
