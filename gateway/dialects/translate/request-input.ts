/**
 * The threat: a request body is whatever a stranger typed. It is read through a schema that keeps the known fields only,
 * so a field of another meaning, a `__proto__` or a wrong type never reaches the service.
 */
import * as z from 'zod';
import { cannotTranslate } from './translation-error';

/** An optional number; null counts as absent, since many apps send their empty settings that way. */
export const optionalNumber = z.number().nullish();
export const optionalText = z.string().nullish();
export const optionalFlag = z.boolean().nullish();

/** One stop text or several. */
export const stopTexts = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((stop) => (typeof stop === 'string' ? [stop] : (stop ?? undefined)));

/** The body as the schema gives it. Throws INPUT_INVALID that names the first field that is not understood. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const path = read.error.issues[0]?.path.map(String).join('.') ?? '';
  throw cannotTranslate(
    path === ''
      ? 'The body is not a JSON object.'
      : `The field "${path.slice(0, 200)}" is missing or not of a known form.`,
  );
}

type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], null | undefined>;
} & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The same object without its undefined and null fields, so that nothing empty is written. */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(kept) as Defined<T>;
}
