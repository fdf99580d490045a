import type { FoundService, ServiceKind } from '#shared/contract/operations/services';
import { fieldsOf } from '../dialects/usage-figures';
import type { ServicePreset } from './presets';

/** What one path of a program answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly server: string;
  /** Undefined when the body is no JSON. */
  readonly json: unknown;
}

/** Every path that was asked; one without an answer is missing. */
export type Answers = ReadonlyMap<string, Answer>;

/** What the answers of a program show it to be. */
export interface Match {
  readonly kind: ServiceKind;
  readonly label: string;
  /** It is only known by what it speaks. */
  readonly unnamed?: true;
  readonly version?: string | undefined;
  readonly needsAuth?: boolean;
  readonly hint?: FoundService['hint'];
}

type Fingerprint = (answers: Answers) => Match | undefined;

/** What is asked of a program, besides its root; nothing here changes anything. */
export const ASKED: readonly string[] = [
  '/lmstudio-greeting',
  '/props',
  '/v1/models',
  '/version',
  '/sdapi/v1/options',
  '/sdapi/v1/sd-models',
  '/system_stats',
  '/openapi.json',
  '/v1/audio/voices',
  '/voices',
  '/api/extra/version',
  '/v1/internal/model/info',
  '/api/config',
  '/api/version',
  '/api/tags',
];

const WITHOUT_API = {
  code: 'start_with_api',
  message: 'Start it with --api, so that other programs may use it.',
} as const;
const GATEWAY = {
  code: 'is_gateway',
  message: 'It passes calls on itself. Add the programs behind it instead if you can.',
} as const;

const isOk = (answer: Answer | undefined): answer is Answer => answer?.status === 200;
const isLocked = (answer: Answer | undefined): boolean =>
  answer?.status === 401 || answer?.status === 403;

const fieldsAt = (answers: Answers, path: string): Readonly<Record<string, unknown>> => {
  const answer = answers.get(path);
  return isOk(answer) ? fieldsOf(answer.json) : {};
};
const textAt = (answers: Answers, path: string): string => {
  const answer = answers.get(path);
  return isOk(answer) ? answer.body : '';
};
const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 60) : undefined;
const versionAt = (answers: Answers, path: string) => asText(fieldsAt(answers, path)['version']);
const isListLocked = (answers: Answers): boolean => isLocked(answers.get('/v1/models'));

const ollama: Fingerprint = (answers) => {
  // A gateway says so too, another Latchkey for one; it does not tell its version to strangers.
  const isGateway = isLocked(answers.get('/api/version'));
  if (isGateway || textAt(answers, '/').trim() !== 'Ollama is running') return undefined;
  return { kind: 'ollama', label: 'Ollama', version: versionAt(answers, '/api/version') };
};

// It answers every path with 200, so only what it says counts.
const lmStudio: Fingerprint = (answers) =>
  fieldsAt(answers, '/lmstudio-greeting')['lmstudio'] === true
    ? { kind: 'lm-studio', label: 'LM Studio', needsAuth: isListLocked(answers) }
    : undefined;

const koboldCpp: Fingerprint = (answers) => {
  const { result, version } = fieldsAt(answers, '/api/extra/version');
  if (result !== 'KoboldCpp') return undefined;
  return { kind: 'koboldcpp', label: 'KoboldCpp', version: asText(version) };
};

const textGeneration: Fingerprint = (answers) =>
  'model_name' in fieldsAt(answers, '/v1/internal/model/info')
    ? { kind: 'text-generation-webui', label: 'text-generation-webui' }
    : undefined;

const llamaCpp: Fingerprint = (answers) => {
  const props = fieldsAt(answers, '/props');
  const isNamed = [...answers.values()].some(({ server }) => server.startsWith('llama.cpp'));
  if (!isNamed && !('default_generation_settings' in props)) return undefined;
  const needsAuth = isLocked(answers.get('/props')) || isListLocked(answers);
  return { kind: 'llama-cpp', label: 'llama.cpp', version: asText(props['build_info']), needsAuth };
};

const a1111: Fingerprint = (answers) => {
  const options = fieldsAt(answers, '/sdapi/v1/options');
  const match = { kind: 'a1111', label: 'Stable Diffusion web UI' } as const;
  if ('samples_save' in options || 'sd_model_checkpoint' in options) return match;
  const page = textAt(answers, '/');
  if (!/gradio/i.test(page) || !/stable.diffusion/i.test(page)) return undefined;
  const isOpen = isLocked(answers.get('/sdapi/v1/options'));
  return isOpen ? { ...match, needsAuth: true } : { ...match, hint: WITHOUT_API };
};

const comfyUi: Fingerprint = (answers) => {
  const stats = fieldsAt(answers, '/system_stats');
  const system = fieldsOf(stats['system']);
  if (!('comfyui_version' in system) && !('devices' in stats && 'python_version' in system)) {
    return undefined;
  }
  return { kind: 'comfyui', label: 'ComfyUI', version: asText(system['comfyui_version']) };
};

// The owner may rename it; then its own name stands behind the given one.
const openWebUi: Fingerprint = (answers) => {
  const { name, version } = fieldsAt(answers, '/api/config');
  if (!asText(name)?.includes('Open WebUI')) return undefined;
  const known = { kind: 'open-webui', label: 'Open WebUI', needsAuth: true } as const;
  return { ...known, version: asText(version), hint: GATEWAY };
};

