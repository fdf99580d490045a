const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `whole` with everything replaced that `part` has; what only `part` has is left out. */
export function withFallback<T>(part: unknown, whole: T): T {
  if (!isGroup(whole) || !isGroup(part)) return whole;
  const entries = Object.entries(whole).map(([name, text]) => {
    const other = part[name];
    if (isGroup(text)) return [name, withFallback(other, text)];
    return [name, typeof other === typeof text ? other : text];
  });
  return Object.fromEntries(entries) as T;
}
