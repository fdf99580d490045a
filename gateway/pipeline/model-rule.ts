import { LatchkeyError } from '#shared/contract/errors';
import { fitsModel } from '../billing/model-pattern';
import type { StoredKey } from '../storage/config-schema';
import type { Call } from './call';
import type { Asked } from './read-ahead';

/**
 * Threat: a key for the small model that asks for the big one, in a body that is written so that we read one name and
 * the service another. What cannot be read whole and as JSON is refused, never guessed.
 */
const UNREADABLE =
  'This API key may use certain models only, and which one this call is for cannot be read from it. Send it as JSON that names the model.';

const refuse = (message?: string) =>
  new LatchkeyError('MODEL_NOT_ALLOWED', message === undefined ? {} : { message });

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The one model that the query of a socket names; several are as good as none. */
function modelInQuery({ guarded }: Call): string | null {
  const models = new URLSearchParams(guarded.query).getAll('model');
  return models.length === 1 ? (models[0] ?? null) : null;
}

/** The error for a model that the key may not use; undefined when it may. Looking around and reading use no model. */
export function modelRefusal(call: Call, key: StoredKey, asked: Asked): LatchkeyError | undefined {
  const { models } = key;
  if (models === null || call.route.free) return undefined;
  const mayUseModel = (model: string | null) => models.some((pattern) => fitsModel(pattern, model));
  // What its headers say would not do: a body comes with any header.
  if (call.isSocket) return mayUseModel(modelInQuery(call)) ? undefined : refuse();
  if (READING.has(call.method)) return undefined;
  if (!asked.json) return refuse(UNREADABLE);
  // A list may name the model itself, or the other name that the owner gave it.
  const names = [asked.model, asked.alias ?? null];
  if (asked.model !== null) return names.some(mayUseModel) ? undefined : refuse();
  // Services without a choice of models are not asked for one.
  return call.dialect === 'plain' ? undefined : refuse(UNREADABLE);
}
