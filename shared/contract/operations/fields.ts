import * as z from 'zod';

/** Text that a person writes and others read: trimmed, no control characters. */
export const label = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters');

export const Id = z.string().min(1).max(64);
/** Code of a language, such as `de`. */
export const Language = z.string().regex(/^[a-z]{2,3}$/);
export const Timestamp = z.iso.datetime({ offset: true });
/** A whole number of nano-units as decimal text. */
export const NanoText = z.string().regex(/^-?\d{1,30}$/);
export const Count = z.int().min(0);
