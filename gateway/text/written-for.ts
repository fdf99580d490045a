import { writtenEn, type WrittenTexts } from '#shared/text/en/written';
import { textsFor } from '#shared/text/languages';

// Another language is one more file in that folder; nothing names it.
const files = import.meta.glob('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'written',
});
const locales = import.meta.glob<string>('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'locale',
});

/** Words in one language, and how it writes numbers and dates. */
export interface Written {
  readonly texts: WrittenTexts;
  readonly language: string;
  /** Such as `de-DE`. */
  readonly locale: string;
}

const systemLanguage = (): string => Intl.DateTimeFormat().resolvedOptions().locale;

/** What is written for the owner: in the language of the settings; with `auto` in that of the window that asked, else of the system. */
export function writtenFor(
  setting: string,
  asked: string | undefined,
  system = systemLanguage(),
): Written {
  const wanted = setting === 'auto' ? [asked ?? system] : [setting];
  const { language, texts } = textsFor(files, writtenEn, wanted);
  const file = Object.keys(locales).find((path) => path.endsWith(`/${language}.ts`));
  return { texts, language, locale: (file && locales[file]) ?? 'en-GB' };
}
