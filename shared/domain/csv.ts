/** What a spreadsheet would run as a formula when it stands at the start of a cell. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

export type CsvValue = string | number | bigint | boolean | null | undefined;

/** Numbers are ours and may be negative; text may be a caller's, and must stay text. */
function toCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row of RFC 4180 with its line end. No text in it can become a formula, another cell or another row. */
export const toCsvRow = (values: readonly CsvValue[]): string =>
  `${values.map(toCell).join(',')}\r\n`;
