import type { Dialect } from './dialect';
import { JsonReader } from './json-reader';
import { LineReader } from './line-reader';
import type { Usage } from './usage-figures';

/** Reads a copy of an answer's bytes as they pass. Never changes them, never throws, and holds a bounded part of them. */
export interface UsageReader {
  push(chunk: Buffer): void;
  end(): Usage;
}

const JSON_TYPE = /^\s*application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;
const LINES_TYPE = /^\s*application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines)\s*(?:;|$)/i;
const EVENTS_TYPE = /^\s*text\/event-stream\s*(?:;|$)/i;

function valueOf(headers: readonly string[], lowerName: string): string {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) {
      return headers[at + 1] ?? '';
    }
  }
  return '';
}

/** A reader for an answer with these headers, or undefined when there is nothing in it that could be read. */
export function createUsageReader(
  headers: readonly string[],
  dialect: Dialect,
): UsageReader | undefined {
  if (dialect === 'plain') return undefined;
  const encoding = valueOf(headers, 'content-encoding');
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') return undefined;
  const type = valueOf(headers, 'content-type');
  if (EVENTS_TYPE.test(type)) return new LineReader('data:');
  if (LINES_TYPE.test(type)) return new LineReader('');
  return JSON_TYPE.test(type) ? new JsonReader() : undefined;
}
