/**
 * Who did what, and who was turned away. Somebody who misused the gateway will want to change this afterwards, and
 * callers choose much of its text: so each line carries the hash of the line before, and no text can leave its line.
 */
import path from 'node:path';
import type { AuditEntry } from '#shared/contract/operations/records';
import { LatchkeyError } from '#shared/contract/errors';
import { closeViews, linesForward } from './audit-files';
import { hashOf, toEntry, toLine, type ChainHead } from './audit-line';
import { searchRecord, type AuditFound, type AuditQuery } from './audit-search';
import { findHead } from './audit-start';
import { verifyChain, type AuditVerdict } from './audit-verify';
import { AuditWriter } from './audit-writer';
import { toNumberedEntry } from './numbered-entry';

/** What there is to say about one attempt or change; the record adds its place in the chain. */
export type AuditDraft = Omit<AuditEntry, 'seq' | 'at'> & { atMs: number };

/** The record of all attempts and changes: only ever added to, and any later change shows. */
export interface AuditLog {
  /** Never blocks and never throws. Entries of one turn of the event loop go to disk together, within a second. */
  append(draft: AuditDraft): void;
  /** Resolves when the entry is synced. Rejects with RECORD_UNAVAILABLE within 2 s when it cannot be. */
  appendDurably(draft: AuditDraft): Promise<void>;
  search(query: AuditQuery): Promise<AuditFound>;
  verify(): Promise<AuditVerdict>;
  /** Every line that is on disk when it is asked for, oldest first, with what it says. */
  lines(): AsyncGenerator<{ entry: AuditEntry; line: string }>;
  /** Another size takes effect at once; files beyond `keepFiles` go. */
  resize(size: AuditSize): Promise<void>;
  onAppend(listener: (entry: AuditEntry) => void): () => void;
  /** False while the file refuses writes. It is tried again at least every 5 s. */
  readonly healthy: boolean;
  /** The file that says where the record ended was missing at a start: lines may have been cut off. */
  readonly isUnsure: boolean;
  close(): Promise<void>;
}

/** How much of the record is kept. */
interface AuditSize {
  readonly maxBytes: number;
  readonly keepFiles: number;
}

/** Where the record is kept, and how much of it. */
interface AuditOptions extends AuditSize {
  readonly dataDir: string;
}

/** Entries that answer a search at once. */
const RECENT = 200;
/** Lines that wait while the file refuses writes; what comes after them is counted and not kept. */
const BACKLOG = 10_000;
/** The same for a file that is only slower than a burst of calls. */
const BURST = 100_000;

const note = (operation: string, change: unknown): AuditDraft => ({
  atMs: Date.now(),
  event: 'ERROR',
  requestId: '',
  method: '',
  path: '',
  status: 500,
  ip: '',
  userAgent: '',
  keyId: null,
  keyName: null,
  person: null,
  serviceId: null,
  serviceName: null,
  code: 'RECORD_UNAVAILABLE',
  milliseconds: 0,
  bytesIn: 0,
  bytesOut: 0,
  tokensIn: null,
  tokensOut: null,
  model: null,
  costNano: '0',
  operation,
  change,
  presented: null,
});

class ChainedAuditLog implements AuditLog {
  readonly #writer: AuditWriter;
  readonly #listeners = new Set<(entry: AuditEntry) => void>();
  #drafts: AuditDraft[] = [];
  #recent: AuditEntry[] = [];
  #place: ChainHead;
  #lost = 0;
  #isScheduled = false;

  constructor(writer: AuditWriter, place: ChainHead) {
    this.#writer = writer;
    this.#place = place;
  }

  get healthy(): boolean {
    return this.#writer.healthy;
  }

  get isUnsure(): boolean {
    const { unsureAt, gone } = this.#writer.head;
    return unsureAt !== undefined && (gone?.seq ?? 0) < unsureAt;
  }

  append(draft: AuditDraft): void {
    this.#drafts.push(draft);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#takeTurn());
  }

