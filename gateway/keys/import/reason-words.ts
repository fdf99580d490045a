import type { ImportReason } from '#shared/contract/import-reason';
import { importReasonsEn } from '#shared/text/en/import-reasons';
import type { ImportWarning } from './import-entry';

/** A reason as a sentence in English. Terminals and logs may have no curled quotation marks. */
export const inEnglish = ({ code, ...facts }: ImportReason): string =>
  importReasonsEn[code](facts).replace(/[\u201c\u201d]/g, '"');

/** About the whole file. */
export const fileWarning = (reason: ImportReason): ImportWarning => ({
  row: null,
  entry: null,
  reason,
  message: inEnglish(reason),
});

/** About one line. */
export const lineWarning = (row: number, reason: ImportReason): ImportWarning => ({
  row,
  entry: null,
  reason,
  message: `Line ${row}: ${inEnglish(reason)}`,
});

/** About one key of a JSON file, of which several may stand in one line. */
export const entryWarning = (row: number, entry: number, reason: ImportReason): ImportWarning => ({
  row,
  entry,
  reason,
  message: `Entry ${entry}: ${inEnglish(reason)}`,
});
