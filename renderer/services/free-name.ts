import { t } from '../text/t';

const MOST_CHARACTERS = 50;

/** A name that no service has yet: the second "Ollama" is "Ollama 2". */
export function toFreeName(label: string, taken: readonly string[]): string {
  const base = label.trim().slice(0, MOST_CHARACTERS) || t.services.kinds.http.name;
  let name = base;
  for (let next = 2; taken.includes(name); next++) name = `${base} ${next}`;
  return name;
}
