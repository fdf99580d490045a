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
/** Where the columns begin; those of numbers end there. */
const COLUMNS = { key: LEFT, service: 196, calls: 362, tokens: 432, cost: RIGHT };
const GAP = 6;
/** Where the longest number of calls begins. */
const CALLS_WIDEST = 305;
const GREY = '#5b6470';
const BLACK = '#14181d';
const LONGEST_TEXT = 80;

/** Letters of the basic font; all others are drawn with the extended one. */
const RUNS = /[\u0000-\u00ff\u2000-\u206f\u20ac]+|[^\u0000-\u00ff\u2000-\u206f\u20ac]+/g;
const isBasic = (run: string): boolean => /^[\u0000-\u00ff\u2000-\u206f\u20ac]/.test(run);

const runsOf = (text: string): readonly string[] => text.match(RUNS) ?? [];

interface Style {
  readonly size?: number;
  readonly color?: string;
  readonly most?: number;
}

/** Draws single lines of text in two fonts, which together have the letters of Europe. */
class Pen {
  readonly doc: PDFKit.PDFDocument;

  constructor({ language, title }: ReceiptView) {
    // No font by name: those would be read from files that are not in the bundle. Its types do not know that null means none.
    const options = { size: 'A4', margin: 0, autoFirstPage: false, font: null, lang: language };
    this.doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
    this.doc.info.Title = title;
    this.doc.registerFont('basic', toFont(latin));
    this.doc.registerFont('extended', toFont(latinExt));
    this.doc.font('basic');
    this.doc.addPage();
  }

  /** `most` is the width it may take; what does not fit is cut off. */
  left(text: string, x: number, y: number, { size = 10, color = BLACK, most }: Style = {}): void {
    let at = x;
    this.doc.fontSize(size).fillColor(color);
    for (const run of runsOf(this.#fit(text, most ?? RIGHT - x))) {
      this.#use(run).text(run, at, y, { lineBreak: false });
      at += this.doc.widthOfString(run);
    }
  }

  right(text: string, x: number, y: number, style: Style = {}): void {
    this.doc.fontSize(style.size ?? 10);
    this.left(text, x - this.#widthOf(text), y, style);
  }

  #use(run: string): PDFKit.PDFDocument {
    return this.doc.font(isBasic(run) ? 'basic' : 'extended');
  }

  #widthOf(text: string): number {
    let sum = 0;
    for (const run of runsOf(text)) sum += this.#use(run).widthOfString(run);
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

function drawHead(pen: Pen, view: ReceiptView): number {
  pen.left('Latchkey', LEFT, 56, { color: GREY });
  pen.left(view.heading, LEFT, 74, { size: 20 });
  pen.left(view.month, LEFT, 104);
  pen.right(view.made, RIGHT, 104, { color: GREY });
  return drawColumns(pen, 140, view);
}

function drawColumns(pen: Pen, y: number, { columns }: ReceiptView): number {
  const style = { size: 9, color: GREY };
  pen.left(columns.key, COLUMNS.key, y, style);
  pen.left(columns.service, COLUMNS.service, y, style);
  pen.right(columns.calls, COLUMNS.calls, y, style);
  pen.right(columns.tokens, COLUMNS.tokens, y, style);
  pen.right(columns.cost, COLUMNS.cost, y, style);
  pen.rule(y + 15);
  return y + ROW;
}

function drawRow(pen: Pen, y: number, row: ReceiptView['columns']): void {
  pen.left(row.key, COLUMNS.key, y, { most: COLUMNS.service - COLUMNS.key - GAP });
  pen.left(row.service, COLUMNS.service, y, { most: CALLS_WIDEST - COLUMNS.service });
  pen.right(row.calls, COLUMNS.calls, y);
  pen.right(row.tokens, COLUMNS.tokens, y);
  pen.right(row.cost, COLUMNS.cost, y);
}

function draw(pen: Pen, view: ReceiptView): void {
  const { rows, total } = view;
  let y = drawHead(pen, view);
  for (const row of rows) {
    if (y > BOTTOM - 3 * ROW) {
      pen.doc.addPage();
      y = drawColumns(pen, 56, view);
    }
    drawRow(pen, y, row);
    y += ROW;
  }
  pen.rule(y);
  pen.left(total.name, COLUMNS.key, y + 8, { size: 12 });
  pen.right(total.calls, COLUMNS.calls, y + 8);
  pen.right(total.cost, COLUMNS.cost, y + 8, { size: 12 });
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
