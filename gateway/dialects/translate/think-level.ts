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

/** The same wish as an OpenAI `reasoning_effort`. */
export function toEffort(think: NeutralThink): string {
  if (think === false) return 'none';
  return think === true ? 'medium' : think;
}
