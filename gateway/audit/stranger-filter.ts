import { sourceUnit } from '../threats/address-unit';
import type { AuditDraft } from './audit-log';

/**
 * Threat: someone without a key who calls so often that the lines of the owner's devices are rotated out of the record.
 * After the first refusals of a minute, the further ones of an address (IPv6: of its /64) become one line that says how many.
 */
export interface StrangerFilter {
  record(draft: AuditDraft): void;
  /** Writes what is still held back. */
  close(): void;
}

const LINES_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const MAX_ADDRESSES = 10_000;
/** All addresses beyond the table's size together. */
const OTHERS = 'others';

interface Minute {
  lines: number;
  more: number;
  latest: AuditDraft | undefined;
  readonly timer: NodeJS.Timeout;
}

/** Passes refusals of strangers on to `append`, at most so many lines a minute and address, and the others to `onHeldBack`. */
export function createStrangerFilter(
  append: (draft: AuditDraft) => void,
  onHeldBack: (draft: AuditDraft) => void = () => {},
): StrangerFilter {
  const minutes = new Map<string, Minute>();
  const end = (address: string) => {
    const minute = minutes.get(address);
    if (!minute) return;
    clearTimeout(minute.timer);
    minutes.delete(address);
    if (minute.latest) append({ ...minute.latest, change: { more: minute.more } });
  };
  const minuteOf = (address: string): Minute => {
    const known = minutes.get(address);
    if (known) return known;
    const timer = setTimeout(() => end(address), MINUTE_MS).unref();
    const minute: Minute = { lines: 0, more: 0, latest: undefined, timer };
    minutes.set(address, minute);
    return minute;
  };
  return {
    record(draft) {
      const unit = sourceUnit(draft.ip);
      const isKnown = minutes.has(unit) || minutes.size < MAX_ADDRESSES;
      const minute = minuteOf(isKnown ? unit : OTHERS);
      if (minute.lines < LINES_PER_MINUTE) {
        minute.lines++;
        append(draft);
        return;
      }
      minute.more++;
      onHeldBack(draft);
      minute.latest = draft;
    },
    close() {
      for (const address of [...minutes.keys()]) end(address);
    },
  };
}
