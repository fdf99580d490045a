import { inflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import type { Receipt } from '../../gateway/billing/receipt';
import { toReceiptPdf as draw } from '../../gateway/billing/receipt-pdf';
import { toReceiptView } from '../../gateway/billing/receipt-view';
import { writtenFor } from '../../gateway/text/written-for';

const line = { key: 'Żółty telefon', service: 'Grüße €', calls: 1234, tokens: 5, costNano: 7n };
const receipt: Receipt = {
  of: 'Jürgen Żyżak',
  month: '2026-11',
  currency: 'EUR',
  lines: [line],
  calls: 1234,
  totalNano: 7n,
  madeAt: new Date('2026-12-01T08:00:00Z'),
};

const inLanguage = (setting: string, asked?: string, system = 'en-GB') => ({
  ...writtenFor(setting, asked, system),
  timeZone: 'Europe/Berlin',
});
const toReceiptPdf = (of: Receipt) => draw(toReceiptView(of, inLanguage('en')));

/** Everything in the file that is packed, unpacked and one after the other. */
function unpack(pdf: Buffer): string {
  const texts: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    const end = pdf.indexOf('endstream', at);
    try {
      texts.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // Not every stream is packed.
    }
  }
  return texts.join('\n');
}

const pagesOf = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;

test('a receipt is a PDF with its fonts inside, and every letter of a name can be copied from it', async () => {
  const pdf = await toReceiptPdf(receipt);
  const text = pdf.toString('latin1');
  expect(text.startsWith('%PDF-1.')).toBe(true);
  expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
  expect(text.match(/\/FontFile2/g)).toHaveLength(2);
  expect(text).not.toContain('/Helvetica');
  const unpacked = unpack(pdf);
  for (const letter of 'żŻółü€ß') {
    const code = letter.charCodeAt(0).toString(16).padStart(4, '0');
    expect(unpacked, letter).toContain(`<${code}>`);
  }
});

/** Where text begins on the page, and how far to the right its last letter may reach. */
const placesOf = (pdf: Buffer): number[] =>
  [...unpack(pdf).matchAll(/1 0 0 1 ([\d.]+) [\d.]+ Tm/g)].map(([, x]) => Number(x));

test('a long receipt goes on over several pages, and no name runs out of its column', async () => {
  const lines = Array.from({ length: 100 }, () => ({ ...line, key: 'W'.repeat(200) }));
  const pdf = await toReceiptPdf({ ...receipt, of: 'M'.repeat(500), lines });
  expect(pagesOf(pdf)).toBe(4);
  for (const x of placesOf(pdf)) expect(x).toBeLessThan(539);
  // A W is about 11 points wide with the space to the next one, and 134 are free beside the next column.
  const names = unpack(pdf).match(/(<[0-9a-f]{4}> -?[\d.]+ )\1{5,}/g) ?? [];
  const letters = new Set(names.map((name) => name.split('<').length - 1));
  expect(letters.size).toBe(1);
  for (const count of letters) expect(count).toBeLessThanOrEqual(12);
  expect(pagesOf(await toReceiptPdf({ ...receipt, lines: [] }))).toBe(1);
});

const FONT = 'node_modules/@fontsource/inter/files/inter-latin-400-normal.woff';
const measuring = new PDFDocument({ font: FONT });

/** The sole row of a receipt: where each of its texts begins, and its size. */
function rowOf(pdf: Buffer) {
  const texts = [...unpack(pdf).matchAll(/1 0 0 1 ([\d.]+) ([\d.]+) Tm\s+\/F\d+ ([\d.]+) Tf/g)];
  const heights = texts.map(([, , y]) => y);
  const row = texts.filter(([, , y]) => heights.filter((one) => one === y).length === 5)[5]?.[2];
  return texts
    .filter(([, , y]) => y === row)
    .map(([, x, , size]) => ({ x: Number(x), size: Number(size) }));
}

test.each([
  [60, 12_345_678_901_234n],
  [9_007_199_254_740_991, 12_345_678_901_234n],
  [9_007_199_254_740_991, 9_007_199_254_740_991_000n],
])(
  '%d tokens and %d of cost have a gap between them, as all cells have',
  async (count, costNano) => {
    const lines = [
      { key: 'W'.repeat(99), service: 'W'.repeat(99), tokens: count, calls: count, costNano },
    ];
    const of: Receipt = { ...receipt, of: 'Ann', lines, calls: count, totalNano: costNano };
    const { calls, tokens, cost } = toReceiptView(of, inLanguage('en')).rows[0]!;
    const row = rowOf(await toReceiptPdf(of));
    const widthAt = (at: number, text: string) =>
      measuring.fontSize(row[at]?.size ?? 0).widthOfString(text);
    const gap = (at: number, text: string) => row[at + 1]!.x - row[at]!.x - widthAt(at, text);
    expect(row).toHaveLength(5);
    expect(gap(2, calls)).toBeGreaterThan(5.9);
    expect(gap(3, tokens)).toBeGreaterThan(5.9);
    expect(row[4]!.x + widthAt(4, cost)).toBeCloseTo(539, 0);
    expect(row[2]!.x - row[1]!.x).toBeGreaterThan(50);
  },
);

test('what the fonts lack is a question mark for each character, and a space stays one', async () => {
  const drawn = async (key: string) =>
    unpack(await toReceiptPdf({ ...receipt, lines: [{ ...line, key }] }));
  expect(await drawn('한 👨‍👩‍👧\u2003Жя\n')).toBe(await drawn('? ? ?? '));
});

test('a receipt is in the language of its owner, with numbers and dates as that writes them', () => {
  const costNano = 9_007_199_254_740_993n;
  const large = { ...receipt, lines: [{ ...line, costNano, tokens: 1_234_567 }], calls: 1234 };
  const late = { ...large, totalNano: costNano, madeAt: new Date('2026-11-30T23:30:00Z') };
  expect(toReceiptView(late, inLanguage('de'))).toEqual({
    language: 'de',
    title: 'Beleg November 2026',
    heading: 'Beleg für Jürgen Żyżak',
    month: 'Was im November 2026 genutzt wurde',
    made: 'erstellt am 1. Dezember 2026',
    columns: {
      ...{ key: 'Schlüssel', service: 'Dienst', calls: 'Anfragen' },
      ...{ tokens: 'Token', cost: 'Kosten' },
    },
    rows: [
      {
        ...{ key: 'Żółty telefon', service: 'Grüße €', calls: '1.234' },
        ...{ tokens: '1.234.567', cost: '9.007.199,254740993 EUR' },
      },
    ],
    total: { name: 'Summe', calls: '1.234', cost: '9.007.199,254740993 EUR' },
    note: 'Simuliert: Es ist nichts zu bezahlen, und nichts wurde bezahlt.',
  });
  expect(toReceiptView(late, inLanguage('en'))).toMatchObject({
    heading: 'Receipt for Jürgen Żyżak',
    made: 'made on 1 December 2026',
    total: { calls: '1,234', cost: '9,007,199.254740993 EUR' },
  });
});

test('the settings say in which language, else the window that asks, else the system', () => {
  const language = (...asked: Parameters<typeof inLanguage>) => inLanguage(...asked).language;
  expect(language('de', 'en')).toBe('de');
  expect(language('auto', 'de')).toBe('de');
  expect(language('auto', undefined, 'de-AT')).toBe('de');
  expect(language('auto', 'xx', 'de-AT')).toBe('en');
});

test('a PDF says in which language it is', async () => {
  const pdf = await draw(toReceiptView(receipt, inLanguage('de')));
  expect(pdf.toString('latin1')).toContain('/Lang (de)');
});
