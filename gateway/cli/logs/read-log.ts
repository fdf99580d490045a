import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { usageError } from '../exit-code';
import { LineSplitter } from './line-splitter';

/** A log file that was opened: what is renamed afterwards is still the same file. */
export interface OpenLog {
  readonly name: string;
  readonly handle: FileHandle;
  /** Bytes on disk; 0 for a pipe. */
  readonly size: number;
  readonly isGzip: boolean;
}

const GZIP = Buffer.from([0x1f, 0x8b]);

async function startsWithGzip(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.equals(GZIP);
}

/** Opens a log. Throws a usage error for what is no file that can be read. */
export async function openLog(file: string): Promise<OpenLog> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw usageError(
      code === 'ENOENT' ? `There is no file "${file}".` : `"${file}" cannot be read (${code}).`,
    );
  }
  const stat = await handle.stat();
  if (stat.isDirectory()) {
    await handle.close();
    throw usageError(`"${file}" is a folder. Name the log file in it.`);
  }
  const isGzip = stat.isFile() ? await startsWithGzip(handle) : file.endsWith('.gz');
  return { name: path.basename(file), handle, size: stat.isFile() ? stat.size : 0, isGzip };
}

/**
 * Gives every line of a log to `onLine`, undefined for one that is too long, and closes it. Never throws for what is in it:
 * resolves to a sentence when the file ended before its time, as a damaged archive does.
 */
export async function readLog(
  log: OpenLog,
  onLine: (line: string | undefined) => void,
  onBytes: (bytes: number) => void,
): Promise<string | undefined> {
  const splitter = new LineSplitter(onLine);
  // No start for a pipe, which has no places; a file begins at 0 although its first bytes were looked at.
  const start = log.size > 0 ? { start: 0 } : {};
  const source = log.handle.createReadStream({ ...start, highWaterMark: 256 * 1024 });
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      onBytes(chunk.length);
      yield chunk;
    }
  };
  const collect = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) splitter.push(chunk);
  };
  try {
    if (log.isGzip) await pipeline(source, counted, createGunzip(), collect);
    else await pipeline(source, counted, collect);
    return undefined;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return `${log.name} ends before its time${why}; what was read of it is counted.`;
  } finally {
    splitter.end();
    await log.handle.close().catch(() => undefined); // The stream has closed it already when it came to its end.
  }
}
