import { safeText } from './safe-text';

const widthOf = (text: string): number => Array.from(text).length;

/** Columns under headings, one row per line; every cell is made safe for a terminal. */
export function textTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => safeText(String(cell), 60)));
  const widths = headings.map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const isNumber = headings.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const toLine = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const pad = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return isNumber[column] ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  return `${cells.map(toLine).join('\n')}\n`;
}

/** Names and values below each other. */
export function textFields(fields: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...fields.map(([name]) => widthOf(name)));
  return fields
    .map(([name, value]) => `${name.padEnd(width)}  ${safeText(String(value))}\n`)
    .join('');
}
