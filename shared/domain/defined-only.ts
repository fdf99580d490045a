/** A copy without the fields that are undefined: what was not sent changes nothing. */
export const definedOnly = <T extends object>(
  fields: T,
): { [Name in keyof T]?: NonNullable<T[Name]> | Extract<T[Name], null> } =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as ReturnType<typeof definedOnly<T>>;
