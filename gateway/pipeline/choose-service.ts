import { LatchkeyError } from '#shared/contract/errors';
import { ServiceKind } from '#shared/contract/operations/services';
import type { Route } from '../routes/route-table';
import { presetOf } from '../services/presets';
import type { Service, ServiceStore } from '../services/service-store';
import type { Target } from '../services/targets';
import type { StoredKey } from '../storage/config-schema';
import type { Asked } from './read-ahead';
import { speaksFor } from './shape-call';

type Classic = Extract<Route, { kind: 'classic' }>['family'];
type DialectRoute = Extract<Route, { kind: 'dialect' }>;

const LLM: readonly ServiceKind[] = ServiceKind.options.filter(
  (kind) => presetOf(kind).dialects.length > 0,
);

/** Which kinds answer the classic prefixes, in order of preference. */
const CLASSIC: Record<Classic, readonly ServiceKind[]> = {
  chat: LLM,
  tts: ['tts'],
  image: ['a1111', 'comfyui'],
  whisper: ['whisper'],
};

/** Which kinds answer a path of the OpenAI dialect; everything not named here is for a language model. */
const OPENAI_PATHS: readonly (readonly [prefix: string, kinds: readonly ServiceKind[]])[] = [
  ['/v1/audio/speech', ['tts', 'openai']],
  ['/v1/audio/voices', ['tts', 'openai']],
  ['/v1/audio/', ['whisper', 'openai']],
];

const kindsOf = (route: DialectRoute): readonly ServiceKind[] => {
  if (route.dialect === 'ollama') return ['ollama'];
  return OPENAI_PATHS.find(([prefix]) => route.rest.startsWith(prefix))?.[1] ?? LLM;
};

/** True when the key's scope names the service. */
export const mayUse = (key: StoredKey, service: Service): boolean =>
  key.services === '*' || key.services.includes(service.id);

/** The owner's default first, then the order of the kinds, then the oldest; services that the key may use before the others. */
function best(
  services: readonly Service[],
  key: StoredKey,
  kinds: readonly ServiceKind[],
): Service | undefined {
  const rank = (service: Service) =>
    (mayUse(key, service) ? 0 : 1000) + (service.isDefault ? 0 : 100) + kinds.indexOf(service.kind);
  return services
    .filter((service) => kinds.includes(service.kind))
    .reduce<Service | undefined>(
      (found, service) => (found && rank(found) <= rank(service) ? found : service),
      undefined,
    );
}

/** A service of another dialect that can answer through a translation. */
const translating = (
  services: readonly Service[],
  key: StoredKey,
  route: Extract<Route, { rest: string }>,
): Service | undefined =>
  services.find((one) => mayUse(key, one) && speaksFor(one, route.dialect, route.rest));

/** The service that a route means for this key. Throws SERVICE_UNKNOWN or SERVICE_NONE; scope is not judged here. */
export function chooseService(
  store: ServiceStore,
  route: Route,
  key: StoredKey,
  asked: Asked,
): Service {
  if (asked.service) return asked.service;
  if (route.kind === 'service-prefix') {
    const named = store.byNameOrId(route.serviceRef);
    if (!named) throw new LatchkeyError('SERVICE_UNKNOWN');
    return named;
  }
  if (route.kind !== 'classic' && route.kind !== 'dialect') throw new LatchkeyError('NOT_FOUND');
  const kinds = route.kind === 'classic' ? CLASSIC[route.family] : kindsOf(route);
  const found = best(store.list(), key, kinds) ?? translating(store.list(), key, route);
  if (!found) throw new LatchkeyError('SERVICE_NONE');
  return found;
}

/** Puts a target's own base path before a path of the service; a base that already ends in /v1 does not get it twice. */
export function toUpstreamPath(
  { basePath: base }: Pick<Target, 'basePath'>,
  rest: string,
  query: string,
): string {
  const doubled = base.endsWith('/v1') && (rest === '/v1' || rest.startsWith('/v1/'));
  return `${base}${doubled ? rest.slice(3) : rest}${query}` || '/';
}
