import { fieldsOf, parseJson } from './usage-figures';

const LINE_FEED = 10;
/** An event longer than this is passed on as it comes: it is not the short one that is looked for. */
const MAX_EVENT_BYTES = 262_144;

/** True for the one event that OpenAI's dialect sends when a caller asked for usage: no choices, only figures. */
function isUsageEvent(event: string): boolean {
  const data = /^data:\s*(\{.*\})\s*$/s.exec(event.trim())?.[1];
  if (data === undefined || !data.includes('"usage"')) return false;
  const { choices, usage } = fieldsOf(parseJson(data));
  return Array.isArray(choices) && choices.length === 0 && typeof usage === 'object';
}

/**
 * Takes out of a stream of the OpenAI dialect the event with the usage, for a caller who did not ask for it. Every other
 * byte goes through unchanged and at the end of its event at the latest.
 */
export class UsageEventFilter {
  #held: Buffer[] = [];
  #bytes = 0;
  #isLineEmpty = true;

  push(chunk: Buffer): Buffer | undefined {
    const out: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte !== LINE_FEED) {
        if (byte !== 13) this.#isLineEmpty = false;
        continue;
      }
      if (this.#isLineEmpty) {
        this.#keep(chunk.subarray(start, at + 1));
        start = at + 1;
        this.#endEvent(out);
      }
      this.#isLineEmpty = true;
    }
    this.#keep(chunk.subarray(start));
    if (this.#bytes > MAX_EVENT_BYTES) this.#giveOut(out);
    return out.length > 0 ? Buffer.concat(out) : undefined;
  }

  /** What came after the last whole event. */
  end(): Buffer | undefined {
    const out: Buffer[] = [];
    this.#endEvent(out);
    return out.length > 0 ? Buffer.concat(out) : undefined;
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#held.push(part);
    this.#bytes += part.length;
  }

  #endEvent(out: Buffer[]): void {
    if (this.#bytes === 0) return;
    const event = Buffer.concat(this.#held);
    const isDropped = event.length <= MAX_EVENT_BYTES && isUsageEvent(event.toString('utf8'));
    if (isDropped) this.#clear();
    else this.#giveOut(out);
  }

  #giveOut(out: Buffer[]): void {
    out.push(...this.#held);
    this.#clear();
  }

  #clear(): void {
    this.#held = [];
    this.#bytes = 0;
  }
}
