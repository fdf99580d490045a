import { LatchkeyError } from '#shared/contract/errors';
import { fitsModel } from '../billing/model-pattern';
import type { Service } from '../services/service-store';
import type { StoredKey } from '../storage/config-schema';
import type { Call } from './call';
import { boundaryOf, formValues } from './form-head';
import type { Asked } from './read-ahead';

/**
 * Threat: a key for the small model that asks for the big one, in a body that is written so that we read one name and
 * the service another. What cannot be read whole and as JSON is refused, never guessed.
 */
const UNREADABLE =
  'This API key may use certain models only, and which one this call is for cannot be read from it. Send it as JSON that names one model in the field "model".';

const refuse = (message?: string) =>
  new LatchkeyError('MODEL_NOT_ALLOWED', message === undefined ? {} : { message });

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The one model that the query of a socket names; several are as good as none. */
function modelInQuery({ guarded }: Call): string | null {
  const models = new URLSearchParams(guarded.query).getAll('model');
  return models.length === 1 ? (models[0] ?? null) : null;
}

const PATH_MODEL = /\/(?:engines|deployments|models)\/([^/]+)\//i;

/** A model that stands in the path, as in older ways to ask. */
function modelInPath({ guarded }: Call): string[] {
  const found = PATH_MODEL.exec(guarded.path)?.[1];
  return found === undefined ? [] : [found];
}

const hasBody = ({ req }: Call): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

/** The checkpoint that a call to a painter wants instead of the one that is loaded. */
function checkpointOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return 'sd_model_checkpoint' in settings ? settings.sd_model_checkpoint : undefined;
}

/** Every name in the body; undefined when readers could find another one in it. The first may be an alias's. */
function namesInJson(json: NonNullable<Asked['json']>): unknown[] | undefined {
  const isOdd = (name: string) => /^models?$/i.test(name) && name !== 'model';
  if (Object.keys(json).some(isOdd)) return undefined;
  const model = Object.hasOwn(json, 'model') ? [json['model']] : [];
  const checkpoint = checkpointOf(json['override_settings']);
  return checkpoint === undefined ? model : [...model, checkpoint];
}

/** The names in the start of a form; undefined for a body that is none. */
function namesInForm({ req }: Call, { body }: Asked): unknown[] | undefined {
  const boundary = boundaryOf(req.headers['content-type']);
  return body && boundary !== undefined ? formValues(body.start, boundary, 'model') : undefined;
}

/**
 * The error for a model that the key may not use; undefined when it may. Looking around and reading use no model.
 * Whatever else goes to an AI service must name one; other services are not asked for one.
 */
export function modelRefusal(
  call: Call,
  key: StoredKey,
  asked: Asked,
  { kind }: Pick<Service, 'kind'>,
): LatchkeyError | undefined {
  const { models } = key;
  if (models === null || call.route.free) return undefined;
  const mayUse = (model: unknown) =>
    typeof model === 'string' && models.some((pattern) => fitsModel(pattern, model));
  // What its headers say would not do: a body comes with any header.
  if (call.isSocket) return mayUse(modelInQuery(call)) ? undefined : refuse();
  if (READING.has(call.method)) return hasBody(call) ? refuse(UNREADABLE) : undefined;
  const inBody = asked.json ? namesInJson(asked.json) : namesInForm(call, asked);
  if (!inBody || inBody.length > 1 + Number(asked.json !== undefined)) return refuse(UNREADABLE);
  // A list may name the model itself, or the other name that the owner gave it.
  const isByAlias = asked.alias !== undefined && mayUse(asked.alias);
  const names = [...(isByAlias ? inBody.slice(1) : inBody), ...modelInPath(call)];
  if (!names.every(mayUse)) return refuse();
  const isNamed = inBody.length > 0;
  const isPlain = kind === 'http' && call.dialect === 'plain';
  return isNamed || isPlain ? undefined : refuse(UNREADABLE);
}
