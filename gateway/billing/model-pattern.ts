/**
 * Threat: the caller writes the name of the model, and `Llama3.2:LATEST` is the same model to the service as `llama3.2`.
 * Names are compared as the services do, or another spelling would be another price.
 */
export const toModelName = (name: string): string => name.toLowerCase().replace(/:latest$/, '');

/** True when the pattern names the model; a `*` at its end stands for any ending. */
export function fitsModel(pattern: string, model: string | null): boolean {
  if (model === null) return false;
  if (!pattern.endsWith('*')) return toModelName(pattern) === toModelName(model);
  return toModelName(model).startsWith(pattern.slice(0, -1).toLowerCase());
}
