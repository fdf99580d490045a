import { hash } from 'node:crypto';
import * as z from 'zod';
import { AuditEntry } from '#shared/contract/operations/records';

/** What the first line of all points back to. */
export const FIRST_PREV = '0'.repeat(64);

/** A place in the chain: how many lines there are, and the hash of the last one. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

const Link = z.object({ seq: z.int().min(1), prev: z.string() });

/**
 * What a terminal, a spreadsheet or a log viewer could take for the end of a line, of a column, or for a command:
 * delete and C1 controls, line and paragraph separators, marks that turn the direction of writing, and the bar.
 */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff|]/;
const EACH_UNSAFE = new RegExp(UNSAFE, 'g');

const escape = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The SHA-256 by which the next line refers to this one. */
export const hashOf = (line: string | Buffer): string => hash('sha256', line, 'hex');

/** One entry as one line of JSON, without the newline. Nothing in it can look like two lines or two columns. */
export function toLine(entry: AuditEntry, prev: string): string {
  // Every entry begins with its number, so the link goes in as text: a copy of the entry for each line costs more.
  const start = `{"seq":${entry.seq},`;
  const rest = JSON.stringify(entry).slice(start.length);
  const line = `${start}"prev":"${prev}",${rest}`;
  return UNSAFE.test(line) ? line.replaceAll(EACH_UNSAFE, escape) : line;
}

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // The caller only needs to know that it is no line of ours.
  }
};

/** The entry of a line; undefined when it is none. */
export function toEntry(line: string): AuditEntry | undefined {
  const parsed = AuditEntry.safeParse(parseJson(line));
  return parsed.success ? parsed.data : undefined;
}

/** The place of a line in the chain; undefined when it is no line of ours. */
export function toLink(line: string): z.infer<typeof Link> | undefined {
  const parsed = Link.safeParse(parseJson(line));
  return parsed.success ? parsed.data : undefined;
}
