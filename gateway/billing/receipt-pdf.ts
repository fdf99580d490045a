import latin from '@fontsource/inter/files/inter-latin-400-normal.woff?inline';
import latinExt from '@fontsource/inter/files/inter-latin-ext-400-normal.woff?inline';
import PDFDocument from 'pdfkit';
import { formatUnits } from '#shared/domain/money';
import type { Receipt, ReceiptLine } from './receipt';

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

  constructor() {
    // No font by name: those would be read from files that are not in the bundle. Its types do not know that null means none.
    const options = { size: 'A4', margin: 0, autoFirstPage: false, font: null, lang: 'en' };
    this.doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
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

const grouped = (count: number): string => count.toLocaleString('en-US').replaceAll(',', ' ');

function drawHead(pen: Pen, { of, month, madeAt }: Receipt): number {
  pen.left('Latchkey', LEFT, 56, { color: GREY });
  pen.left(`Receipt for ${of}`, LEFT, 74, { size: 20 });
  pen.left(`What was used in ${month}`, LEFT, 104);
  pen.right(`made on ${madeAt.toISOString().slice(0, 10)}`, RIGHT, 104, { color: GREY });
  return drawColumns(pen, 140);
}

function drawColumns(pen: Pen, y: number): number {
  const style = { size: 9, color: GREY };
  pen.left('Key', COLUMNS.key, y, style);
  pen.left('Service', COLUMNS.service, y, style);
  pen.right('Calls', COLUMNS.calls, y, style);
  pen.right('Tokens', COLUMNS.tokens, y, style);
  pen.right('Cost', COLUMNS.cost, y, style);
  pen.rule(y + 15);
  return y + ROW;
}

function drawLine(pen: Pen, y: number, line: ReceiptLine, currency: string): void {
  pen.left(line.key, COLUMNS.key, y, { most: COLUMNS.service - COLUMNS.key - GAP });
  pen.left(line.service, COLUMNS.service, y, { most: CALLS_WIDEST - COLUMNS.service });
  pen.right(grouped(line.calls), COLUMNS.calls, y);
  pen.right(grouped(line.tokens), COLUMNS.tokens, y);
  pen.right(`${formatUnits(line.costNano)} ${currency}`, COLUMNS.cost, y);
}

function draw(pen: Pen, receipt: Receipt): void {
  const { lines, currency, calls, totalNano } = receipt;
  let y = drawHead(pen, receipt);
  for (const line of lines) {
    if (y > BOTTOM - 3 * ROW) {
      pen.doc.addPage();
      y = drawColumns(pen, 56);
    }
    drawLine(pen, y, line, currency);
    y += ROW;
  }
  pen.rule(y);
  pen.left('Total', COLUMNS.key, y + 8, { size: 12 });
  pen.right(grouped(calls), COLUMNS.calls, y + 8);
  pen.right(`${formatUnits(totalNano)} ${currency}`, COLUMNS.cost, y + 8, { size: 12 });
  pen.left('Simulated: nothing is to be paid, and nothing was.', LEFT, y + 40, { color: GREY });
}

/** A receipt as PDF, with its fonts inside. */
export function toReceiptPdf(receipt: Receipt): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pen = new Pen();
    const parts: Buffer[] = [];
    pen.doc.on('data', (part: Buffer) => parts.push(part));
    pen.doc.once('end', () => resolve(Buffer.concat(parts)));
    pen.doc.once('error', reject);
    pen.doc.info.Title = `Receipt ${receipt.month}`;
    draw(pen, receipt);
    pen.doc.end();
  });
}
