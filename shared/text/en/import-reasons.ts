import type { ImportReasonCode, ImportReasonFacts } from '#shared/contract/import-reason';

/** Why a line of a file of keys was not taken, or what is to be known of it: the window's words and the gateway's own. */
export const importReasonsEn: Record<ImportReasonCode, (facts: ImportReasonFacts) => string> = {
  file_too_large: () => 'The file is larger than 10 MB.',
  file_not_text: () => 'This is not a text file.',
  file_not_json: ({ line = 1 }) => `This is not valid JSON (near line ${line}).`,
  colon_missing: () => 'There is no colon; the form is key_id:api_key.',
  id_not_plain: () => 'The key id must consist of letters, digits, - and _.',
  key_not_plain: () => 'The key must be 16 to 128 letters, digits, - and _.',
  key_missing: () => 'There is no key in it.',
  key_slow_hash: () =>
    'It is a bcrypt, argon2, scrypt or PBKDF2 hash, from which a key cannot be known again; make a new key.',
  key_admin_secret: () => 'It is an admin secret of Latchkey, not an API key.',
  key_mistyped: () => 'It is a Latchkey key with a typing error.',
  key_not_sendable: () => 'It has characters that no app can send in a header.',
  key_too_short: () => 'It is shorter than 16 characters.',
  key_too_long: () => 'It is longer than 512 characters.',
  key_repeated: ({ name, line }) =>
    line === undefined
      ? `This key belongs to “${name ?? ''}” already.`
      : `This key stands in line ${line} already.`,
  hash_missing: () => 'There is no SHA-256 (64 hex digits) in it.',
  hash_wrong: () => 'Its hash is no SHA-256.',
  entry_unreadable: () => 'It is neither an object nor a key.',
  expiry_unreadable: () => 'The date on which it expires cannot be read.',
  maybe_hash: () =>
    'Taken for a key. If these are hashes (SHA-256), write sha256: in front of them.',
  public_part_taken: () => 'Another key here has the same public part.',
  service_unmatched: ({ name = '' }) => `No service here is called ${name}.`,
};
