import * as z from 'zod';

/** What is known of how a key is usually used. Small, and kept across restarts. */
export const KeyHabits = z.object({
  firstMs: z.number(),
  calls: z.number(),
  networks: z.array(z.string()).max(64),
  usesNights: z.boolean(),
  isShared: z.boolean(),
  /** Usual calls of an hour in which it is used at all, and from how many hours that was learnt. */
  perHour: z.number(),
  hours: z.number(),
});
export type KeyHabits = z.infer<typeof KeyHabits>;

const Learnt = z.object({
  keys: z.record(z.string(), KeyHabits),
  /** `kind subject` -> until when nothing is said of it. */
  muted: z.record(z.string(), z.number()),
});

/** Everything that the detectors have learnt. */
export interface Habits {
  of(keyId: string, atMs: number): KeyHabits;
  isMuted(kind: string, subject: string, atMs: number): boolean;
  mute(kind: string, subject: string, untilMs: number): void;
  /** Is to be called after a change of what `of` returned. */
  changed(): void;
  /** Keeps only the keys that still exist. */
  keepOnly(isKey: (keyId: string) => boolean): void;
  toText(): string;
}

const MAX_MUTED = 1_000;

const newHabits = (atMs: number): KeyHabits => ({
  firstMs: atMs,
  calls: 0,
  networks: [],
  usesNights: false,
  isShared: false,
  perHour: 0,
  hours: 0,
});

function parse(text: string | undefined): z.infer<typeof Learnt> {
  try {
    return Learnt.parse(JSON.parse(text ?? ''));
  } catch {
    return { keys: {}, muted: {} }; // What was learnt is a convenience: a damaged file is learnt anew.
  }
}

/** What was learnt before, from the text of its file; a missing or damaged one is a fresh start. */
export function createHabits(text: string | undefined, onChanged: () => void): Habits {
  const learnt = parse(text);
  const keys = new Map(Object.entries(learnt.keys));
  const muted = new Map(Object.entries(learnt.muted));
  const name = (kind: string, subject: string) => `${kind} ${subject}`;
  return {
    of(keyId, atMs) {
      const known = keys.get(keyId);
      if (known) return known;
      const habits = newHabits(atMs);
      keys.set(keyId, habits);
      return habits;
    },
    isMuted: (kind, subject, atMs) => (muted.get(name(kind, subject)) ?? 0) > atMs,
    mute(kind, subject, untilMs) {
      muted.delete(name(kind, subject));
      muted.set(name(kind, subject), untilMs);
      const [oldest] = muted.keys();
      if (muted.size > MAX_MUTED && oldest !== undefined) muted.delete(oldest);
      onChanged();
    },
    changed: onChanged,
    keepOnly(isKey) {
      for (const keyId of [...keys.keys()]) if (!isKey(keyId)) keys.delete(keyId);
    },
    toText: () =>
      JSON.stringify({ keys: Object.fromEntries(keys), muted: Object.fromEntries(muted) }),
  };
}
