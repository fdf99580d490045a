import * as z from 'zod';
import type { ServicePreset } from './presets';

const MAX_MODELS = 500;
const MAX_NAME = 200;

const named = (field: string) => z.array(z.looseObject({ [field]: z.string() }));
const namesIn = (field: string, list: unknown): string[] =>
  named(field)
    .parse(list)
    .map((model) => String(model[field]));

const LISTS = {
  ollama: (body: unknown) => namesIn('name', z.object({ models: z.unknown() }).parse(body).models),
  openai: (body: unknown) => namesIn('id', z.object({ data: z.unknown() }).parse(body).data),
  a1111: (body: unknown) => namesIn('title', body),
} as const;

/** The names of models in the list that such a service gives, at most 500; undefined when the text is no such list. */
export function readModels(list: ServicePreset['models'], text: string): string[] | undefined {
  if (list === 'none') return [];
  try {
    const names = LISTS[list](JSON.parse(text));
    return names.slice(0, MAX_MODELS).map((name) => name.slice(0, MAX_NAME));
  } catch {
    return undefined; // not JSON, or another shape: that is the finding
  }
}
