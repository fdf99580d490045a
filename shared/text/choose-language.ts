/** The language that texts fall back to; every other one may be incomplete. */
export const FIRST_LANGUAGE = 'en';

const primary = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';

/** The first of the wanted language tags (`de-AT`, best first) that there is, as its code; English when there is none. */
export function chooseLanguage(wanted: readonly string[], have: readonly string[]): string {
  const found = wanted.map(primary).find((code) => have.includes(code));
  return found ?? FIRST_LANGUAGE;
}
