import type { ServiceKind } from '#shared/contract/operations/services';
import { seenPath } from '../services/seen-path';
import type { Dialect } from './dialect';

/** What a call has a service do; decides what of it is counted. `other` may still say something, `none` cannot. */
export type WorkKind =
  'text' | 'embedding' | 'image' | 'speech' | 'transcription' | 'other' | 'none';

const BY_SERVICE: Partial<Record<ServiceKind, WorkKind>> = {
  a1111: 'image',
  comfyui: 'image',
  tts: 'speech',
  whisper: 'transcription',
  'whisper-cpp': 'transcription',
  'whisper-asr': 'transcription',
};

/** Ends of paths, the same in front of every service. */
const BY_PATH: readonly (readonly [end: RegExp, work: WorkKind])[] = [
  [/\/chat\/completions$/, 'text'],
  [/\/images\/(?:generations|edits|variations)$/, 'image'],
  [/\/audio\/speech$/, 'speech'],
  [/\/audio\/(?:transcriptions|translations)$/, 'transcription'],
];
/** Ends that mean something only where AI is spoken: `/messages` may be anything elsewhere. */
const BY_AI_PATH: typeof BY_PATH = [
  [/\/(?:completions|responses|messages|chat|generate)$/, 'text'],
  [/\/(?:embeddings|embed)$/, 'embedding'],
];

/** Written as it always is: nothing to make plain. */
const PLAIN = /^(?:\/[a-z\d_.-]+)+$/;

/** Threat: another spelling of a path, which the service takes for the same, would be other work at another price. */
const plain = (path: string): string =>
  PLAIN.test(path) ? path : (seenPath(path) ?? path).toLowerCase();

const find = (table: typeof BY_PATH, path: string): WorkKind | undefined =>
  table.find(([end]) => end.test(path))?.[1];

/** What tells the works of calls apart. */
export interface WorkFacts {
  readonly kind: ServiceKind;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly dialect: Dialect;
}

/** What a call works at. */
export function workKindOf({ kind, method, path, dialect }: WorkFacts): WorkKind {
  const byService = BY_SERVICE[kind];
  // Some servers speak for a mere GET; everything else is asked for by POST.
  if (method !== 'POST') return byService === 'speech' ? 'speech' : 'none';
  const seen = plain(path);
  const isAi = dialect !== 'plain' || kind !== 'http';
  const byPath = find(BY_PATH, seen) ?? (isAi ? find(BY_AI_PATH, seen) : undefined);
  return byService ?? byPath ?? (isAi ? 'other' : 'none');
}
