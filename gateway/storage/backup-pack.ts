/**
 * Threat: a backup with a name such as `../../.ssh/authorized_keys` in it. Only the few names that Latchkey writes are
 * taken; anything else makes the whole backup invalid.
 */
import { LatchkeyError } from '#shared/contract/errors';
import { ByteReader } from './byte-reader';

/** One file on its way into a backup. */
export interface PackedFile {
  readonly name: string;
  /** Exactly so many bytes follow. */
  readonly size: number;
  readonly bytes: AsyncIterable<Buffer>;
}

const NAME =
  /^(manifest\.json|config\.json|ledger\.db|limits\.json|seen\.json|threats\.json|audit\/(head\.json|audit(\.\d{1,4})?\.jsonl))$/;
const PIECE = 64 * 1024;

const damaged = (message: string) => new LatchkeyError('BACKUP_DAMAGED', { message });

/** Files one after the other, each with its name and size in front. */
export async function* pack(files: AsyncIterable<PackedFile>): AsyncGenerator<Buffer> {
  for await (const { name, size, bytes } of files) {
    const head = Buffer.alloc(10 + Buffer.byteLength(name));
    head.writeUInt16BE(Buffer.byteLength(name));
    head.write(name, 2);
    head.writeBigUInt64BE(BigInt(size), head.length - 8);
    yield head;
    let left = size;
    for await (const chunk of bytes) {
      left -= chunk.length;
      yield chunk;
    }
    if (left !== 0)
      throw new LatchkeyError('STORAGE_FAILED', { message: `${name} changed meanwhile.` });
  }
  yield Buffer.alloc(2);
}

async function* take(reader: ByteReader, size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0;) {
    const chunk = await reader.take(Math.min(left, PIECE));
    if (!chunk) throw damaged('A file in the backup is cut off.');
    left -= chunk.length;
    yield chunk;
  }
}

/** The files of a stream that `pack` made; the bytes of each must be read to the end before the next. Throws BACKUP_DAMAGED. */
export async function* unpack(packed: AsyncIterable<Buffer>): AsyncGenerator<PackedFile> {
  const reader = new ByteReader(packed);
  for (;;) {
    const length = (await reader.take(2))?.readUInt16BE();
    if (length === undefined) throw damaged('The end of the backup is missing.');
    if (length === 0) break;
    const name = (await reader.take(length))?.toString() ?? '';
    const size = (await reader.take(8))?.readBigUInt64BE();
    if (!NAME.test(name) || size === undefined || size > 2n ** 50n) {
      throw damaged('The backup holds something that is not of Latchkey.');
    }
    yield { name, size: Number(size), bytes: take(reader, Number(size)) };
  }
  if (!(await reader.isAtEnd())) throw damaged('Something was added to the backup.');
}
