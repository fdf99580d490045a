import { AudioHead } from './audio-head';
import { ImageEventReader, ImageJsonReader, onePicture } from './image-reader';
import { JsonReader } from './json-reader';
import { LineReader } from './line-reader';
import type { Usage } from './usage-figures';
import type { WorkKind } from './work-kind';

/** Reads a copy of an answer's bytes as they pass. Never changes them, never throws, and holds a bounded part of them. */
export interface UsageReader {
  push(chunk: Buffer): void;
  /** What the answer has said of its model by now, if it is read piece by piece. */
  readonly modelSoFar?: string | null;
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

type Shape = 'events' | 'lines' | 'json';

function shapeOf(type: string): Shape | undefined {
  if (EVENTS_TYPE.test(type)) return 'events';
  if (LINES_TYPE.test(type)) return 'lines';
  return JSON_TYPE.test(type) ? 'json' : undefined;
}

function imageReader(type: string): UsageReader | undefined {
  if (/^\s*image\//i.test(type)) return onePicture;
  const shape = shapeOf(type);
  if (shape === 'events') return new ImageEventReader();
  return shape === 'json' ? new ImageJsonReader() : undefined;
}

/** A reader for an answer with these headers, or undefined when there is nothing in it that could be read. */
export function createUsageReader(
  headers: readonly string[],
  work: WorkKind,
): UsageReader | undefined {
  // Nothing is ever unpacked: a few bytes can hold gigabytes.
  const encoding = valueOf(headers, 'content-encoding');
  if (work === 'none' || (encoding !== '' && encoding.toLowerCase() !== 'identity')) {
    return undefined;
  }
  const type = valueOf(headers, 'content-type');
  if (work === 'image') return imageReader(type);
  const shape = shapeOf(type);
  if (shape === 'events') return new LineReader('data:');
  if (shape === 'lines') return new LineReader('');
  if (shape === 'json') return new JsonReader();
  return work === 'speech' ? new AudioHead() : undefined;
}
