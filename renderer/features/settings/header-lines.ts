type Header = { readonly name: string; readonly value: string };

const LINE = /^([A-Za-z0-9!#$%&'*+.^`|~-]{1,64})\s*:\s*(.*)$/;

/** Headers as a person types them, one "name: value" per line. */
export const toHeaderText = (headers: readonly Header[]): string =>
  headers.map(({ name, value }) => `${name}: ${value}`).join('\n');

/** The headers of such lines; undefined when a line is none. */
export function toHeaders(text: string): Header[] | undefined {
  const lines = text.split('\n').flatMap((line) => line.trim() || []);
  const headers = lines.flatMap((line) => {
    const [, name, value] = LINE.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
  return headers.length === lines.length ? headers : undefined;
}
