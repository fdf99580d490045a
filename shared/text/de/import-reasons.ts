import type { importReasonsEn } from '../en/import-reasons';

/** Why a line of a file of keys was not taken, or what is to be known of it, in German. */
export const importReasonsDe: typeof importReasonsEn = {
  file_too_large: () => 'Die Datei ist größer als 10 MB.',
  file_not_text: () => 'Das ist keine Textdatei.',
  file_not_json: ({ line = 1 }) => `Das ist kein gültiges JSON (bei Zeile ${line}).`,
  colon_missing: () => 'Der Doppelpunkt fehlt; die Form ist key_id:api_key.',
  id_not_plain: () => 'Der Name vor dem Doppelpunkt darf nur Buchstaben, Ziffern, - und _ haben.',
  key_not_plain: () => 'Der Schlüssel muss aus 16 bis 128 Buchstaben, Ziffern, - und _ bestehen.',
  key_missing: () => 'Es steht kein Schlüssel darin.',
  key_slow_hash: () =>
    'Das ist eine Prüfsumme von bcrypt, argon2, scrypt oder PBKDF2, aus der sich kein Schlüssel wiedererkennen lässt; mache einen neuen Schlüssel.',
  key_admin_secret: () => 'Das ist ein Admin-Passwort von Latchkey und kein Schlüssel für Apps.',
  key_mistyped: () => 'Das ist ein Schlüssel von Latchkey mit einem Tippfehler.',
  key_not_sendable: () => 'Er hat Zeichen, die keine App in einer Kopfzeile senden kann.',
  key_too_short: () => 'Er ist kürzer als 16 Zeichen.',
  key_too_long: () => 'Er ist länger als 512 Zeichen.',
  key_repeated: ({ name, line }) =>
    line === undefined
      ? `Dieser Schlüssel gehört schon „${name ?? ''}“.`
      : `Dieser Schlüssel steht schon in Zeile ${line}.`,
  hash_missing: () => 'Es steht kein SHA-256 (64 Hex-Ziffern) darin.',
  hash_wrong: () => 'Die Prüfsumme ist kein SHA-256.',
  entry_unreadable: () => 'Das ist weder ein Objekt noch ein Schlüssel.',
  expiry_unreadable: () => 'Das Datum, an dem er endet, ist nicht lesbar.',
  maybe_hash: () =>
    'Für einen Schlüssel gehalten. Sind das Prüfsummen (SHA-256), dann schreibe sha256: davor.',
  public_part_taken: () => 'Ein anderer Schlüssel hier hat denselben öffentlichen Teil.',
  service_unmatched: ({ name = '' }) => `Kein Dienst heißt hier ${name}.`,
};
