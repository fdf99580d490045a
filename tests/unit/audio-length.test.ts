import { describe, expect, test } from 'vitest';
import { AudioHead } from '../../gateway/dialects/audio-head';
import { audioLengthMs } from '../../gateway/dialects/audio-length';
import { createUsageReader } from '../../gateway/dialects/usage-reader';

function wav(seconds: number, dataSize = seconds * 32_000): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt32LE(16_000, 24);
  head.writeUInt32LE(32_000, 28);
  head.write('data', 36);
  head.writeUInt32LE(dataSize, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * 32_000)]);
}

function flac(samples: number, rate: number): Buffer {
  const head = Buffer.alloc(42);
  head.write('fLaC', 0);
  head.writeUInt32BE(rate << 12, 18);
  head.writeUInt32BE(samples, 22);
  return head;
}

const oggPage = (granule: bigint, body: Buffer): Buffer => {
  const head = Buffer.alloc(28);
  head.write('OggS', 0);
  head.writeBigInt64LE(granule, 6);
  head[26] = 1;
  head[27] = body.length;
  return Buffer.concat([head, body]);
};

/** 128 kbit/s, 44.1 kHz, MPEG 1 layer III. */
const mp3Head = Buffer.from([0xff, 0xfb, 0x90, 0x00]);

describe('how long a recording is, by its first bytes', () => {
  test('WAV, whole, as a stream that does not know its size, and cut', () => {
    const whole = wav(3);
    expect(audioLengthMs(whole, whole.length)).toBe(3000);
    expect(audioLengthMs(wav(2, 0), whole.length - 32_000)).toBe(2000);
    expect(audioLengthMs(wav(1, 0xffffffff), wav(1).length)).toBe(1000);
    expect(audioLengthMs(whole.subarray(0, 44), whole.length - 32_000)).toBe(2000);
  });

  test('FLAC', () => expect(audioLengthMs(flac(441_000, 44_100), 900)).toBe(10_000));

  test('OGG: the pages that are there say how it goes on', () => {
    const pages = [
      oggPage(0n, Buffer.from('OpusHead\x01\x01')),
      oggPage(48_000n, Buffer.alloc(200)),
    ];
    const bytes = Buffer.concat(pages);
    expect(audioLengthMs(bytes, bytes.length)).toBe(1000);
    expect(audioLengthMs(bytes, bytes.length * 5)).toBe(5000);
  });

  test('MP3 of one rate, behind a tag, and with a count of its frames', () => {
    const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 10, ...Array<number>(10).fill(0)]);
    expect(audioLengthMs(mp3Head, 16_000)).toBe(1000);
    expect(audioLengthMs(Buffer.concat([tag, mp3Head]), 16_020)).toBe(1000);
    const counted = Buffer.concat([
      mp3Head,
      Buffer.alloc(32),
      Buffer.from('Xing'),
      Buffer.alloc(8),
    ]);
    counted.writeUInt32BE(1, 40);
    counted.writeUInt32BE(1000, 44);
    expect(audioLengthMs(counted, 1)).toBe(26_122);
  });

  test('T-08: heads that lie or end too soon are no length, and never an error', () => {
    for (const head of [wav(1), flac(1, 1), mp3Head, oggPage(7n, Buffer.from('OpusHead'))]) {
      for (let length = 0; length < Math.min(head.length, 64); length++) {
        const found = audioLengthMs(head.subarray(0, length), 1000);
        expect(found === null || (found >= 0 && found <= 86_400_000)).toBe(true);
      }
    }
    const endless = wav(1);
    endless.writeUInt32LE(0, 28);
    expect(audioLengthMs(endless, 1000)).toBeNull();
    expect(audioLengthMs(Buffer.from('RIFF'), 4)).toBeNull();
  });
});

test('the recording in an upload of a form is found', () => {
  const part =
    '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n' +
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n';
  const head = new AudioHead();
  const body = Buffer.concat([Buffer.from(part), wav(4), Buffer.from('\r\n--b--\r\n')]);
  for (let at = 0; at < body.length; at += 999) head.push(body.subarray(at, at + 999));
  expect(head.uploadMs()).toBe(4000);
  const none = new AudioHead();
  none.push(Buffer.from(part));
  expect(none.uploadMs()).toBeNull();
});

test('speech that a service sends is as long as its head says, and that is marked as reckoned', () => {
  const reader = createUsageReader(['content-type', 'audio/wav'], 'speech');
  reader?.push(wav(2));
  expect(reader?.end()).toMatchObject({ audioMs: 2000, isCounted: true });
});
