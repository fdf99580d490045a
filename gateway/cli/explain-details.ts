import * as z from 'zod';
import { safeJson, safeText } from './safe-text';

/** What a refused input says of one field; its other parts are for programs. */
const Issue = z.object({
  path: z.array(z.string().or(z.number())),
  message: z.string(),
});
const Reason = z.object({ reason: z.string() });

const MOST_LINES = 8;

/** `targets.0.url` as a person counts: "targets 1, url". */
const toPlace = (path: readonly (string | number)[]): string =>
  path.reduce<string>((place, part) => {
    if (typeof part === 'number') return `${place} ${part + 1}`;
    return place === '' ? part : `${place}, ${part}`;
  }, '');

const toLine = ({ path, message }: z.infer<typeof Issue>): string => {
  const place = toPlace(path);
  return `  ${safeText(place === '' ? message : `${place}: ${message}`, 300)}\n`;
};

/** What a refused operation says besides its sentence, one line a field; nothing where the sentence says it all. */
export function explainDetails(details: unknown): string {
  const issues = z.array(Issue).safeParse(details);
  if (issues.success) return issues.data.slice(0, MOST_LINES).map(toLine).join('');
  const isSaid = details === undefined || Reason.strict().safeParse(details).success;
  return isSaid ? '' : `${safeText(safeJson(details, 0), 500)}\n`;
}
