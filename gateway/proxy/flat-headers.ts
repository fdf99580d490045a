/** Headers by name, each with all its values, from flat pairs; pseudo-headers and `without` are left out. */
export function fromFlat(
  raw: readonly string[],
  without: ReadonlySet<string> = new Set(),
): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    if (name.startsWith(':') || without.has(name)) continue;
    (headers[name] ??= []).push(raw[at + 1] ?? '');
  }
  return headers;
}

/** The flat pairs without pseudo-headers. */
export const withoutPseudo = (raw: readonly string[]): string[] =>
  raw.filter((_, at) => !(raw[at - (at % 2)] ?? '').startsWith(':'));

/** The flat list as pairs. */
export const toPairs = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as [string, string]] : []));
