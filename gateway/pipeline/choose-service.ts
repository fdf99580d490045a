import { LatchkeyError } from '#shared/contract/errors';
import type { ServiceKind } from '#shared/contract/operations/services';
import type { Route } from '../routes/route-table';
import { LLM_KINDS, MIXED_KINDS, WHISPER_KINDS } from '../services/service-families';
import type { Service, ServiceStore } from '../services/service-store';
import type { Target } from '../services/targets';
import type { StoredKey } from '../storage/config-schema';
import type { Asked } from './read-ahead';
import { speaksFor } from './shape-call';

type Classic = Extract<Route, { kind: 'classic' }>['family'];
type DialectRoute = Extract<Route, { kind: 'dialect' }>;

/** Kinds in order of preference; those of a later list only when there is none of an earlier one. */
type Wanted = readonly (readonly ServiceKind[])[];

/** Which kinds answer the classic prefixes. */
const CLASSIC: Record<Classic, Wanted> = {
  chat: [LLM_KINDS],
  tts: [['tts'], MIXED_KINDS],
  image: [['a1111'], MIXED_KINDS, ['comfyui']],
  whisper: [WHISPER_KINDS, MIXED_KINDS],
};

/** Which kinds answer a path of the OpenAI dialect; everything not named here is for a language model. */
const OPENAI_PATHS: readonly (readonly [prefix: string, kinds: Wanted])[] = [
  ['/v1/audio/speech', [['tts'], MIXED_KINDS]],
  ['/v1/audio/voices', [['tts'], MIXED_KINDS]],
  ['/v1/audio/', [['whisper'], MIXED_KINDS, WHISPER_KINDS]],
  ['/v1/images/', [MIXED_KINDS, LLM_KINDS]],
];

const wantedFor = (route: DialectRoute): Wanted => {
  if (route.dialect === 'ollama') return [['ollama']];
  return OPENAI_PATHS.find(([prefix]) => route.rest.startsWith(prefix))?.[1] ?? [LLM_KINDS];
};

/** True for a call to a language model, whose service hangs on the model that it names. */
export const isForLanguageModel = (route: Route): boolean =>
  route.kind === 'classic'
    ? route.family === 'chat'
    : route.kind === 'dialect' && (route.dialect === 'ollama' || wantedFor(route)[0] === LLM_KINDS);

/** True when the key's scope names the service. */
export const mayUse = (key: StoredKey, service: Service): boolean =>
  key.services === '*' || key.services.includes(service.id);

/** The owner's default language model first; elsewhere a kind that is made for it. Then the oldest. */
function bestOf(services: readonly Service[], kinds: readonly ServiceKind[]): Service | undefined {
  const [byDefault, byKind] = kinds === LLM_KINDS ? [100, 1] : [1, 100];
  const rank = ({ isDefault, kind }: Service) =>
    (isDefault ? 0 : byDefault) + byKind * kinds.indexOf(kind);
  return services
    .filter((service) => kinds.includes(service.kind))
    .reduce<Service | undefined>(
      (found, service) => (found && rank(found) <= rank(service) ? found : service),
      undefined,
    );
}

/** Services that the key may use come before all others. */
function best(services: readonly Service[], key: StoredKey, wanted: Wanted): Service | undefined {
  const mine = services.filter((service) => mayUse(key, service));
  for (const list of [mine, services]) {
    for (const kinds of wanted) {
      const found = bestOf(list, kinds);
      if (found) return found;
    }
  }
  return undefined;
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
  const wanted = route.kind === 'classic' ? CLASSIC[route.family] : wantedFor(route);
  const found = best(store.list(), key, wanted) ?? translating(store.list(), key, route);
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
