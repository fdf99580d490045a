import { LatchkeyError } from '#shared/contract/errors';
import type { StoredKey } from '../storage/config-schema';
import { isGrpc } from '../proxy/is-grpc';
import type { Service } from '../services/service-store';
import type { Call } from './call';
import { boundaryOf, FORM_HEAD_BYTES } from './form-head';
import { assertSignedBody, isBodySigned } from './signed-body';
import { countTopLevel } from './top-level-names';

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
  /** The service that has the model, where the route names none. */
  readonly service?: Service | undefined;
}

/** Of a call whose body nobody had to look into. */
export const unread: Asked = { body: undefined, json: undefined, model: null, maxTokens: null };

interface ReadAheadDeps {
  /** True when something hangs on what the body says. */
  readonly isNeeded: (call: Call, key: StoredKey) => boolean;
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
/** All bodies that are held at the same time. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/** What no service reads as JSON, whatever stands in it. */
const OTHER_TYPE = /^(?:multipart|audio|image|video|font)\//i;

const mayHaveJson = ({ method, req }: Call): boolean => {
  // Its service may have to answer before there is more of a body.
  if (isGrpc(req)) return false;
  const type = req.headers['content-type'];
  // Several apps of Ollama send no type, or a wrong one: curl says it is a form.
  return method === 'POST' && (type === undefined || !OTHER_TYPE.test(type));
};

const FORM_PATHS: ReadonlySet<string> = new Set(['/api/transcribe', '/v1/audio/transcriptions']);

/** Servers that write down speech want the sound in parts of different names; only the start of the form is changed. */
const mayNeedOtherForm = ({ method, route, req }: Call): boolean =>
  method === 'POST' &&
  'rest' in route &&
  FORM_PATHS.has(route.rest) &&
  boundaryOf(req.headers['content-type']) !== undefined;

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

const MODEL = /(?<!\\)"model"\s*:\s*("(?:[^"\\]|\\.){1,200}")/;

const guessModel = (text: string): string | null => {
  const found = MODEL.exec(text)?.[1];
  return found === undefined ? null : String(JSON.parse(found));
};

const toLimit = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : null;

function maxTokensOf(json: NonNullable<Asked['json']>): number | null {
  const { options } = json;
  const ollama = typeof options === 'object' && options !== null ? options : {};
  const predicted = 'num_predict' in ollama ? ollama.num_predict : undefined;
  return (
    toLimit(json['max_completion_tokens']) ??
    toLimit(json['max_output_tokens']) ??
    toLimit(json['max_tokens']) ??
    toLimit(predicted)
  );
}

function modelOf(json: NonNullable<Asked['json']>): string | null {
  const [, model] = Object.entries(json).find(([name]) => name.toLowerCase() === 'model') ?? [];
  return typeof model === 'string' ? model.slice(0, 200) : null;
}

function toAsked(body: ReadBody): Asked {
  if (!body.isWhole) {
    const model = guessModel(body.start.toString('utf8', 0, LOOK_BYTES));
    return { ...unread, body, model };
  }
  const text = body.start.toString('utf8');
  const json = parseObject(text);
  if (!json) return { ...unread, body };
  if (countTopLevel(text, 'model') > 1) {
    const message = 'The body names a model twice. Name one.';
    throw new LatchkeyError('REQUEST_MALFORMED', { message });
  }
  return { body, json, model: modelOf(json), maxTokens: maxTokensOf(json) };
}

/**
 * Looks into the body of a call when a limit, a price or the choice of a service hangs on it. Only after the key was
 * found good: a stranger cannot make the gateway hold anything. What was read goes on to the service byte by byte.
 */
export const createReadAhead =
  ({
    isNeeded,
    understand = (_call, _key, asked) => asked,
    assertRoomFor = () => {},
    maxBytes = MAX_BYTES,
  }: ReadAheadDeps) =>
  (call: Call, key: StoredKey): Asked | Promise<Asked> => {
    const isMeant = mayHaveJson(call) && isNeeded(call, key);
    const isSigned = isBodySigned(call);
    if (!isMeant && !isSigned) {
      if (!mayNeedOtherForm(call)) return unread;
      return readBody(call, FORM_HEAD_BYTES).then((body) => ({ ...unread, body }));
    }
    return readBody(call, maxBytes).then((body) => {
      if (isSigned) assertSignedBody(call.req, body);
      if (!isMeant) return { ...unread, body };
      if (body.isWhole) assertRoomFor(body.start);
      return understand(call, key, toAsked(body));
    });
  };
