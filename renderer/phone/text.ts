import { phoneEn } from '#shared/text/en/phone';
import { textsFor } from '#shared/text/languages';

// Another language is one more file in that folder; nothing names it.
const texts = import.meta.glob('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'phone',
});
const locales = import.meta.glob<string>('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'locale',
});

const found = textsFor(texts, phoneEn, globalThis.window?.navigator.languages ?? []);

/** Code of the language that the page speaks: the best that the phone asks for. */
export const language: string = found.language;
/** Every sentence of the page, in that language. */
export const p = found.texts;

const locale =
  Object.entries(locales).find(([path]) => path.endsWith(`/${language}.ts`))?.[1] ?? 'en-GB';
const tenths = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });

/** 1.2 s; nothing takes no time at all. */
export const toSeconds = (ms: number): string => `${tenths.format(Math.max(ms, 100) / 1000)} s`;
/** 21 November 2026. */
export const toDay = (iso: string): string => day.format(new Date(iso));
