/** A path as the programs behind would see it: decoded as often as it takes, one slash at a time, no slash at the end; undefined when it cannot be read. */
export function seenPath(rawPath: string): string | undefined {
  let place = rawPath.split(/[?#]/, 1)[0] ?? '';
  for (let round = 0; /%/.test(place); round++) {
    if (round === 3) return undefined;
    try {
      // What was escaped may be a cut of its own to the next reader.
      place = decodeURIComponent(place).split(/[?#]/, 1)[0] ?? '';
    } catch {
      return undefined; // not UTF-8: no program can agree on what it means
    }
  }
  const segments = place
    .normalize('NFKC')
    .replaceAll('\\', '/')
    .split('/')
    .map((segment) => segment.split(';', 1)[0]?.trim() ?? '')
    .filter((segment) => segment !== '' && segment !== '.');
  return segments.includes('..') ? undefined : `/${segments.join('/')}`;
}
