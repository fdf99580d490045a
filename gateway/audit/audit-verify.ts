import type * as z from 'zod';
import type { audit } from '#shared/contract/operations/records';
import { linesForward, type FileView } from './audit-files';
import type { AuditHead } from './audit-head';
import { FIRST_PREV, hashOf, toLink, type ChainHead } from './audit-line';

/** The answer of `audit.verify`. */
export type AuditVerdict = z.input<typeof audit.verify.output>;
type Broken = NonNullable<AuditVerdict['broken']>;

interface Place {
  readonly file: string;
  readonly line: number;
  readonly hash: string;
  readonly seq: number;
  readonly prev: string;
}

const CHANGED = 'This line was changed after it was written.';
const UNREADABLE = 'This line is not a line of the record.';
const NO_WITNESS = 'This file was missing at a start, so lines may have been cut off after number';
const DISORDER = 'This line and the next one were swapped.';
const missing = (count: number, where: string) =>
  `${count} ${count === 1 ? 'line is' : 'lines are'} missing ${where}.`;

async function* placesOf(views: readonly FileView[]): AsyncGenerator<Place> {
  for (const view of views) {
    let line = 0;
    for await (const bytes of linesForward(view)) {
      const link = toLink(bytes.toString('utf8')) ?? { seq: 0, prev: '' };
      yield { file: view.name, line: ++line, hash: hashOf(bytes), ...link };
    }
  }
}

const blame = ({ file, line }: Place, reason: string): Broken => ({ file, line, reason });

/** Says which of the lines around a break was touched: the one before it, the one at it, or one that is not there. */
function judge(before: Place | undefined, last: ChainHead, at: Place, next: Place | undefined) {
  if (at.seq === 0) return blame(at, UNREADABLE);
  const follows = at.prev === last.hash;
  if (follows) return at.seq === last.seq + 1 ? undefined : blame(at, CHANGED);
  if (at.seq !== last.seq + 1) {
    if (next?.seq === last.seq + 1) return blame(at, DISORDER);
    if (at.seq > last.seq) return blame(at, missing(at.seq - last.seq - 1, 'before this one'));
    return blame(at, CHANGED);
  }
  // Its reference is wrong. If the next line does not know this one either, it was touched itself.
  const isTouchedItself = next !== undefined && next.prev !== at.hash;
  return blame(isTouchedItself ? at : (before ?? at), CHANGED);
}

function judgeEnd(last: Place | undefined, end: ChainHead): Broken | undefined {
  const seq = last?.seq ?? 0;
  if (seq < end.seq) {
    const place = { file: last?.file ?? 'audit.jsonl', line: (last?.line ?? 0) + 1 };
    return { ...place, reason: missing(end.seq - seq, 'at the end') };
  }
  return last && seq === end.seq && last.hash !== end.hash ? blame(last, CHANGED) : undefined;
}

/** Until rotation has left the place where nobody can say what followed. */
function judgeWitness({ unsureAt, gone }: AuditHead): Broken | undefined {
  if (unsureAt === undefined || (gone !== undefined && gone.seq >= unsureAt)) return undefined;
  return { file: 'head.json', line: 1, reason: `${NO_WITNESS} ${unsureAt}.` };
}

/**
 * Follows the chain through the files (oldest first) and names the first line that was changed, dropped, moved or cut
 * off. `head` is what is known to have been written.
 */
export async function verifyChain(
  views: readonly FileView[],
  head: AuditHead,
): Promise<AuditVerdict> {
  let last: ChainHead = head.gone ?? { seq: 0, hash: FIRST_PREV };
  let before: Place | undefined;
  let at: Place | undefined;
  let broken: Broken | undefined;
  let lines = 0;
  const check = (next: Place | undefined) => {
    if (!at) return;
    broken ??= judge(before, last, at, next);
    last = before = at;
  };
  for await (const place of placesOf(views)) {
    lines++;
    check(place);
    at = place;
  }
  check(undefined);
  broken ??= judgeEnd(before, head) ?? judgeWitness(head);
  return { intact: broken === undefined, lines, broken: broken ?? null };
}
