import type { NeutralThink } from './neutral-chat';

const LEVELS: ReadonlyMap<string, NeutralThink> = new Map<string, NeutralThink>([
  ['none', false],
  ['minimal', 'minimal'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'high'],
  ['max', 'high'],
]);

/** How hard the model shall think, read from any dialect's word for it; undefined for no wish. */
export function readThink(value: string | boolean | null | undefined): NeutralThink | undefined {
  return typeof value === 'string' ? LEVELS.get(value) : (value ?? undefined);
}

/**
 * The same wish as an OpenAI `reasoning_effort`. A plain yes or no is not said: compatible servers think by default when a model can,
 * and several refuse a word for "not at all"; what a model thinks is then kept from a caller who did not want it.
 */
export const toEffort = (think: NeutralThink | undefined): string | undefined =>
  typeof think === 'string' ? think : undefined;
