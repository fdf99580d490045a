import type { ServiceRules } from '#shared/contract/operations/service-rules';

type JsonRules = ServiceRules['json'];
type JsonObject = Record<string, unknown>;

/** True when a service has rules for what stands in a body, so that the body must be read. */
export const hasJsonRules = ({ set, defaults, caps }: JsonRules): boolean =>
  [set, defaults, caps].some((rules) => Object.keys(rules).length > 0);

/** True when some of the rules hold against the will of a caller. */
export const guardsJson = ({ set, caps }: JsonRules): boolean =>
  Object.keys(set).length > 0 || Object.keys(caps).length > 0;

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Changes the field at a dotted path of a copy; objects on the way are made. */
function change(json: JsonObject, path: string, next: (before: unknown) => unknown): JsonObject {
  const [name = '', ...rest] = path.split('.');
  if (FORBIDDEN.has(name)) return json;
  const before = Object.hasOwn(json, name) ? json[name] : undefined;
  const after =
    rest.length === 0 ? next(before) : change(isObject(before) ? before : {}, rest.join('.'), next);
  return after === before ? json : { ...json, [name]: after };
}

// Below zero is "without end" to Ollama.
const lowered = (cap: number) => (before: unknown) =>
  typeof before === 'number' && before >= 0 && before <= cap ? before : cap;

/** The body with the owner's rules applied; the very same object when they change nothing. Names may be dotted: `options.num_predict`. */
export function applyJsonRules(json: JsonObject, rules: JsonRules): JsonObject {
  let changed = json;
  for (const [path, value] of Object.entries(rules.set)) {
    changed = change(changed, path, () => value);
  }
  for (const [path, value] of Object.entries(rules.defaults)) {
    changed = change(changed, path, (before) => before ?? value);
  }
  for (const [path, cap] of Object.entries(rules.caps)) {
    // A field that is left out means "as much as you like" to most services.
    changed = change(changed, path, lowered(cap));
  }
  return changed;
}
