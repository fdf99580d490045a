/** True when a path is the pattern, or lies below it when the pattern ends in `*`. Exact, with case; never `/chat2` for `/chat/*`. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.endsWith('*')) return path === pattern;
  const prefix = pattern.slice(0, -1);
  return path.startsWith(prefix) || `${path}/` === prefix;
}

/** The path with the first prefix that fits replaced; a prefix ends at a segment. */
export function rewritePath(
  rewrites: readonly { readonly from: string; readonly to: string }[],
  path: string,
): string {
  for (const { from, to } of rewrites) {
    const prefix = from.replace(/\/+$/, '');
    if (path !== prefix && !path.startsWith(`${prefix}/`)) continue;
    return `${to.replace(/\/+$/, '')}${path.slice(prefix.length)}` || '/';
  }
  return path;
}
