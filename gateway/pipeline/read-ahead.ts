import { LatchkeyError } from '#shared/contract/errors';
import { workKindOf } from '../dialects/work-kind';
import { hideKey } from '../edge/hide-key';
import type { StoredKey } from '../storage/config-schema';
import { isGrpc } from '../proxy/is-grpc';
import type { Service } from '../services/service-store';
import type { Call } from './call';
import { boundaryOf, FORM_HEAD_BYTES } from './form-head';
import { assertSignedBody, isBodySigned } from './signed-body';
import { countTopLevel, topLevelText } from './top-level-names';

/** What was read of a body before the service was chosen; it is sent first. */
export interface ReadBody {
  readonly start: Buffer;
  /** False when more is still to come from the caller. */
  readonly isWhole: boolean;
  /** By how much the start was made longer; the caller's own length does not count it. */
  readonly extraBytes?: number;
}

/** What the body of a call asks for, as far as anybody had to know. */
export interface Asked {
  readonly body: ReadBody | undefined;
  /** The whole body, parsed; undefined when it was not read or is not a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  readonly model: string | null;
  /** The other name by which the model was asked for. */
  readonly alias?: string | undefined;
  /** How many AI tokens the answer may have at most. */
  readonly maxTokens: number | null;
  /** The body also says something by which a service may go on for longer. */
  readonly isOpenEnded?: boolean;
  /** The service that has the model, where the route names none. */
  readonly service?: Service | undefined;
}

/** Of a call whose body nobody had to look into. */
export const unread: Asked = { body: undefined, json: undefined, model: null, maxTokens: null };

interface ReadAheadDeps {
  /** True when something hangs on what the body says. */
  readonly isNeeded: (call: Call, key: StoredKey) => boolean;
  /** True when rules hold for the body whatever its type and method. */
  readonly mayBeRuled?: (call: Call, key: StoredKey) => boolean;
  /** Finds out what the call means, once its body is known. */
  readonly understand?: (call: Call, key: StoredKey, asked: Asked) => Asked | Promise<Asked>;
  /** Throws when there is no memory for what a whole body unfolds into. */
  readonly assertRoomFor?: (body: Buffer) => void;
  /** At most so much of one body is held; of a larger one only the start is known. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 16 * 1024 * 1024;
/** Of a body that is not held whole, the model is looked for in so much of it. */
const LOOK_BYTES = 65_536;
const LONGEST_MODEL = 200;
/** All bodies that are held at the same time. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/** What no service reads as JSON, whatever stands in it. */
const OTHER_TYPE = /^(?:multipart|audio|image|video|font)\//i;

/** Threat: a prompt that calls itself a sound, so that no limit is taken for it: on these paths no service looks at the type. */
function isTextPath({ method, route }: Call): boolean {
  if (!('rest' in route)) return false;
  const work = workKindOf({ kind: 'http', method, path: route.rest, dialect: 'openai' });
  return work === 'text' || work === 'embedding';
}

const mayHaveJson = (call: Call): boolean => {
  const { method, req } = call;
  // Its service may have to answer before there is more of a body.
  if (isGrpc(req)) return false;
  const type = req.headers['content-type'];
  // Several apps of Ollama send no type, or a wrong one: curl says it is a form.
  return method === 'POST' && (type === undefined || !OTHER_TYPE.test(type) || isTextPath(call));
};

const FORM_PATHS: ReadonlySet<string> = new Set(['/api/transcribe', '/v1/audio/transcriptions']);

/** Servers that write down speech want the sound in parts of different names; only the start of the form is changed. */
const mayNeedOtherForm = ({ method, route, req }: Call): boolean =>
  method === 'POST' &&
  'rest' in route &&
  FORM_PATHS.has(route.rest) &&
  boundaryOf(req.headers['content-type']) !== undefined;

/** The form of a key with a list of models must name one at its start. */
const mustNameModel = ({ req }: Call, { models }: StoredKey): boolean =>
  models !== null && boundaryOf(req.headers['content-type']) !== undefined;

let heldBytes = 0;

/** Reads until the end or `maxBytes`, and pauses there. Rejects when the caller leaves. What was read counts as held until the call is over. */
function readBody({ req, res }: Call, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const done = (isWhole: boolean) => {
      req.off('data', onData).off('end', onEnd);
      if (!isWhole) req.pause();
      resolve({ start: Buffer.concat(parts), isWhole });
    };
    const onData = (chunk: Buffer) => {
      parts.push(chunk);
      bytes += chunk.length;
      heldBytes += chunk.length;
      if (bytes >= maxBytes || heldBytes > MAX_HELD_BYTES) done(false);
    };
    const onEnd = () => done(true);
    req.on('data', onData).once('end', onEnd);
    res.once('close', () => {
      req.off('data', onData).off('end', onEnd);
      heldBytes -= bytes;
      reject(new LatchkeyError('REQUEST_TIMEOUT'));
    });
  });
}

