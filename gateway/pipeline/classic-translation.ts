import { LatchkeyError } from '#shared/contract/errors';
import type { ServiceKind } from '#shared/contract/operations/services';
import type { EditAnswer } from '../proxy/answer-edit';
import { presetOf } from '../services/presets';
import type { Grant } from './call';
import { wholeAnswer } from './classic-answer';
import { boundaryOf, changeFormHead, type FormChange } from './form-head';
import type { ShapedCall } from './shape-call';

type Json = Readonly<Record<string, unknown>>;

const wrong = (message: string) => new LatchkeyError('INPUT_INVALID', { message });

function jsonOf({ asked }: Grant): Json {
  if (asked.body && !asked.body.isWhole) throw new LatchkeyError('BODY_TOO_LARGE');
  if (!asked.json) throw wrong('Send the body as JSON.');
  return asked.json;
}

const asked = (path: string, json: object, editAnswer?: EditAnswer): ShapedCall => ({
  path,
  body: { start: Buffer.from(JSON.stringify(json)), isWhole: true },
  contentType: 'application/json',
  editAnswer,
});

/** The same body on another path. */
const at = (path: string, { asked: { body } }: Grant): ShapedCall => ({
  path,
  body,
  contentType: undefined,
  editAnswer: undefined,
});

/** Those of the fields that were sent. */
const pick = (json: Json, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    names.filter((name) => json[name] !== undefined).map((name) => [name, json[name]]),
  );

const text = (...values: unknown[]): string | undefined =>
  values.find((value): value is string => typeof value === 'string' && value.trim() !== '');

const SPEECH = { model: 'tts-1', voice: 'alloy' };

function speak(grant: Grant): ShapedCall {
  const json = jsonOf(grant);
  const input = text(json['text'], json['input']);
  if (input === undefined) throw wrong('Say what to speak: {"text": "Hello"}.');
  const usual = presetOf(grant.service.kind).speech ?? SPEECH;
  return asked('/v1/audio/speech', {
    model: text(json['model']) ?? usual.model,
    input,
    voice: text(json['voice']) ?? usual.voice,
    response_format: text(json['format'], json['response_format']) ?? 'mp3',
    ...pick(json, ['speed']),
  });
}

function needPrompt(json: Json): string {
  const prompt = text(json['prompt']);
  if (prompt === undefined) throw wrong('Say what to paint: {"prompt": "a house at the sea"}.');
  return prompt;
}

const PAINTED = [
  'negative_prompt',
  'steps',
  'width',
  'height',
  'seed',
  'cfg_scale',
  'sampler_name',
] as const;

const imagesOf = (answer: Json): unknown => (answer['images'] as unknown[] | undefined)?.[0];
const dataOf = (answer: Json): unknown =>
  (answer['data'] as { b64_json?: unknown }[] | undefined)?.[0]?.b64_json;

/** An answer of one picture, as older gateways gave it. */
const toImage = (find: (answer: Json) => unknown) =>
  wholeAnswer((answer) => {
    const image = find(answer);
    if (typeof image !== 'string' || image === '') throw new Error('no picture in the answer');
    return { image };
  });

const STABLE_DIFFUSION = '/sdapi/v1';
const OPENAI_IMAGES = '/v1/images/generations';

function paintSimply(grant: Grant): ShapedCall {
  const json = jsonOf(grant);
  const prompt = needPrompt(json);
  if (grant.service.kind === 'a1111') {
    // Without a number of steps it takes 50, which is minutes on most computers.
    const body = { prompt, steps: 20, ...pick(json, PAINTED) };
    return asked(`${STABLE_DIFFUSION}/txt2img`, body, toImage(imagesOf));
  }
  const { width, height } = json;
  const size = width !== undefined && height !== undefined ? { size: `${width}x${height}` } : {};
  const body = { prompt, n: 1, response_format: 'b64_json', ...size, ...pick(json, ['model']) };
  return asked(OPENAI_IMAGES, body, toImage(dataOf));
}

