/**
 * Threat: a backup leaves this computer. Whoever finds it must learn nothing without the passphrase, and whoever changes,
 * cuts, swaps or lengthens it must be noticed. Each piece is sealed with its number and whether it is the last
 * (AES-256-GCM, the header authenticated with every piece); the passphrase is stretched with scrypt, so that each guess
 * costs 128 MiB.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, scrypt } from 'node:crypto'; // prettier-ignore
import { LatchkeyError } from '#shared/contract/errors';
import { ByteReader } from './byte-reader';

const MAGIC = Buffer.from('LKBACKUP');
const VERSION = 1;
const USUAL_COST = 17;
const MOST_COST = 20;
const FIXED = MAGIC.length + 2 + 16 + 7;
const HEADER = FIXED + 16 + 8;
const PIECE = 64 * 1024;
const TAG = 16;
const LAST = 0x8000_0000;

const damaged = (message: string) => new LatchkeyError('BACKUP_DAMAGED', { message });

const stretch = (passphrase: string, salt: Buffer, cost: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: 2 ** cost, r: 8, p: 1, maxmem: 2 ** (cost + 11) };
    // The same words typed on another keyboard may be other code points.
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

interface Sealing {
  readonly key: Buffer;
  readonly header: Buffer;
}

const nonceOf = ({ header }: Sealing, piece: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  header.copy(nonce, 0, FIXED - 7, FIXED);
  nonce.writeUInt32BE(piece, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
};

const proofOf = (key: Buffer, fixed: Buffer): Buffer =>
  createHmac('sha256', key).update('passphrase').update(fixed).digest().subarray(0, 16);

const checksumOf = (bytes: Buffer): Buffer =>
  createHash('sha256').update(bytes).digest().subarray(0, 8);

async function newSealing(passphrase: string, cost: number): Promise<Sealing> {
  const salt = randomBytes(16);
  const fixed = Buffer.concat([MAGIC, Buffer.from([VERSION, cost]), salt, randomBytes(7)]);
  const key = await stretch(passphrase, salt, cost);
  const proven = Buffer.concat([fixed, proofOf(key, fixed)]);
  return { key, header: Buffer.concat([proven, checksumOf(proven)]) };
}

function sealPiece(sealing: Sealing, piece: number, plain: Buffer, isLast: boolean): Buffer {
  const cipher = createCipheriv('aes-256-gcm', sealing.key, nonceOf(sealing, piece, isLast));
  cipher.setAAD(sealing.header);
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE((body.length | (isLast ? LAST : 0)) >>> 0);
  return Buffer.concat([length, body]);
}

/** Seals a stream under a passphrase. `cost` is the power of two of scrypt's N; smaller ones are for tests. */
export async function* seal(
  plain: AsyncIterable<Buffer>,
  passphrase: string,
  cost: number = USUAL_COST,
): AsyncGenerator<Buffer> {
  const sealing = await newSealing(passphrase, cost);
  yield sealing.header;
  let piece = 0;
  let held = Buffer.alloc(0);
  for await (const chunk of plain) {
    held = Buffer.concat([held, chunk]);
    for (; held.length > PIECE; held = held.subarray(PIECE)) {
      yield sealPiece(sealing, piece++, held.subarray(0, PIECE), false);
    }
  }
  yield sealPiece(sealing, piece, held, true);
}

async function readSealing(reader: ByteReader, passphrase: string): Promise<Sealing> {
  const header = await reader.take(HEADER);
  if (!header?.subarray(0, MAGIC.length).equals(MAGIC))
    throw damaged('This is no backup of Latchkey.');
  const version = header[MAGIC.length];
  if (version !== VERSION) {
    throw damaged('This backup was made by a newer version of Latchkey, or its start is damaged.');
  }
  const isWhole = checksumOf(header.subarray(0, HEADER - 8)).equals(header.subarray(HEADER - 8));
  const cost = header[MAGIC.length + 1] ?? 0;
  // More would let a forged file take all memory before anything of it is proven.
  if (!isWhole || cost < 10 || cost > MOST_COST)
    throw damaged('The start of the backup is damaged.');
  const fixed = header.subarray(0, FIXED);
  const key = await stretch(passphrase, fixed.subarray(MAGIC.length + 2, FIXED - 7), cost);
  if (!proofOf(key, fixed).equals(header.subarray(FIXED, FIXED + 16))) {
    throw new LatchkeyError('BACKUP_PASSPHRASE');
  }
  return { key, header };
}

function openPiece(sealing: Sealing, piece: number, body: Buffer, isLast: boolean): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', sealing.key, nonceOf(sealing, piece, isLast));
  decipher.setAAD(sealing.header);
  decipher.setAuthTag(body.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -TAG)), decipher.final()]);
  } catch {
    throw damaged('The backup was changed or damaged.'); // that is how node:crypto says no
  }
}

/** Opens what `seal` made. Throws BACKUP_PASSPHRASE or BACKUP_DAMAGED; nothing that was not proven is given out. */
export async function* unseal(
  sealed: AsyncIterable<Buffer>,
  passphrase: string,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(sealed);
  const sealing = await readSealing(reader, passphrase);
  for (let piece = 0; ; piece++) {
    const length = (await reader.take(4))?.readUInt32BE();
    if (length === undefined) throw damaged('The end of the backup is missing.');
    const isLast = length >= LAST;
    const size = isLast ? length - LAST : length;
    if (size < TAG || size > PIECE + TAG) throw damaged('The backup was changed or damaged.');
    const body = await reader.take(size);
    if (!body) throw damaged('The end of the backup is missing.');
    yield openPiece(sealing, piece, body, isLast);
    if (isLast) break;
  }
  if (!(await reader.isAtEnd())) throw damaged('Something was added to the backup.');
}
