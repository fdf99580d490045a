/**
 * Threat: memory runs out and the whole gateway dies with every answer under way, because many large bodies, or a small one
 * that unfolds into millions of objects, were looked into at the same time. New calls are turned away before that.
 */
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { LatchkeyError } from '#shared/contract/errors';

const LOOK_EVERY_MS = 1_000;
const RETRY_AFTER_MS = 2_000;
/** Above this share of what the engine may use, nothing new is begun. */
const FULL_AT = 0.85;
/** What the engine sets aside for young objects, on top of what `--max-old-space-size` allows. */
const YOUNG_BYTES = 192 * 1024 * 1024;
/** A body below this size is not worth a look. */
const SMALL_BYTES = 65_536;
/** Text of a body and its parsed form, for each byte, and for each list, object or member in it. */
const PER_BYTE = 3;
const PER_PART = 40;
/** No body unfolds into more than this for each byte. */
const WORST_PER_BYTE = 24;

/** What the heap holds and may hold, in bytes. */
export interface HeapReading {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** The long-lived part of the heap, which is what an engine dies of; young objects come and go. */
export function readHeap(): HeapReading {
  let usedBytes = 0;
  for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
    if (space_name !== 'new_space') usedBytes += space_used_size;
  }
  const { heap_size_limit } = getHeapStatistics();
  return { usedBytes, limitBytes: Math.max(heap_size_limit - YOUNG_BYTES, heap_size_limit / 3) };
}

const [QUOTE, COMMA, BRACKET, BRACE] = [0x22, 0x2c, 0x5b, 0x7b];

/** How much a body may take once it is parsed: lists and objects take far more than their text. */
function parsedBytes(body: Buffer): number {
  let parts = 0;
  let isText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) isText = !isText;
    else if (!isText && (byte === COMMA || byte === BRACKET || byte === BRACE)) parts++;
  }
  return body.length * PER_BYTE + parts * PER_PART;
}

export interface HeapWatch {
  /** Throws OVERLOADED when memory was nearly full at the last look. Costs nothing. */
  assertNotFull(): void;
  /** Throws OVERLOADED when there is no room for looking into this body now. */
  assertRoomFor(body: Buffer): void;
  close(): void;
}

interface HeapWatchDeps {
  /** Calls under way: while there is none, what fills the heap is only waiting to be collected. */
  readonly live: { readonly count: number };
  readonly read?: (() => HeapReading) | undefined;
}

const overloaded = () => new LatchkeyError('OVERLOADED', { retryAfterMs: RETRY_AFTER_MS });

/** Looks once a second; never keeps the process alive for it. */
export function createHeapWatch({ live, read = readHeap }: HeapWatchDeps): HeapWatch {
  let isFull = false;
  let lowestBytes = Number.POSITIVE_INFINITY;
  const look = () => {
    const { usedBytes, limitBytes } = read();
    isFull = usedBytes > limitBytes * FULL_AT;
    lowestBytes = Math.min(lowestBytes, usedBytes);
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    assertNotFull() {
      if (isFull && live.count > 0) throw overloaded();
    },
    assertRoomFor(body) {
      if (body.length < SMALL_BYTES) return;
      const { usedBytes, limitBytes } = read();
      // With nothing under way the engine gets back to its lowest by itself.
      const heldBytes = live.count === 0 ? Math.min(usedBytes, lowestBytes) : usedBytes;
      const roomBytes = limitBytes * FULL_AT - heldBytes;
      if (body.length * WORST_PER_BYTE <= roomBytes) return;
      if (parsedBytes(body) > roomBytes) throw overloaded();
    },
    close: () => clearInterval(timer),
  };
}
