/**
 * Threat: whatever claims to be sound comes from a caller or a service. Only its first bytes are looked at, every
 * offset in them is checked against what is there, and nothing is decoded.
 */

/** Reckons how many milliseconds a recording lasts; null when it is no WAV, FLAC, OGG or MP3, or its head says too little. */
export function audioLengthMs(head: Buffer, totalBytes: number): number | null {
  const seconds =
    wavSeconds(head, totalBytes) ??
    flacSeconds(head) ??
    oggSeconds(head, totalBytes) ??
    mp3Seconds(head, totalBytes);
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return null;
  return Math.round(Math.min(seconds, LONGEST_SECONDS) * 1000);
}

const LONGEST_SECONDS = 86_400;

const startsWith = (head: Buffer, text: string, at = 0): boolean =>
  head.toString('latin1', at, at + text.length) === text;

function wavSeconds(head: Buffer, totalBytes: number): number | null {
  if (!startsWith(head, 'RIFF') || !startsWith(head, 'WAVE', 8)) return null;
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= head.length;) {
    const size = head.readUInt32LE(at + 4);
    if (startsWith(head, 'fmt ', at) && at + 20 <= head.length) {
      bytesPerSecond = head.readUInt32LE(at + 16);
    }
    if (startsWith(head, 'data', at)) {
      if (bytesPerSecond === 0) return null;
      // A stream does not know its size when it begins, and says zero or the most there is.
      const there = Math.max(0, totalBytes - at - 8);
      return (size === 0 ? there : Math.min(size, there)) / bytesPerSecond;
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

function flacSeconds(head: Buffer): number | null {
  if (!startsWith(head, 'fLaC') || head.length < 26) return null;
  const rate = (head.readUInt32BE(18) >>> 12) & 0xfffff;
  const samples = (head.readUInt8(21) & 0x0f) * 2 ** 32 + head.readUInt32BE(22);
  return rate > 0 && samples > 0 ? samples / rate : null;
}

/** Samples per second of the first stream in an OGG file. */
function oggRate(head: Buffer): number {
  const opus = head.indexOf('OpusHead', 0, 'latin1');
  if (opus >= 0 && opus < 512) return 48_000;
  const vorbis = head.indexOf('\x01vorbis', 0, 'latin1');
  if (vorbis < 0 || vorbis > 512 || vorbis + 16 > head.length) return 0;
  return head.readUInt32LE(vorbis + 12);
}

/** The pages in the head say how much time so many bytes are; the rest is reckoned to go on like that. */
function oggSeconds(head: Buffer, totalBytes: number): number | null {
  const rate = startsWith(head, 'OggS') ? oggRate(head) : 0;
  if (rate === 0) return null;
  const last = head.lastIndexOf('OggS', head.length - 14, 'latin1');
  const granule = last < 0 ? 0n : head.readBigInt64LE(last + 6);
  if (granule <= 0n) return null;
  const isWhole = head.length >= totalBytes;
  const seconds = Number(granule) / rate;
  return isWhole ? seconds : (seconds * totalBytes) / (last + pageLength(head, last));
}

function pageLength(head: Buffer, at: number): number {
  const segments = head[at + 26] ?? 0;
  let length = 27 + segments;
  for (let n = 0; n < segments; n++) length += head[at + 27 + n] ?? 0;
  return length;
}

/** Kilobits per second by index, of MPEG 1 and of MPEG 2 and 2.5, layer III. */
const KBITS_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES = [44_100, 48_000, 32_000];

interface Mp3Frame {
  readonly kbits: number;
  readonly rate: number;
  readonly samples: number;
}

function mp3Frame(head: Buffer, at: number): Mp3Frame | undefined {
  const [sync, version, rates] = [head[at], head[at + 1] ?? 0, head[at + 2] ?? 0];
  const isLayer3 = sync === 0xff && (version & 0xe6) === 0xe2;
  const mpeg = (version >> 3) & 3;
  const rate = RATES[(rates >> 2) & 3];
  const kbits = (mpeg === 3 ? KBITS_1 : KBITS_2)[rates >> 4];
  if (!isLayer3 || mpeg === 1 || rate === undefined || !kbits) return undefined;
  const divisor = mpeg === 3 ? 1 : mpeg === 2 ? 2 : 4;
  return { kbits, rate: rate / divisor, samples: mpeg === 3 ? 1152 : 576 };
}

/** Length of the tags in front of the sound; pictures in them may be longer than the head. */
function id3Length(head: Buffer): number {
  if (!startsWith(head, 'ID3') || head.length < 10) return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 0x7f), 0);
  return size + 10;
}

function mp3Seconds(head: Buffer, totalBytes: number): number | null {
  const start = id3Length(head);
  const frame = mp3Frame(head, start);
  if (!frame) return null;
  // The first frame of a file of varying rate says how many there are.
  for (const name of ['Xing', 'Info']) {
    const at = head.subarray(0, start + 200).indexOf(name, start, 'latin1');
    const hasFrames = at > 0 && at + 12 <= head.length && (head.readUInt32BE(at + 4) & 1) === 1;
    if (hasFrames) return (head.readUInt32BE(at + 8) * frame.samples) / frame.rate;
  }
  return ((totalBytes - start) * 8) / (frame.kbits * 1000);
}
