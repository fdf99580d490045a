import { LatchkeyError } from '#shared/contract/errors';
import { toCsvRow } from '#shared/domain/csv';
import { formatUnits } from '#shared/domain/money';
import { boundsOfMonth } from '#shared/domain/time-zone';
import type { Ledger, Spent } from '../ledger/ledger';
import { openExport } from '../storage/export-files';
import { writtenFor, type Written } from '../text/written-for';
import type { RowNames } from './call-export';
import { toReceiptView } from './receipt-view';

/** One line of a receipt: one key at one service. */
export interface ReceiptLine {
  readonly key: string;
  readonly service: string;
  readonly calls: number;
  readonly tokens: number;
  readonly costNano: bigint;
}

/** What somebody used in a month. The lines add up to the total exactly. */
export interface Receipt {
  /** Name of the person or key. */
  readonly of: string;
  /** `YYYY-MM` in the owner's time zone. */
  readonly month: string;
  readonly currency: string;
  readonly lines: readonly ReceiptLine[];
  readonly calls: number;
  readonly totalNano: bigint;
  readonly madeAt: Date;
}

export interface ReceiptAsked {
  readonly person?: string | undefined;
  readonly keyId?: string | undefined;
  readonly month: string;
  readonly format: 'pdf' | 'csv';
  /** Of whoever asks, where the settings leave it open. */
  readonly language?: string | undefined;
}

interface ReceiptDeps {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'spent'>;
  readonly names: RowNames;
  readonly currency: string;
  readonly timeZone: string;
  /** What the settings say: a code, or `auto`. */
  readonly language: string;
  readonly now: () => Date;
}

const byCost = (a: ReceiptLine, b: ReceiptLine): number =>
  a.costNano === b.costNano ? b.calls - a.calls : a.costNano < b.costNano ? 1 : -1;

/** Whoever was removed has a receipt for as long as something stands on it. */
function assertKnown({ names }: ReceiptDeps, { person, keyId }: ReceiptAsked): void {
  if (keyId !== undefined && names.key(keyId) === null) throw new LatchkeyError('KEY_UNKNOWN');
  if (person !== undefined && names.person(person) === null) {
    throw new LatchkeyError('PERSON_UNKNOWN');
  }
}

async function toReceipt(deps: ReceiptDeps, asked: ReceiptAsked): Promise<Receipt> {
  const { names, now, currency, timeZone } = deps;
  const { startMs: fromMs, endMs: toMs } = boundsOfMonth(asked.month, timeZone);
  const isWanted = ({ keyId, person }: Spent) =>
    asked.keyId === undefined ? person === asked.person : keyId === asked.keyId;
  const lines = new Map<string, ReceiptLine>();
  for (const { keyId, serviceId, calls, tokens, costNano } of (
    await deps.ledger.spent({ fromMs, toMs })
  ).filter(isWanted)) {
    const place = `${keyId} ${serviceId}`;
    const before = lines.get(place);
    lines.set(place, {
      key: names.key(keyId) ?? keyId,
      service: names.service(serviceId) ?? `#${serviceId}`,
      calls: (before?.calls ?? 0) + calls,
      tokens: (before?.tokens ?? 0) + tokens,
      costNano: (before?.costNano ?? 0n) + costNano,
    });
  }
  if (lines.size === 0) assertKnown(deps, asked);
  const billed = [...lines.values()].filter(({ calls }) => calls > 0).sort(byCost);
  const { person = '', keyId } = asked;
  return {
    of: keyId === undefined ? (names.person(person) ?? person) : (names.key(keyId) ?? keyId),
    month: asked.month,
    currency,
    lines: billed,
    calls: billed.reduce((sum, { calls }) => sum + calls, 0),
    totalNano: billed.reduce((sum, { costNano }) => sum + costNano, 0n),
    madeAt: now(),
  };
}

/** For programs, so alike in every language but for the sentence at its end. */
const toCsv = (
  { of, month, currency, lines, calls, totalNano }: Receipt,
  { texts }: Written,
): string =>
  [
    ['for', 'month', 'key', 'service', 'calls', 'tokens', 'cost', 'cost_nano', 'currency'],
    ...lines.map(({ costNano, ...line }) => [
      of,
      month,
      line.key,
      line.service,
      line.calls,
      line.tokens,
      formatUnits(costNano),
      costNano,
      currency,
    ]),
    [of, month, 'TOTAL', '', calls, '', formatUnits(totalNano), totalNano, currency],
    [texts.receipt.simulated],
  ]
    .map(toCsvRow)
    .join('');

const MOST_NAME = 40;

/** A file is named after whom it is for and the month, in letters that every system takes; by id where none is left. */
export function receiptName(of: string, { person, keyId, month, format }: ReceiptAsked): string {
  const plain = of
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MOST_NAME)
    .replaceAll(/^-+|-+$/g, '');
  return `latchkey-receipt-${plain || (keyId ?? person ?? '')}-${month}.${format}`;
}

/** Writes the receipt of one person or key and month to an export. Throws KEY_UNKNOWN or PERSON_UNKNOWN. */
export async function writeReceipt(deps: ReceiptDeps, asked: ReceiptAsked) {
  const receipt = await toReceipt(deps, asked);
  // Fonts and a PDF writer are only loaded when somebody wants one.
  const written = writtenFor(deps.language, asked.language);
  const toPdf = async () =>
    (await import('./receipt-pdf')).toReceiptPdf(
      toReceiptView(receipt, { ...written, timeZone: deps.timeZone }),
    );
  const content = asked.format === 'csv' ? toCsv(receipt, written) : await toPdf();
  const name = receiptName(receipt.of, asked);
  const file = await openExport(deps.dataDir, name);
  await file.write(content);
  const saved = await file.close();
  return { ...saved, rows: receipt.lines.length, totalNano: receipt.totalNano.toString() };
}
