import { renderUnicodeCompact } from 'uqr';
import type { Terminal } from './terminal';

const WHITE_ON_BLACK = '\x1b[97;40m';
const PLAIN = '\x1b[0m';

/** The text as a QR code in half blocks, light on dark whatever the colours of the terminal are; undefined where no blocks are sure to be shown. */
export function terminalQr(
  text: string,
  { hasUnicode, hasColor, width }: Pick<Terminal, 'hasUnicode' | 'hasColor' | 'width'>,
): string | undefined {
  if (!hasUnicode) return undefined;
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  if ((lines[0]?.length ?? 0) > width) return undefined;
  const painted = hasColor ? lines.map((line) => WHITE_ON_BLACK + line + PLAIN) : lines;
  return `${painted.join('\n')}\n`;
}
