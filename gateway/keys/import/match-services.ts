import type { ServiceKind } from '#shared/contract/operations/services';
import { LLM_KINDS, WHISPER_KINDS } from '../../services/service-families';
import { toSlug } from '../../services/slug';
import type { StoredKey, StoredService } from '../../storage/config-schema';

type Kinds = readonly ServiceKind[];

/** What older gateways called their services. */
const ALIASES: ReadonlyMap<string, Kinds> = new Map<string, Kinds>([
  ...['chat', 'llm', 'text', 'gpt', 'generate'].map((name) => [name, LLM_KINDS] as const),
  ...['tts', 'speech', 'edge-tts', 'speak'].map((name) => [name, ['tts']] as const),
  ...['image', 'images', 'sd', 'stable-diffusion', 'automatic1111'].map(
    (name) => [name, ['a1111', 'comfyui']] as const,
  ),
  ...['whisper', 'stt', 'asr', 'transcribe'].map((name) => [name, WHISPER_KINDS] as const),
]);

/** What names in a file mean here: ids of services, and names that fit none. */
interface MatchedServices {
  readonly services: StoredKey['services'];
  readonly unmatched: readonly string[];
}

/** A decision of the owner: the service id, `*` for all, null for none. */
export type ServiceMap = Readonly<Record<string, string | null>>;

function matchOne(name: string, services: readonly StoredService[]): string | undefined {
  const slug = toSlug(name);
  const named = services.find((one) => one.name === name || (slug && toSlug(one.name) === slug));
  if (named) return named.id;
  const kinds = ALIASES.get(slug) ?? [slug];
  const fitting = services.filter(({ kind }) => (kinds as readonly string[]).includes(kind));
  return (fitting.find(({ isDefault }) => isDefault) ?? fitting[0])?.id;
}

/**
 * Finds services by the owner's decision, then by name, then by what older gateways called each kind. A name that fits
 * nothing gives nothing: a key is never given more than its file says.
 */
export function matchServices(
  names: readonly string[] | null,
  services: readonly StoredService[],
  map: ServiceMap = {},
): MatchedServices {
  if (names === null) return { services: '*', unmatched: [] };
  const decided = names.map((name) =>
    Object.hasOwn(map, name) ? (map[name] ?? null) : matchOne(name, services),
  );
  const unmatched = names.filter((_, index) => decided[index] === undefined);
  if (decided.includes('*')) return { services: '*', unmatched };
  const known = new Set(services.map(({ id }) => id));
  const ids = decided.filter((id) => typeof id === 'string').filter((id) => known.has(id));
  return { services: [...new Set(ids)], unmatched };
}
