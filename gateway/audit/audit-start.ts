import { rm, truncate, appendFile } from 'node:fs/promises';
import path from 'node:path';
import { auditFileName, closeViews, linesBackward, linesForward, openViews } from './audit-files';
import type { FileView } from './audit-files';
import { readHead, type AuditHead } from './audit-head';
import { FIRST_PREV, hashOf, toLink, type ChainHead } from './audit-line';

/** The last line of a file that can be read, as a place in the chain. */
async function lastPlaceOf(view: FileView): Promise<ChainHead | undefined> {
  for await (const line of linesBackward(view)) {
    const link = toLink(line);
    if (link) return { seq: link.seq, hash: hashOf(line) };
  }
  return undefined;
}

async function firstGap(views: readonly FileView[]): Promise<ChainHead | undefined> {
  const oldest = views.at(-1);
  if (!oldest) return undefined;
  for await (const line of linesForward(oldest)) {
    const link = toLink(line.toString('utf8'));
    return link && { seq: link.seq - 1, hash: link.prev };
  }
  return undefined;
}

async function lastPlace(views: readonly FileView[]): Promise<ChainHead> {
  for (const view of views) {
    const place = await lastPlaceOf(view);
    if (place) return place;
  }
  return { seq: 0, hash: FIRST_PREV };
}

/**
 * Where the chain goes on after a start. When the files end before the last place known to have been written, it goes
 * on from there: a cut end stays visible as a gap instead of being written over.
 */
export async function findHead(folder: string, keepFiles: number): Promise<AuditHead> {
  const known = await readHead(folder);
  const views = await openViews(folder, keepFiles);
  try {
    const last = await lastPlace(views);
    const gone = known ? known.gone : await firstGap(views);
    const isAhead = known !== undefined && known.seq >= last.seq;
    const { seq, hash } = isAhead ? known : last;
    // Only somebody else takes the witness away and leaves the lines.
    const unsureAt = known ? known.unsureAt : last.seq > 0 ? last.seq : undefined;
    return { seq, hash, gone, unsureAt };
  } finally {
    await closeViews(views);
  }
}

/** Removes files beyond `keepFiles`; returns the place up to which the record is gone, if that changed. */
export async function dropSurplus(
  folder: string,
  keepFiles: number,
): Promise<ChainHead | undefined> {
  const views = await openViews(folder, keepFiles + 50);
  try {
    const surplus = views.filter(({ name }) => {
      const age = Number(/\d+/.exec(name)?.[0] ?? 0);
      return age > keepFiles;
    });
    const newest = surplus[0];
    const gone = newest && (await lastPlaceOf(newest));
    for (const { name } of surplus) await rm(path.join(folder, name), { force: true });
    return gone;
  } finally {
    await closeViews(views);
  }
}

/** Ends a last line that a crash has torn: a whole one gets its newline, a part is cut off. Returns the bytes cut off. */
export async function mendTail(folder: string): Promise<number> {
  const [view, ...others] = await openViews(folder, 0);
  if (!view) return 0;
  try {
    const { size, handle } = view;
    if (size === 0) return 0;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer[0] === 0x0a) return 0;
    const { value: torn = '' } = await linesBackward(view).next();
    const file = path.join(folder, auditFileName(0));
    if (toLink(torn)) {
      await appendFile(file, '\n');
      return 0;
    }
    const cut = await tornBytes(view);
    await truncate(file, size - cut);
    return cut;
  } finally {
    await closeViews([view, ...others]);
  }
}

/** How many bytes follow the last newline. */
async function tornBytes({ handle, size }: FileView): Promise<number> {
  const step = 64 * 1024;
  for (let end = size; end > 0; end -= step) {
    const start = Math.max(0, end - step);
    const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    const at = buffer.lastIndexOf(0x0a);
    if (at >= 0) return size - (start + at + 1);
  }
  return size;
}