function parseObject(text: string): Asked['json'] {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // the service says what is wrong with it
  }
}

/** Every name under which some service is told how long an answer may become. */
const LENGTHS: ReadonlySet<string> = new Set([
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'max_new_tokens',
  'max_length',
  'n_predict',
  'num_predict',
]);

/** Where some services look for it besides the top. */
const HOLDERS: ReadonlySet<string> = new Set(['options', 'parameters']);

type Lengths = Required<Pick<Asked, 'maxTokens' | 'isOpenEnded'>>;

/** Adds one figure: the largest counts, and one that is no amount may mean an answer without an end. */
function withLength({ maxTokens, isOpenEnded }: Lengths, value: unknown): Lengths {
  if (value === undefined || value === null) return { maxTokens, isOpenEnded };
  // Some services take a figure that is written as text, others pass over it.
  const figure = typeof value === 'string' ? Number(value) : value;
  const isAmount = typeof figure === 'number' && Number.isFinite(figure) && figure > 0;
  return {
    maxTokens: isAmount ? Math.max(maxTokens ?? 0, Math.ceil(figure)) : maxTokens,
    isOpenEnded: isOpenEnded || !isAmount || typeof value === 'string',
  };
}

/**
 * Threat: a body that says how long its answer may be in several ways, of which the service follows the largest.
 * Some services do not mind the case of a name either.
 */
function lengthsOf(json: object, isTop = true): Lengths {
  let found: Lengths = { maxTokens: null, isOpenEnded: false };
  for (const [name, value] of Object.entries(json) as [string, unknown][]) {
    const lower = name.toLowerCase();
    if (LENGTHS.has(lower)) found = withLength(found, value);
    else if (isTop && HOLDERS.has(lower) && typeof value === 'object' && value !== null) {
      const { maxTokens, isOpenEnded } = lengthsOf(value, false);
      found = withLength(found, maxTokens);
      if (isOpenEnded) found = { ...found, isOpenEnded };
    }
  }
  return found;
}

function modelOf(json: NonNullable<Asked['json']>, named: number): string | null {
  if (named === 0) return null;
  // Looking through all the names takes long, and nearly everybody writes it like this.
  const isPlain = Object.hasOwn(json, 'model');
  const name = isPlain ? 'model' : Object.keys(json).find((one) => one.toLowerCase() === 'model');
  const model = name === undefined ? undefined : json[name];
  return typeof model === 'string' ? model.slice(0, 2 * LONGEST_MODEL) : null;
}

/** Of a body that is not read whole: what its beginning says. */
const toGuess = (body: ReadBody): Asked => ({
  ...unread,
  body,
  model: topLevelText(body.start.toString('utf8', 0, LOOK_BYTES), 'model'),
});

/** Whatever stands in the place of a model goes on record; a key that does is cut out before, and names no model. */
function withSafeModel({ guarded }: Call, asked: Asked): Asked {
  if (asked.model === null) return asked;
  const model = hideKey(asked.model, guarded.presented?.text).slice(0, LONGEST_MODEL);
  return model === asked.model ? asked : { ...asked, model };
}

function toAsked(body: ReadBody): Asked {
  if (!body.isWhole) return toGuess(body);
  const text = body.start.toString('utf8');
  const named = countTopLevel(text, 'model');
  if (named === undefined) return toGuess(body);
  const json = parseObject(text);
  if (!json) return { ...unread, body };
  if (named > 1) {
    const message = 'The body names a model twice. Name one.';
    throw new LatchkeyError('REQUEST_MALFORMED', { message });
  }
  return { body, json, model: modelOf(json, named), ...lengthsOf(json) };
}

/**
 * Looks into the body of a call when a limit, a price or the choice of a service hangs on it. Only after the key was
 * found good: a stranger cannot make the gateway hold anything. What was read goes on to the service byte by byte.
 */
export const createReadAhead =
  ({
    isNeeded,
    mayBeRuled = () => false,
    understand = (_call, _key, asked) => asked,
    assertRoomFor = () => {},
    maxBytes = MAX_BYTES,
  }: ReadAheadDeps) =>
  (call: Call, key: StoredKey): Asked | Promise<Asked> => {
    const isMeant =
      (mayHaveJson(call) && isNeeded(call, key)) || (!isGrpc(call.req) && mayBeRuled(call, key));
    const isSigned = isBodySigned(call);
    if (!isMeant && !isSigned) {
      if (!mayNeedOtherForm(call) && !mustNameModel(call, key)) return unread;
      return readBody(call, FORM_HEAD_BYTES).then((body) => ({ ...unread, body }));
    }
    return readBody(call, maxBytes).then((body) => {
      if (isSigned) assertSignedBody(call.req, body);
      if (!isMeant) return { ...unread, body };
      if (body.isWhole) assertRoomFor(body.start);
      return understand(call, key, withSafeModel(call, toAsked(body)));
    });
  };
