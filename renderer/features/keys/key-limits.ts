/** Requests a minute of each preset; "custom" is what the person enters. */
export const LIMITS = { light: 10, everyday: 60, heavy: 300 } as const;
export type Limit = keyof typeof LIMITS | 'custom';
export const LIMIT_NAMES = ['light', 'everyday', 'heavy', 'custom'] as const;

/** Which preset a key's limit is. */
export function toLimit(requests: number, windowSeconds: number): Limit {
  const found = LIMIT_NAMES.find((name) => name !== 'custom' && LIMITS[name] === requests);
  return windowSeconds === 60 && found ? found : 'custom';
}
