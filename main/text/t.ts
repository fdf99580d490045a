import { desktopEn, type DesktopTexts } from '#shared/text/en/desktop';
import { textsFor } from '#shared/text/languages';

// Another language is one more file in that folder; nothing names it.
const files = import.meta.glob('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'desktop',
});
const locales = import.meta.glob<string>('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'locale',
});

const localeOf = (code: string): string =>
  Object.entries(locales).find(([path]) => path.endsWith(`/${code}.ts`))?.[1] ?? 'en-GB';

let current: { texts: DesktopTexts; language: string } = { texts: desktopEn, language: 'en' };

/** Every sentence of the shell, in the language that was chosen last; English before that. */
export const t = (): DesktopTexts => current.texts;

/** How times are written in it, such as `de-DE`. */
export const locale = (): string => localeOf(current.language);

/** Speaks the owner's language from now on: a code, or `auto` for the best of what the system speaks. True when it is another one than before. */
export function speak(wanted: string, systemLanguages: readonly string[]): boolean {
  const { language, texts } = textsFor(
    files,
    desktopEn,
    wanted === 'auto' ? systemLanguages : [wanted],
  );
  const isOther = language !== current.language;
  current = { texts, language };
  return isOther;
}