function paint(grant: Grant): ShapedCall {
  if (grant.service.kind !== 'a1111') return at(OPENAI_IMAGES, grant);
  const isChange = grant.asked.json?.['init_images'] !== undefined;
  return at(`${STABLE_DIFFUSION}/${isChange ? 'img2img' : 'txt2img'}`, grant);
}

const noPlainPrompt = ({ service }: Grant) =>
  wrong(
    `ComfyUI wants a whole workflow. Send it to /proxy/${service.id}/prompt, or add a Stable Diffusion web UI.`,
  );

/** How each kind wants a sound: where, in which part of the form, and with which field that it cannot do without. */
const TRANSCRIBERS: Partial<Record<ServiceKind, FormChange & { path: string; query?: string }>> = {
  'whisper-cpp': { path: '/inference', names: ['file', 'audio', 'audio_file'], defaults: {} },
  'whisper-asr': {
    path: '/asr',
    query: 'output=json',
    names: ['audio_file', 'file', 'audio'],
    defaults: {},
  },
};
const OPENAI_TRANSCRIBER = {
  path: '/v1/audio/transcriptions',
  names: ['file', 'audio', 'audio_file'],
  defaults: { model: 'whisper-1' },
} as const;

const withDefault = (query: string, wanted: string): string => {
  const [name = ''] = wanted.split('=');
  if (new URLSearchParams(query).has(name)) return query;
  return query === '' ? `?${wanted}` : `${query}&${wanted}`;
};

function transcribe(grant: Grant): ShapedCall {
  const { call, service, asked: read } = grant;
  const boundary = boundaryOf(call.req.headers['content-type']);
  if (!read.body || boundary === undefined) {
    throw wrong('Send the sound as a form (multipart/form-data) with a part named "file".');
  }
  const to = TRANSCRIBERS[service.kind] ?? OPENAI_TRANSCRIBER;
  const start = changeFormHead(read.body.start, boundary, to);
  const extraBytes = start.length - read.body.start.length;
  const { query } = call.guarded;
  return {
    path: to.path,
    ...('query' in to && { query: withDefault(query, to.query) }),
    body: { start, isWhole: read.body.isWhole, extraBytes },
    contentType: undefined,
    editAnswer: undefined,
  };
}

type Shape = (grant: Grant) => ShapedCall;

/** By `METHOD /family/path`, as older gateways had them. */
const CLASSIC: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['POST /tts/api/speak', speak],
  ['GET /tts/api/voices', (grant) => at('/v1/audio/voices', grant)],
  ['POST /image/api/generate', paint],
  ['POST /image/api/generate/simple', paintSimply],
  ['GET /image/api/models', (grant) => at(imagePath(grant, 'sd-models'), grant)],
  ['GET /image/api/samplers', (grant) => at(`${STABLE_DIFFUSION}/samplers`, grant)],
  ['GET /image/api/progress', (grant) => at(`${STABLE_DIFFUSION}/progress`, grant)],
  ['POST /whisper/api/transcribe', transcribe],
]);

function imagePath({ service }: Grant, name: string): string {
  return service.kind === 'a1111' ? `${STABLE_DIFFUSION}/${name}` : '/v1/models';
}

/**
 * A call of the classic prefixes in the words of its service; undefined when it goes through as it is. Throws
 * INPUT_INVALID, with what to send instead, for a call that no service understands.
 */
export function shapeClassic(grant: Grant): ShapedCall | undefined {
  const { call, service, path } = grant;
  const { route } = call;
  if (!service.rules.translate) return undefined;
  if (route.kind !== 'classic') {
    const isForm = grant.asked.body !== undefined && call.method === 'POST';
    const isForeign = isForm && path === OPENAI_TRANSCRIBER.path;
    return isForeign && TRANSCRIBERS[service.kind] ? transcribe(grant) : undefined;
  }
  if (route.family === 'chat') return undefined;
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  const shape = CLASSIC.get(`${method} /${route.family}${path}`);
  if (shape && service.kind === 'comfyui') throw noPlainPrompt(grant);
  return shape?.(grant);
}
