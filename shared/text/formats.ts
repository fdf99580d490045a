import { formatUnits, type Nano } from '../domain/money';

const STEPS = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** How a language separates thousands and decimals, such as `,` and `.`. */
export function separatorsOf(locale: string): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.5);
  const find = (type: string) => parts.find((part) => part.type === type)?.value;
  return { group: find('group') ?? ',', decimal: find('decimal') ?? '.' };
}

/** Writes nano-units in a language to the last digit: 1234567000000n -> "1.234,567" in German. */
export function createAmountFormat(locale: string): (nano: Nano) => string {
  const whole = new Intl.NumberFormat(locale);
  const { decimal } = separatorsOf(locale);
  return (nano) => {
    const [digits = '0', fraction] = formatUnits(nano < 0n ? -nano : nano).split('.');
    const rest = fraction === undefined ? '' : decimal + fraction;
    return `${nano < 0n ? '-' : ''}${whole.format(BigInt(digits))}${rest}`;
  };
}

function createNumbers(locale: string) {
  const whole = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const tenths = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const units = ['kB', 'MB', 'GB', 'TB'];
  const toAmount = createAmountFormat(locale);
  return {
    /** 12,345; from a hundred thousand on 123.5k, so that a tile never overflows. */
    toCount: (value: number): string =>
      value < 100_000 ? whole.format(value) : compact.format(value),
    /** Nano-units to the last digit, without a currency. */
    toAmount,
    /** Exact digits with the owner's currency behind, as prices are never rounded a second time. */
    toMoney: (nano: string, currency: string): string => `${toAmount(BigInt(nano))} ${currency}`,
    /** 1.5 kB; decimal units. */
    toBytes(bytes: number): string {
      if (bytes < 1000) return `${bytes} B`;
      const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
      return `${tenths.format(bytes / 1000 ** power)} ${units[power - 1] ?? ''}`;
    },
    /** 850 ms, 1.2 s. */
    toDuration: (ms: number): string =>
      ms < 1000 ? `${Math.round(ms)} ms` : `${tenths.format(ms / 1000)} s`,
  };
}

function createTimes(locale: string) {
  const as = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const dateTime = as({ dateStyle: 'medium', timeStyle: 'short' });
  const exact = as({ dateStyle: 'full', timeStyle: 'medium' });
  const clock = as({ hour: '2-digit', minute: '2-digit' });
  const clockSeconds = as({ timeStyle: 'medium' });
  const day = as({ day: 'numeric', month: 'short' });
  const date = as({ dateStyle: 'medium' });
  return {
    toDateTime: (iso: string): string => dateTime.format(new Date(iso)),
    toExactTime: (iso: string): string => exact.format(new Date(iso)),
    toClock: (ms: number): string => clock.format(ms),
    toClockSeconds: (iso: string): string => clockSeconds.format(new Date(iso)),
    toDay: (iso: string): string => day.format(new Date(iso)),
    /** 21 Nov 2026. */
    toDate: (ms: number): string => date.format(ms),
    /** "3 minutes ago", "tomorrow"; anything nearer than a minute is "now". */
    toRelativeTime(iso: string, nowMs: number): string {
      const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
      const step = STEPS.find((candidate) => Math.abs(seconds) >= candidate.seconds);
      return step
        ? relative.format(Math.trunc(seconds / step.seconds), step.unit)
        : relative.format(0, 'second');
    },
  };
}

/** How numbers, money and times are written in a language (`de-DE`), for the window, the tray and notes alike. */
export const createFormats = (locale: string) => ({
  ...createNumbers(locale),
  ...createTimes(locale),
});
