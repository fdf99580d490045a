import { ServiceKind } from '#shared/contract/operations/services';
import { presetOf } from './presets';

type Kinds = readonly ServiceKind[];

/** Kinds that run language models. */
export const LLM_KINDS: Kinds = ServiceKind.options.filter(
  (kind) => presetOf(kind).dialects.length > 0,
);

/** Kinds that write down what was said. */
export const WHISPER_KINDS: Kinds = ['whisper', 'whisper-cpp', 'whisper-asr'];

/** Kinds that may speak, paint or listen besides other things. */
export const MIXED_KINDS: Kinds = ['localai', 'openai'];
