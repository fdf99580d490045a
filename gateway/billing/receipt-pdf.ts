import latin from '@fontsource/inter/files/inter-latin-400-normal.woff?inline';
import latinExt from '@fontsource/inter/files/inter-latin-ext-400-normal.woff?inline';
import PDFDocument from 'pdfkit';
import type { ReceiptView } from './receipt-view';

/** The fonts are part of the program: a computer without a display often has none. */
const toFont = (url: string): Buffer => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

const LEFT = 56;
const RIGHT = 539;
const BOTTOM = 770;
const ROW = 20;
/** Between any two columns, whatever is in them. */
const GAP = 6;
/** How wide the columns of numbers are at least; longer numbers make them wider. */
const NUMBERS = { calls: 57, tokens: 64, cost: 101 };
/** What is left for names at least; before that the letters become smaller. */
const NAMES_LEAST = 160;
const SMALLEST = 5;
const GREY = '#5b6470';
const BLACK = '#14181d';
const LONGEST_TEXT = 80;

type FontName = 'basic' | 'extended';
const FONTS: readonly FontName[] = ['basic', 'extended'];
const FILES: Readonly<Record<FontName, string>> = { basic: latin, extended: latinExt };
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What pdfkit knows of the font in use; its types leave that out. */
interface WithFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

interface Style {
  readonly size?: number;
  readonly color?: string;
  readonly most?: number;
}

interface Run {
  readonly font: FontName;
  readonly text: string;
}

/**
 * Draws single lines of text in two fonts, which together have the Latin letters of Europe; not Greek, Cyrillic or any
 * other script, and no pictures. A character that they lack is a question mark, since empty boxes would lie over another.
 */
class Pen {
  readonly doc: PDFKit.PDFDocument;

  constructor({ language, title }: ReceiptView) {
    // No font by name: those would be read from files that are not in the bundle. Its types do not know that null means none.
    const options = { size: 'A4', margin: 0, autoFirstPage: false, font: null, lang: language };
    this.doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
    this.doc.info.Title = title;
    for (const name of FONTS) this.doc.registerFont(name, toFont(FILES[name]));
    this.doc.font('basic');
    this.doc.addPage();
  }

  /** `most` is the width it may take; what does not fit is cut off. */
  left(text: string, x: number, y: number, { size = 10, color = BLACK, most }: Style = {}): void {
    let at = x;
    this.doc.fontSize(size).fillColor(color);
    for (const run of this.#runsOf(this.#fit(text, most ?? RIGHT - x))) {
      this.doc.font(run.font).text(run.text, at, y, { lineBreak: false });
      at += this.doc.widthOfString(run.text);
    }
  }

  right(text: string, x: number, y: number, style: Style = {}): void {
    this.left(text, x - this.widthOf(text, style.size), y, style);
  }

  widthOf(text: string, size = 10): number {
    this.doc.fontSize(size);
    return this.#widthOf(text);
  }

  #has(font: FontName, character: string): boolean {
    const { _font } = this.doc.font(font) as unknown as WithFont;
    return Array.from(character).every((one) =>
      _font.font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0),
    );
  }

  #toRun(character: string): Run {
    const font = FONTS.find((name) => this.#has(name, character));
    if (font) return { font, text: character };
    return { font: 'basic', text: /^\s+$/.test(character) ? ' ' : '?' };
  }

  #runsOf(text: string): readonly Run[] {
    const runs: Run[] = [];
    for (const { segment } of characters.segment(text.normalize('NFC'))) {
      const run = this.#toRun(segment);
      const last = runs.at(-1);
      if (last?.font !== run.font) runs.push(run);
      else runs[runs.length - 1] = { ...last, text: last.text + run.text };
    }
    return runs;
  }

  #widthOf(text: string): number {
    let sum = 0;
    for (const run of this.#runsOf(text)) sum += this.doc.font(run.font).widthOfString(run.text);
    return sum;
  }

  #fit(text: string, most: number): string {
    // A hair more, since widths are added up in another order.
    if (this.#widthOf(text) <= most + 0.01) return text;
    let length = Math.min(text.length, LONGEST_TEXT);
    while (length > 0 && this.#widthOf(`${text.slice(0, length)}…`) > most) length--;
    return `${text.slice(0, length)}…`;
  }

  rule(y: number): void {
    this.doc.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(GREY).stroke();
  }
}

