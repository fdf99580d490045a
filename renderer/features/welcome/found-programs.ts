import type { FoundService } from '#shared/contract/operations/services';
import { t } from '../../text/t';

const MOST_CHARACTERS = 50;

/** Whether a program that was found can be used just as it is. */
export const isReady = ({ kind, alreadyAdded, hint }: FoundService): boolean =>
  kind !== null && alreadyAdded === null && hint === null;

/** A name that no service has yet: the second "Ollama" is "Ollama 2". */
export function toFreeName(label: string, taken: readonly string[]): string {
  const base = label.trim().slice(0, MOST_CHARACTERS) || t.services.kinds.http.name;
  let name = base;
  for (let next = 2; taken.includes(name); next++) name = `${base} ${next}`;
  return name;
}
