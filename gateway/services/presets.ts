import * as z from 'zod';
import { ServiceKind, type Timeouts } from '#shared/contract/operations/services';
import presetsText from '../../resources/presets/services.json?raw';

const Preset = z.object({
  label: z.string(),
  /** Where such a service usually listens. */
  url: z.string(),
  dialects: z.array(z.enum(['openai', 'ollama', 'anthropic'])),
  /** Loads a model before it answers, which takes minutes. */
  isSlow: z.boolean(),
  /** A harmless GET that every healthy service of this kind answers. */
  probe: z.string(),
  models: z.enum(['ollama', 'openai', 'a1111', 'none']),
  /** A service without a list of models is known by any one of these answers. */
  signs: z.array(z.object({ path: z.string(), has: z.string() })).default([]),
  /** What a spoken text is asked with when the caller names neither. */
  speech: z.object({ model: z.string(), voice: z.string() }).optional(),
  denySets: z.array(z.string()),
  denied: z.array(z.string()),
  allowed: z.array(z.string()),
});
const Presets = z.object({
  denySets: z.record(z.string(), z.array(z.string())),
  kinds: z.record(ServiceKind, Preset),
});

const { denySets, kinds } = Presets.parse(JSON.parse(presetsText));

/** What is known about a kind of service; `denied` already holds its shared sets. */
export type ServicePreset = Readonly<z.infer<typeof Preset>>;

const withSets = (preset: ServicePreset): ServicePreset => ({
  ...preset,
  denied: [...preset.denySets.flatMap((name) => denySets[name] ?? []), ...preset.denied],
});

const complete = new Map(ServiceKind.options.map((kind) => [kind, withSets(kinds[kind])] as const));

/** The preset of a kind; every kind of the contract has one, or the gateway does not start. */
export function presetOf(kind: ServiceKind): ServicePreset {
  const preset = complete.get(kind);
  if (!preset) throw new Error(`No preset for the kind ${kind}`);
  return preset;
}

const SLOW: Timeouts = { connectMs: 10_000, firstByteMs: 600_000, idleMs: 300_000, totalMs: null };
const PLAIN: Timeouts = { connectMs: 10_000, firstByteMs: 30_000, idleMs: 30_000, totalMs: 30_000 };

/** Ten seconds to connect; then 30 seconds in all for a plain service, and for a model only a limit on silence. */
export const defaultTimeouts = (kind: ServiceKind): Timeouts =>
  presetOf(kind).isSlow ? SLOW : PLAIN;

export const DEFAULT_MAX_BODY_BYTES = 100 * 1024 * 1024;