/** Where the columns begin; those of numbers end there. */
interface Layout {
  readonly size: number;
  readonly service: number;
  readonly namesEnd: number;
  readonly calls: number;
  readonly tokens: number;
}

/** The widest that stands in a column of numbers. */
function widthOfNumbers(pen: Pen, view: ReceiptView, name: keyof typeof NUMBERS, size: number) {
  let width = Math.max(NUMBERS[name], pen.widthOf(view.columns[name], 9));
  for (const row of view.rows) width = Math.max(width, pen.widthOf(row[name], size));
  if (name === 'tokens') return width;
  return Math.max(width, pen.widthOf(view.total[name], name === 'cost' ? size + 2 : size));
}

/** As wide as the numbers need, so that no two of them touch; names have what is left. */
function toLayout(pen: Pen, view: ReceiptView, size = 10): Layout {
  const tokens = RIGHT - widthOfNumbers(pen, view, 'cost', size) - GAP;
  const calls = tokens - widthOfNumbers(pen, view, 'tokens', size) - GAP;
  const namesEnd = calls - widthOfNumbers(pen, view, 'calls', size) - GAP;
  if (namesEnd - LEFT < NAMES_LEAST && size > SMALLEST) return toLayout(pen, view, size - 1);
  return { size, service: LEFT + (namesEnd - LEFT) * 0.57, namesEnd, calls, tokens };
}

function drawHead(pen: Pen, view: ReceiptView, at: Layout): number {
  pen.left('Latchkey', LEFT, 56, { color: GREY });
  pen.left(view.heading, LEFT, 74, { size: 20 });
  pen.left(view.month, LEFT, 104);
  pen.right(view.made, RIGHT, 104, { color: GREY });
  return drawColumns(pen, 140, view, at);
}

function drawColumns(pen: Pen, y: number, { columns }: ReceiptView, at: Layout): number {
  drawRow(pen, y, columns, { ...at, size: 9 }, GREY);
  pen.rule(y + 15);
  return y + ROW;
}

function drawRow(pen: Pen, y: number, row: ReceiptView['columns'], at: Layout, color = BLACK) {
  const { size, service, namesEnd } = at;
  pen.left(row.key, LEFT, y, { size, color, most: service - LEFT - GAP });
  pen.left(row.service, service, y, { size, color, most: namesEnd - service });
  pen.right(row.calls, at.calls, y, { size, color });
  pen.right(row.tokens, at.tokens, y, { size, color });
  pen.right(row.cost, RIGHT, y, { size, color });
}

function draw(pen: Pen, view: ReceiptView): void {
  const { rows, total } = view;
  const at = toLayout(pen, view);
  let y = drawHead(pen, view, at);
  for (const row of rows) {
    if (y > BOTTOM - 3 * ROW) {
      pen.doc.addPage();
      y = drawColumns(pen, 56, view, at);
    }
    drawRow(pen, y, row, at);
    y += ROW;
  }
  pen.rule(y);
  const size = at.size + 2;
  pen.left(total.name, LEFT, y + 8, { size, most: at.namesEnd - LEFT });
  pen.right(total.calls, at.calls, y + 8, { size: at.size });
  pen.right(total.cost, RIGHT, y + 8, { size });
  pen.left(view.note, LEFT, y + 40, { color: GREY });
}

/** A receipt as PDF, with its fonts inside. */
export function toReceiptPdf(view: ReceiptView): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pen = new Pen(view);
    const parts: Buffer[] = [];
    pen.doc.on('data', (part: Buffer) => parts.push(part));
    pen.doc.once('end', () => resolve(Buffer.concat(parts)));
    pen.doc.once('error', reject);
    draw(pen, view);
    pen.doc.end();
  });
}
