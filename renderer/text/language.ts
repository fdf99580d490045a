import { windowEn } from '#shared/text/en/window';
import { listLanguages, textsFor } from '#shared/text/languages';

// Another language is one more file in that folder; nothing names it.
const texts = import.meta.glob('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'window',
});
const names = import.meta.glob<string>('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'name',
});
const locales = import.meta.glob<string>('../../shared/text/languages/*.ts', {
  eager: true,
  import: 'locale',
});
const STORAGE_KEY = 'latchkey.language';

/** The owner's choice as this window last heard of it: a code, or `auto` for what the system speaks. */
export const readLanguage = (): string => storage()?.getItem(STORAGE_KEY) ?? 'auto';

/** Remembers the owner's choice; true when the next load will speak another language than this one does. */
export function rememberLanguage(choice: string): boolean {
  storage()?.setItem(STORAGE_KEY, choice);
  // What was really kept counts: a browser that keeps nothing would load the page for ever.
  return speak().language !== language;
}

function storage(): Storage | undefined {
  try {
    return globalThis.window?.localStorage;
  } catch {
    return undefined; // a browser may forbid it
  }
}

const systemLanguages = (): readonly string[] => globalThis.window?.navigator.languages ?? [];

function speak() {
  const chosen = readLanguage();
  return textsFor(texts, windowEn, chosen === 'auto' ? systemLanguages() : [chosen]);
}

const found = speak();

const at = (files: Record<string, string>, code: string): string | undefined =>
  Object.entries(files).find(([path]) => path.endsWith(`/${code}.ts`))?.[1];

/** Code of the language that the window speaks. */
export const language: string = found.language;
export const windowTexts = found.texts;
/** How numbers and times are written, such as `de-DE`. */
export const locale: string = at(locales, language) ?? 'en-GB';
/** Every language there is, by its own name. */
export const languages = listLanguages(texts).map((code) => ({
  code,
  name: at(names, code) ?? code,
}));
