import { chooseLanguage, FIRST_LANGUAGE } from './choose-language';
import { withFallback } from './with-fallback';

/** The language files that a bundler found, by their paths: `./languages/de.ts` is German. */
type LanguageFiles<T> = Readonly<Record<string, T>>;

const codeOf = (path: string): string => /([a-z]+)\.ts$/.exec(path)?.[1] ?? '';

/** The codes of all languages that have a file, English first. */
export function listLanguages(files: LanguageFiles<unknown>): string[] {
  const codes = Object.keys(files).map(codeOf).sort();
  return [FIRST_LANGUAGE, ...codes.filter((code) => code !== FIRST_LANGUAGE)];
}

/** The texts in the best of the wanted languages; sentences that a language lacks are English. */
export function textsFor<T>(
  files: LanguageFiles<unknown>,
  english: T,
  wanted: readonly string[],
): { readonly language: string; readonly texts: T } {
  const language = chooseLanguage(wanted, listLanguages(files));
  const path = Object.keys(files).find((file) => codeOf(file) === language);
  return { language, texts: withFallback(path && files[path], english) };
}
