const MOST = 60;

/** The name, or with the smallest number behind it that makes it one of its own; never longer than 60 characters. */
export function uniqueName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((one) => one.toLocaleLowerCase()));
  const numbered = (nth: number): string => {
    const end = nth === 1 ? '' : ` ${nth}`;
    const one = name.slice(0, MOST - end.length).trimEnd() + end;
    return known.has(one.toLocaleLowerCase()) ? numbered(nth + 1) : one;
  };
  return numbered(1);
}
