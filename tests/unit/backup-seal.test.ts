import { describe, expect, test } from 'vitest';
import { pack, unpack, type PackedFile } from '../../gateway/storage/backup-pack';
import { seal, unseal } from '../../gateway/storage/backup-seal';

const PASS = 'correct horse battery';
const COST = 10;

async function* chunks(bytes: Buffer, size = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size)
    yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of stream) all.push(chunk);
  return Buffer.concat(all);
}

const sealed = (bytes: Buffer) => collect(seal(chunks(bytes), PASS, COST));
const opened = (bytes: Buffer, pass = PASS) => collect(unseal(chunks(bytes), pass));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: unknown) => (error as { code?: string }).code,
  );

describe('a sealed backup', () => {
  test.each([0, 1, 65_535, 65_536, 65_537, 300_000])(
    '%i bytes come back as they were',
    async (size) => {
      const bytes = Buffer.alloc(size, 'latchkey');
      expect((await opened(await sealed(bytes))).equals(bytes)).toBe(true);
    },
  );

  test('F-34: a wrong passphrase is told as such', async () => {
    const bytes = await sealed(Buffer.from('x'));
    expect(await codeOf(opened(bytes, 'wrong horse'))).toBe('BACKUP_PASSPHRASE');
  });

  test('a passphrase typed on another keyboard is the same', async () => {
    const bytes = await collect(seal(chunks(Buffer.from('x')), 'p\u00e4ssphrase', COST));
    expect((await opened(bytes, 'pa\u0308ssphrase')).toString()).toBe('x');
  });

  test('F-34: one flipped bit at any place is noticed', async () => {
    const bytes = await sealed(Buffer.from('what a household did'));
    for (let at = 0; at < bytes.length; at++) {
      const bad = Buffer.from(bytes);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(await codeOf(opened(bad)), `byte ${at}`).toBe('BACKUP_DAMAGED');
    }
  });

  test('F-34: cut off anywhere, also between two pieces, it is damaged', async () => {
    const bytes = await sealed(Buffer.alloc(150_000, 1));
    const header = bytes.length - 3 * 20 - 150_000;
    const ends = [0, 5, header, header + 3, header + 4 + 65_552, bytes.length - 1];
    for (const end of ends) {
      expect(await codeOf(opened(bytes.subarray(0, end))), `at ${end}`).toBe('BACKUP_DAMAGED');
    }
  });

  test('pieces that change places, or are added, are noticed', async () => {
    const bytes = await sealed(Buffer.alloc(150_000, 1));
    const header = bytes.length - 3 * 20 - 150_000;
    const piece = 4 + 65_536 + 16;
    const [start, one, two, rest] = [
      bytes.subarray(0, header),
      bytes.subarray(header, header + piece),
      bytes.subarray(header + piece, header + 2 * piece),
      bytes.subarray(header + 2 * piece),
    ];
    expect(await codeOf(opened(Buffer.concat([start, two, one, rest])))).toBe('BACKUP_DAMAGED');
    expect(await codeOf(opened(Buffer.concat([bytes, Buffer.from('x')])))).toBe('BACKUP_DAMAGED');
    expect(await codeOf(opened(Buffer.concat([start, one, rest])))).toBe('BACKUP_DAMAGED');
  });

  test('nothing of it can be read without the passphrase, and two are never alike', async () => {
    const secret = Buffer.from('sha256 of the key of mum');
    const [one, two] = [await sealed(secret), await sealed(secret)];
    expect(one.includes('mum')).toBe(false);
    expect(one.equals(two)).toBe(false);
  });
});

describe('the files in it', () => {
  const file = (name: string, text: string, size = text.length): PackedFile => ({
    name,
    size,
    bytes: chunks(Buffer.from(text)),
  });
  async function* list(...files: PackedFile[]): AsyncGenerator<PackedFile> {
    for (const one of files) yield await Promise.resolve(one);
  }
  const unpacked = async (...files: PackedFile[]) => {
    const found: Record<string, string> = {};
    for await (const { name, bytes } of unpack(pack(list(...files)))) {
      found[name] = (await collect(bytes)).toString();
    }
    return found;
  };

  test('come back by name', async () => {
    const files = [
      file('config.json', '{}'),
      file('audit/audit.1.jsonl', ''),
      file('ledger.db', 'x'),
    ];
    expect(await unpacked(...files)).toEqual({
      'config.json': '{}',
      'audit/audit.1.jsonl': '',
      'ledger.db': 'x',
    });
  });

  test.each([
    '../config.json',
    '/etc/passwd',
    'audit/../../x',
    'lock.db',
    'audit',
    '',
    'config.json\0',
  ])('I-12: %j is no file of ours, and the whole backup is refused', async (name) => {
    expect(await codeOf(unpacked(file(name, 'x')))).toBe('BACKUP_DAMAGED');
  });

  test('a file that is shorter than it says is no backup', async () => {
    expect(await codeOf(unpacked(file('ledger.db', 'abc', 5)))).toBe('STORAGE_FAILED');
  });
});
