import * as z from 'zod';

/** Why a line of a file of keys was not taken, or what its owner should know of it. */
export const ImportReasonCode = z.enum([
  'file_too_large',
  'file_not_text',
  'file_not_json',
  'colon_missing',
  'id_not_plain',
  'key_not_plain',
  'key_missing',
  'key_slow_hash',
  'key_admin_secret',
  'key_mistyped',
  'key_not_sendable',
  'key_too_short',
  'key_too_long',
  'key_repeated',
  'hash_missing',
  'hash_wrong',
  'entry_unreadable',
  'expiry_unreadable',
  'maybe_hash',
  'public_part_taken',
  'service_unmatched',
]);
export type ImportReasonCode = z.infer<typeof ImportReasonCode>;

/** A code, and what its sentence has to name; never a key. */
export const ImportReason = z.object({
  code: ImportReasonCode,
  /** Who had the key first, or the services that nothing here is called like. */
  name: z.string().optional(),
  /** The line where the key stood first, or where the file stops being JSON. */
  line: z.int().min(1).optional(),
});
export type ImportReason = z.infer<typeof ImportReason>;

/** What a sentence about a reason may name. */
export type ImportReasonFacts = Omit<ImportReason, 'code'>;
