import { chooseLanguage } from '#shared/text/choose-language';
import { dashboardEn, type DashboardTexts } from '#shared/text/en/dashboard';
import { listLanguages, textsFor } from '#shared/text/languages';

// Another language is one more file in that folder; nothing names it.
const files = import.meta.glob('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'dashboard',
});
const locales = import.meta.glob<string>('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'locale',
});
const languages = listLanguages(files);

const MOST_LANGUAGES = 20;

/** Language tags of `Accept-Language`, the most wanted first (RFC 9110, 12.5.4). */
export const wantedLanguages = (header = ''): string[] =>
  header
    .slice(0, 500)
    .split(',', MOST_LANGUAGES)
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/\s*;\s*q=/i);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);

/** The language of ours that a browser wants most, by its `Accept-Language`. */
export const pageLanguage = (header?: string): string =>
  chooseLanguage(wantedLanguages(header), languages);

/** What the gateway's own pages say in a language of ours, and how it writes numbers and times. */
export function pageTexts(language: string): { texts: DashboardTexts; locale: string } {
  const { texts } = textsFor(files, dashboardEn, [language]);
  const file = Object.keys(locales).find((path) => path.endsWith(`/${language}.ts`));
  return { texts, locale: (file && locales[file]) ?? 'en-GB' };
}
