import { CALLS_A_MINUTE } from '#shared/contract/operations/pairing';

/** Requests a minute of each preset, the same as for devices that are invited; "custom" is what the person enters. */
export const LIMITS = CALLS_A_MINUTE;
export type Limit = keyof typeof LIMITS | 'custom';
export const LIMIT_NAMES = ['light', 'everyday', 'heavy', 'custom'] as const;

/** Which preset a key's limit is. */
export function toLimit(requests: number, windowSeconds: number): Limit {
  const found = LIMIT_NAMES.find((name) => name !== 'custom' && LIMITS[name] === requests);
  return windowSeconds === 60 && found ? found : 'custom';
}
