/**
 * What a spreadsheet would run as a formula when it stands at the start of a cell, the wide signs of Asian keyboards
 * too. Many take a semicolon, a tab or a new line for the end of a cell, whatever the quotes say.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const BREAKS_CELL = /^[\t\r\n]/;
const NEEDS_QUOTES = /[",;\r\n]/;

export type CsvValue = string | number | bigint | boolean | null | undefined;

/** Numbers are ours and may be negative; text may be a caller's, and must stay text. */
function toCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = value.replace(FORMULA, "'");
  const text = BREAKS_CELL.test(safe) ? `'${safe}` : safe;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row of RFC 4180 with its line end. No text in it can become a formula, another cell or another row. */
export const toCsvRow = (values: readonly CsvValue[]): string =>
  `${values.map(toCell).join(',')}\r\n`;
