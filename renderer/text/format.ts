import { formatUnits } from '#shared/domain/money';
import { locale } from './language';

const whole = new Intl.NumberFormat(locale);
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });

/** 12,345; from a hundred thousand on 123.5k, so that a tile never overflows. */
export const toCount = (value: number): string =>
  value < 100_000 ? whole.format(value) : compact.format(value);

export const toDateTime = (iso: string): string => dateTime.format(new Date(iso));
export const toExactTime = (iso: string): string => exact.format(new Date(iso));
export const toClock = (ms: number): string => clock.format(ms);
export const toClockSeconds = (iso: string): string => clockSeconds.format(new Date(iso));
export const toDay = (iso: string): string => day.format(new Date(iso));

const STEPS = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** "3 minutes ago", "tomorrow"; anything nearer than a minute is "now". */
export function toRelativeTime(iso: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
  const step = STEPS.find((candidate) => Math.abs(seconds) >= candidate.seconds);
  return step
    ? relative.format(Math.trunc(seconds / step.seconds), step.unit)
    : relative.format(0, 'second');
}

/** Exact digits with the owner's currency behind, as prices are never rounded a second time. */
export const toMoney = (nano: string, currency: string): string =>
  `${formatUnits(BigInt(nano))} ${currency}`;

export function toBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}

export const toDuration = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

/** 21 Nov 2026. */
export const toDate = (ms: number): string => date.format(ms);
