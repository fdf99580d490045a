import { createAmountFormat } from '#shared/text/formats';
import type { Written } from '../text/written-for';
import type { Receipt } from './receipt';

/** How a receipt is written: in whose language, and by whose clock. */
export interface ReceiptStyle extends Written {
  /** IANA name, or `auto` for the computer's own. */
  readonly timeZone: string;
}

/** Everything that stands on a receipt, as it is written there. */
export interface ReceiptView {
  readonly language: string;
  /** Of the file. */
  readonly title: string;
  readonly heading: string;
  readonly month: string;
  readonly made: string;
  readonly columns: Readonly<Record<'key' | 'service' | 'calls' | 'tokens' | 'cost', string>>;
  readonly rows: readonly ReceiptView['columns'][];
  readonly total: Readonly<Record<'name' | 'calls' | 'cost', string>>;
  readonly note: string;
}

const monthOf = (month: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

const dateOf = (at: Date, { locale, timeZone }: ReceiptStyle): string =>
  new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    ...(timeZone !== 'auto' && { timeZone }),
  }).format(at);

/** Puts a receipt into words. Amounts have every digit. */
export function toReceiptView(receipt: Receipt, style: ReceiptStyle): ReceiptView {
  const { language, locale } = style;
  const text = style.texts.receipt;
  const month = monthOf(receipt.month, locale);
  const counts = new Intl.NumberFormat(locale);
  const toAmount = createAmountFormat(locale);
  const toMoney = (nano: bigint) => `${toAmount(nano)} ${receipt.currency}`;
  const { key, service, calls, tokens, cost } = text;
  return {
    language,
    title: text.title(month),
    heading: text.of(receipt.of),
    month: text.month(month),
    made: text.made(dateOf(receipt.madeAt, style)),
    columns: { key, service, calls, tokens, cost },
    rows: receipt.lines.map((line) => ({
      key: line.key,
      service: line.service,
      calls: counts.format(line.calls),
      tokens: counts.format(line.tokens),
      cost: toMoney(line.costNano),
    })),
    total: {
      name: text.total,
      calls: counts.format(receipt.calls),
      cost: toMoney(receipt.totalNano),
    },
    note: text.simulated,
  };
}