const apiTitle = (answers: Answers): string =>
  asText(fieldsOf(fieldsAt(answers, '/openapi.json')['info'])['title']) ?? '';
const apiVersion = (answers: Answers) =>
  asText(fieldsOf(fieldsAt(answers, '/openapi.json')['info'])['version']);

/** Programs that give themselves away by the title of their API. */
const BY_TITLE: readonly (readonly [title: RegExp, match: Match])[] = [
  [/speaches/i, { kind: 'whisper', label: 'speaches' }],
  [/faster.?whisper.?server/i, { kind: 'whisper', label: 'faster-whisper-server' }],
  [/whisper.?asr.?webservice/i, { kind: 'whisper-asr', label: 'Whisper ASR Webservice' }],
  [/kokoro/i, { kind: 'tts', label: 'Kokoro-FastAPI' }],
  [/openedai.?speech/i, { kind: 'tts', label: 'openedai-speech' }],
  [/^jan\b/i, { kind: 'openai', label: 'Jan' }],
];

const byTitle: Fingerprint = (answers) => {
  const title = apiTitle(answers);
  const match = BY_TITLE.find(([pattern]) => pattern.test(title))?.[1];
  return match && { ...match, version: apiVersion(answers), needsAuth: isListLocked(answers) };
};

// Its FastAPI has no title of its own, but it serves next to nothing besides speech.
const openedai: Fingerprint = (answers) => {
  const paths = Object.keys(fieldsOf(fieldsAt(answers, '/openapi.json')['paths']));
  const isSpeech = (path: string) =>
    /^\/(?:v1\/audio\/speech|v1\/models(?:\/.*)?|v1\/billing\/.*|health|)$/.test(path);
  if (!paths.includes('/v1/audio/speech') || !paths.every(isSpeech)) return undefined;
  return { kind: 'tts', label: 'openedai-speech' };
};

const whisperCpp: Fingerprint = (answers) => {
  const page = textAt(answers, '/');
  if (!/whisper\.cpp/i.test(page) || !page.includes('/inference')) return undefined;
  return { kind: 'whisper-cpp', label: 'whisper.cpp server' };
};

const kokoro: Fingerprint = (answers) =>
  /"[ab][fm]_[a-z]+"/.test(textAt(answers, '/v1/audio/voices'))
    ? { kind: 'tts', label: 'Kokoro-FastAPI' }
    : undefined;

const edgeTts: Fingerprint = (answers) => {
  const match = { kind: 'tts', label: 'openai-edge-tts' } as const;
  const voices = textAt(answers, '/voices');
  if (/"[a-z]{2,3}-[A-Z]{2}-\w+Neural"/.test(voices)) return match;
  // With a key of its own: it guards its lists of voices, and nothing else is there.
  const isGuarded = isLocked(answers.get('/voices')) && isListLocked(answers);
  const isBare = answers.get('/api/tags')?.status === 404;
  return isGuarded && isBare ? { ...match, needsAuth: true } : undefined;
};

const localAi: Fingerprint = (answers) => {
  const page = textAt(answers, '/');
  if (!page.includes('LocalAI') || !answers.has('/v1/models')) return undefined;
  const version = versionAt(answers, '/version');
  return { kind: 'localai', label: 'LocalAI', version, needsAuth: isListLocked(answers) };
};

const vllm: Fingerprint = (answers) => {
  const version = versionAt(answers, '/version');
  const isOwn = /"owned_by"\s*:\s*"vllm"/.test(textAt(answers, '/v1/models'));
  if (isOwn) return { kind: 'vllm', label: 'vLLM', version };
  // Its key guards only what is below /v1.
  const isGuarded = isListLocked(answers) && version !== undefined;
  return isGuarded && /vllm/i.test(apiTitle(answers) + textAt(answers, '/openapi.json'))
    ? { kind: 'vllm', label: 'vLLM', version, needsAuth: true }
    : undefined;
};

const openAi: Fingerprint = (answers) => {
  const match = { kind: 'openai', label: 'OpenAI-compatible server', unnamed: true } as const;
  const { object, data } = fieldsAt(answers, '/v1/models');
  const isList = Array.isArray(data) && data.every((one) => 'id' in fieldsOf(one));
  if (isList && (object === 'list' || data.length > 0)) return match;
  const list = answers.get('/v1/models');
  // A page that asks everybody to sign in asks so everywhere.
  const isOnlyHere = answers.get('/lmstudio-greeting')?.status === 404;
  const isJson = typeof list?.json === 'object';
  return isLocked(list) && isOnlyHere && isJson ? { ...match, needsAuth: true } : undefined;
};

/** Those that imitate others stand before the ones they imitate. */
const ALL: readonly Fingerprint[] = [
  koboldCpp,
  ollama,
  lmStudio,
  textGeneration,
  llamaCpp,
  a1111,
  comfyUi,
  openWebUi,
  byTitle,
  openedai,
  whisperCpp,
  kokoro,
  edgeTts,
  localAi,
  vllm,
  openAi,
];

/** Names a program by what it answered, never by its port; undefined when it is none that could be a service. */
export function recognise(answers: Answers): Match | undefined {
  for (const fingerprint of ALL) {
    const match = fingerprint(answers);
    if (match) return match;
  }
  return undefined;
}

/** Where the names of the models of such a program stand. */
export const modelsPathOf = (list: ServicePreset['models']): string =>
  list === 'ollama' ? '/api/tags' : list === 'a1111' ? '/sdapi/v1/sd-models' : '/v1/models';
