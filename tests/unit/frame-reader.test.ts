import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../gateway/pipeline/frame-reader';

interface Frame {
  readonly opcode: number;
  readonly isLast: boolean;
  readonly isMasked: boolean;
  readonly bytes: number;
}

function toBytes({ opcode, isLast, isMasked, bytes }: Frame): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const first = (isLast ? 0x80 : 0) | opcode;
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(BigInt(bytes));
  const short = long.subarray(6);
  const length =
    bytes < 126 ? [bytes | mask] : bytes < 65_536 ? [126 | mask, ...short] : [127 | mask, ...long];
  return Buffer.concat([
    Buffer.from([first, ...length]),
    Buffer.alloc(isMasked ? 4 : 0, 7),
    Buffer.alloc(bytes, 0xff),
  ]);
}

const frames = fc.array(
  fc
    .record({
      opcode: fc.constantFrom(0, 1, 2, 8, 9, 10),
      isLast: fc.boolean(),
      isMasked: fc.boolean(),
      bytes: fc.oneof(fc.nat(130), fc.constantFrom(125, 126, 65_535, 65_536, 70_000)),
    })
    .map((frame) => (frame.opcode < 8 ? frame : { ...frame, bytes: Math.min(frame.bytes, 125) })),
  { maxLength: 6 },
);

test('P-60: wherever the bytes are cut, the end of a frame is found and nothing but it', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(100_000), { maxLength: 8 }), (list, cuts) => {
      const reader = new FrameReader();
      const ends = new Set([0]);
      let end = 0;
      for (const frame of list) ends.add((end += toBytes(frame).length));
      const bytes = Buffer.concat(list.map(toBytes));
      const places = [0, ...cuts.filter((at) => at < end).sort((a, b) => a - b), end];
      for (let at = 1; at < places.length; at++) {
        expect(reader.read(bytes.subarray(places[at - 1], places[at]))).toBe(true);
        expect(reader.isBetweenFrames).toBe(ends.has(places[at] ?? 0));
      }
    }),
    { numRuns: 300 },
  );
});

test('P-60: a message is measured over its parts, with pings between them, before it is there', () => {
  const part = (opcode: number, bytes: number, isLast = false) =>
    toBytes({ opcode, bytes, isLast, isMasked: true });
  const reader = new FrameReader(1_000);
  expect(reader.read(part(1, 600))).toBe(true);
  expect(reader.read(part(9, 100, true))).toBe(true);
  expect(reader.read(part(0, 400, true))).toBe(true);
  expect(reader.read(part(2, 1_000))).toBe(true);
  expect(reader.read(part(0, 1).subarray(0, 6))).toBe(false);
  expect(new FrameReader(1_000).read(Buffer.from('82ff7fffffffffffffff00000000', 'hex'))).toBe(
    false,
  );
});

test.each([8, 9, 10])(
  'P-60: a control frame (%i) of 125 bytes is fine, a longer one is refused at once',
  (opcode) => {
    const reader = new FrameReader();
    expect(reader.read(toBytes({ opcode, bytes: 125, isLast: true, isMasked: true }))).toBe(true);
    const long = toBytes({ opcode, bytes: 126, isLast: true, isMasked: true });
    expect(reader.read(long.subarray(0, 8))).toBe(false);
    expect(reader.fault).toBe('protocol');
  },
);
