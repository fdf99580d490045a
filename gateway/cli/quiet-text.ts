import type { QuietTime } from '#shared/contract/operations/allowances';
import { usageError } from './exit-code';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const GROUPS: Readonly<Record<string, string>> = {
  daily: 'mon-sun',
  weekdays: 'mon-fri',
  weekend: 'sat-sun',
};

/** How quiet times are typed, for the help. */
export const QUIET_EXAMPLE = 'Bedtime mon-sun 21:00-07:00 grace 5';

const notUnderstood = (text: string) =>
  usageError(
    `"${text}" is no quiet time. Type a name, days, times and what else holds, such as:\n` +
      `  "${QUIET_EXAMPLE}"\n  "Homework weekdays 14:00-17:00 services chat models llama* say Only for homework now"`,
  );

/** Days from Monday, 1 to 7; undefined when one of the words is no day. */
function toDays(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const part of (GROUPS[text] ?? text).split(',')) {
    const [first = '', last = first] = part.split('-');
    const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
    if (from < 0 || to < 0) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day + 1);
      if (day === to) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

interface Rest {
  graceMinutes: number;
  services: string[];
  models: string[];
  message: string | null;
}

const toList = (word: string): string[] => word.split(',').filter((each) => each !== '');

/** What stands behind the times; undefined for a word that says nothing. */
function readRest(words: readonly string[]): Rest | undefined {
  const rest: Rest = { graceMinutes: 0, services: [], models: [], message: null };
  for (let at = 0; at < words.length; at += 2) {
    const [option, value] = [words[at], words[at + 1]];
    if (value === undefined) return undefined;
    if (option === 'say') return { ...rest, message: words.slice(at + 1).join(' ') };
    if (option === 'grace' && /^\d{1,3}$/.test(value)) rest.graceMinutes = Number(value);
    else if (option === 'services') rest.services = toList(value);
    else if (option === 'models') rest.models = toList(value);
    else return undefined;
  }
  return rest;
}

/** A quiet time as it was typed; the services are still what was typed for them. Throws a usage error. */
export function toQuietTime(text: string): QuietTime {
  const words = text.trim().split(/\s+/);
  const at = words.findIndex((word) => /^\d\d:\d\d-\d\d:\d\d$/.test(word));
  const [from = '', to = ''] = (words[at] ?? '').split('-');
  const days = toDays((words[at - 1] ?? '').toLowerCase());
  const rest = readRest(words.slice(at + 1));
  const isTime = [from, to].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time));
  if (at < 2 || !isTime || !days || !rest) throw notUnderstood(text);
  return { name: words.slice(0, at - 1).join(' '), days, from, to, ...rest };
}
