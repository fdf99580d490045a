import { audioLengthMs } from './audio-length';
import { noUsage, type Usage } from './usage-figures';
import type { UsageReader } from './usage-reader';

const MOST_HELD = 65_536;
const HEADERS_END = '\r\n\r\n';

/** Keeps the first bytes of a recording that goes by, as an answer or as an upload. */
export class AudioHead implements UsageReader {
  #parts: Buffer[] = [];
  #held = 0;
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#held >= MOST_HELD) return;
    // A copy: the part would keep the whole of a large buffer from being collected.
    const part = Buffer.from(chunk.subarray(0, MOST_HELD - this.#held));
    this.#parts.push(part);
    this.#held += part.length;
  }

  /** How long the recording is; it is reckoned, so it counts as such. */
  end(): Usage {
    const audioMs = audioLengthMs(Buffer.concat(this.#parts), this.#bytes);
    return { ...noUsage, audioMs, isCounted: audioMs !== null };
  }

  /** The length of the file in an upload of a form; null when there is none whose length can be read. */
  uploadMs(): number | null {
    const head = Buffer.concat(this.#parts);
    const named = head.indexOf('filename', 0, 'latin1');
    const start = named < 0 ? -1 : head.indexOf(HEADERS_END, named, 'latin1');
    if (start < 0) return audioLengthMs(head, this.#bytes);
    const from = start + HEADERS_END.length;
    return audioLengthMs(head.subarray(from), this.#bytes - from);
  }
}