  async appendDurably(draft: AuditDraft): Promise<void> {
    this.#drafts.push(draft);
    const lost = this.#lost;
    this.#takeTurn();
    if (this.#lost > lost) throw new LatchkeyError('RECORD_UNAVAILABLE');
    await this.#writer.sync();
  }

  search(query: AuditQuery): Promise<AuditFound> {
    this.#takeTurn();
    const recent = [...this.#recent];
    return searchRecord(query, { recent, views: () => this.#writer.views(), closeViews });
  }

  async verify(): Promise<AuditVerdict> {
    this.#takeTurn();
    // What cannot be written is not part of what can be verified.
    await this.#writer.sync().catch(() => undefined);
    const views = await this.#writer.views();
    const head = this.#writer.head;
    try {
      return await verifyChain(views.toReversed(), head);
    } finally {
      await closeViews(views);
    }
  }

  async *lines(): AsyncGenerator<{ entry: AuditEntry; line: string }> {
    this.#takeTurn();
    await this.#writer.sync().catch(() => undefined); // what is on disk is all that can be told
    const views = await this.#writer.views();
    try {
      for (const view of views.toReversed()) {
        for await (const bytes of linesForward(view)) {
          const line = bytes.toString('utf8');
          const entry = toEntry(line);
          if (entry) yield { entry, line };
        }
      }
    } finally {
      await closeViews(views);
    }
  }

  resize(size: AuditSize): Promise<void> {
    return this.#writer.resize(size);
  }

  onAppend(listener: (entry: AuditEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#takeTurn();
    await this.#writer.close();
  }

  #takeTurn(): void {
    this.#isScheduled = false;
    const drafts = this.#drafts;
    if (drafts.length === 0) return;
    this.#drafts = [];
    for (const draft of drafts) this.#chain(draft);
    const keep = Math.max(RECENT, this.#writer.backlog);
    if (this.#recent.length > keep * 2) this.#recent = this.#recent.slice(-keep);
  }

  #chain(draft: AuditDraft): void {
    if (this.#writer.backlog >= (this.healthy ? BURST : BACKLOG)) {
      this.#lost++;
      return;
    }
    if (this.#lost > 0) {
      const lost = this.#lost;
      this.#lost = 0;
      this.#add(note('audit.gap', { lost }));
    }
    try {
      this.#add(draft);
    } catch {
      // An entry that cannot be written down must not take the others with it; the gap will be told.
      this.#lost++;
    }
  }

  #tell(listener: (entry: AuditEntry) => void, entry: AuditEntry): void {
    try {
      listener(entry);
    } catch {
      // The record must not depend on who watches it.
    }
  }

  #add(draft: AuditDraft): void {
    const seq = this.#place.seq + 1;
    const entry = toNumberedEntry(seq, draft);
    const line = toLine(entry, this.#place.hash);
    this.#place = { seq, hash: hashOf(line) };
    this.#writer.push(line, this.#place);
    this.#recent.push(entry);
    for (const listener of this.#listeners) this.#tell(listener, entry);
  }
}

/** Opens the record of a data folder and goes on with its chain. A file that cannot be written makes it unhealthy, not absent. */
export async function openAuditLog(options: AuditOptions): Promise<AuditLog> {
  const { dataDir, maxBytes, keepFiles } = options;
  const folder = path.join(dataDir, 'audit');
  const head = await findHead(folder, keepFiles);
  let log: AuditLog | undefined = undefined;
  let cutAtStart = 0;
  const onMended = (cutBytes: number) => {
    if (log) log.append(note('audit.mend', { cutBytes }));
    else cutAtStart += cutBytes;
  };
  const writer = new AuditWriter({ folder, maxBytes, keepFiles }, head, onMended);
  await writer.start();
  log = new ChainedAuditLog(writer, head);
  if (cutAtStart > 0) log.append(note('audit.mend', { cutBytes: cutAtStart }));
  return log;
}
