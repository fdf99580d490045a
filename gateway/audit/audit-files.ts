import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** The name of the file with index `age`: 0 is written to, higher ones are older. */
export const auditFileName = (age: number): string =>
  age === 0 ? 'audit.jsonl' : `audit.${age}.jsonl`;

const noWait = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const READ = constants.O_RDONLY | noWait;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noWait;

/** Opens a plain file of the record. Throws for a link, and for a pipe instead of waiting at its other end. */
async function openPlain(file: string, flags: number): Promise<FileHandle> {
  const handle = await open(file, flags, 0o600);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error(`${path.basename(file)} is not a plain file.`);
}

/** Opens the current file for appending, made private and created if need be. */
export async function openForAppending(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return openPlain(path.join(folder, auditFileName(0)), APPEND);
}

/** A file as it was at one moment: what is appended or renamed later does not show. */
export interface FileView {
  readonly name: string;
  readonly size: number;
  readonly handle: FileHandle;
}

async function viewOf(folder: string, age: number): Promise<FileView | undefined> {
  const name = auditFileName(age);
  try {
    const handle = await openPlain(path.join(folder, name), READ);
    return { name, handle, size: (await handle.stat()).size };
  } catch {
    return undefined; // Missing, or not one of ours: for the reader it is not there.
  }
}

/** Opens all files of the record, newest first. The caller closes them with closeViews. */
export async function openViews(folder: string, keepFiles: number): Promise<FileView[]> {
  const views: FileView[] = [];
  for (let age = 0; age <= keepFiles; age++) {
    const view = await viewOf(folder, age);
    if (view) views.push(view);
  }
  return views;
}

/** Closes what openViews opened. */
export const closeViews = async (views: readonly FileView[]): Promise<void> => {
  await Promise.all(views.map(({ handle }) => handle.close()));
};

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file from first to last, the chunk that is in memory aside without limit to its size. */
export async function* linesForward({ handle, size }: FileView): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for (let position = 0; position < size;) {
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.allocUnsafe(Math.min(CHUNK, size - position)),
      position,
    });
    if (bytesRead === 0) break;
    position += bytesRead;
    const block = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let end; (end = block.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      yield block.subarray(start, end);
    }
    rest = block.subarray(start);
  }
  if (rest.length > 0) yield rest;
}

/** The lines of a file from last to first. */
export async function* linesBackward({ handle, size }: FileView): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for (let end = size; end > 0;) {
    const position = Math.max(0, end - CHUNK);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.allocUnsafe(end - position),
      position,
    });
    end = position;
    const block = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    let stop = block.length;
    for (let at; stop > 0 && (at = block.lastIndexOf(NEWLINE, stop - 1)) >= 0; stop = at) {
      if (at + 1 < stop) yield block.toString('utf8', at + 1, stop);
    }
    rest = block.subarray(0, stop);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

/** Gives each file the name of the next older one; the oldest, beyond `keepFiles`, goes. */
export async function rotateFiles(folder: string, keepFiles: number): Promise<void> {
  const at = (age: number) => path.join(folder, auditFileName(age));
  await rm(at(keepFiles), { force: true });
  for (let age = keepFiles - 1; age >= 0; age--) {
    const isThere = await lstat(at(age)).then(
      () => true,
      () => false,
    );
    if (isThere) await rename(at(age), at(age + 1));
  }
}
