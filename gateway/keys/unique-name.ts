import { toLookalike } from '#shared/domain/readable-name';

const MOST = 60;

/** The name, or with the smallest number behind it that makes it one of its own; never longer than 60 characters. */
export function uniqueName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map(toLookalike));
  const signs = [...name];
  const numbered = (nth: number): string => {
    const end = nth === 1 ? '' : ` ${nth}`;
    const one =
      signs
        .slice(0, MOST - end.length)
        .join('')
        .trimEnd() + end;
    return known.has(toLookalike(one)) ? numbered(nth + 1) : one;
  };
  return numbered(1);
}
