const MAX_LENGTH = 240;

/**
 * Threat: names and messages that others wrote, read by the desktop as markup, as a shortcut or from right to left.
 * What comes out are words that are shown as they are, at most `longest` characters.
 */
export function toPlainText(text: string, longest = MAX_LENGTH): string {
  const plain = text
    .replaceAll(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('&', '＆')
    .trim();
  const letters = [...plain];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : plain;
}
