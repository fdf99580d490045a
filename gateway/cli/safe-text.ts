/**
 * Threat: names, paths and log lines are chosen by strangers. Printed as they are, they could move the cursor, change the
 * title, copy into the clipboard or hide lines of the terminal. Everything that commands a terminal is shown by its number.
 */
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const byNumber = (char: string): string => {
  const code = char.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
};

/** One line that a terminal shows and never obeys, of at most `max` characters. */
export function safeText(text: string, max = 200): string {
  // Cut first: what is left out need not be made safe.
  const points = text.length > max ? Array.from(text.slice(0, max * 2)) : undefined;
  const short = points && points.length > max ? `${points.slice(0, max - 1).join('')}…` : text;
  return short.replace(UNSAFE, byNumber).replace(LONE_SURROGATE, byNumber);
}

/** Several lines of our own in which somebody else's words may stand: all but the line ends is made safe. */
export const safeLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => safeText(line, 2_000))
    .join('\n');

/** JSON that is the same to a parser, and safe to look at in a terminal. */
export const safeJson = (value: unknown, indent = 2): string =>
  JSON.stringify(value, null, indent)
    .split('\n')
    .map((line) =>
      line.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    )
    .join('\n');
