import { dialectOf, type Dialect } from '../dialects/dialect';
import type { ErrorShape } from '../dialects/error-body';

/**
 * Where a request on the public listener goes. Literal, case-sensitive prefixes that end at a slash and nothing else:
 * a pattern, or a prefix that also fits `/chat2`, would lend one service's rights to another path.
 */
interface RouteBase {
  /** What language the call speaks: how usage is read. */
  readonly dialect: Dialect;
  /** How an error must look for the app that asks here to understand it. */
  readonly shape: ErrorShape;
  /** Looking around (model lists, pings): uses up no limit and is not billed. */
  readonly free: boolean;
}

/** What the gateway answers to anybody. */
export type PublicName = 'health' | 'root' | 'ca-file' | 'ca-profile';

export type Route =
  | (RouteBase & { readonly kind: 'public'; readonly name: PublicName })
  | (RouteBase & { readonly kind: 'own'; readonly name: string; readonly serviceId?: string })
  | (RouteBase & {
      /** What a phone sees before it has a key. */
      readonly kind: 'join';
      readonly page: 'code' | 'device' | 'trust' | 'asset';
      /** The code as sent, or the name of the file. */
      readonly name: string;
    })
  | (RouteBase & {
      readonly kind: 'service-prefix';
      readonly prefix: '/proxy';
      /** Decoded: an id, a name or a slug. */
      readonly serviceRef: string;
      /** The path to ask the service for; raw, starts with a slash. */
      readonly rest: string;
    })
  | (RouteBase & { readonly kind: 'classic'; readonly family: Family; readonly rest: string })
  | (RouteBase & {
      readonly kind: 'dialect';
      readonly dialect: Exclude<Dialect, 'plain'>;
      readonly rest: string;
    });

const plainBase = { dialect: 'plain', shape: 'plain', free: false } as const;

/** Where a request stands that fits no route. */
export const nowhere = { kind: 'own', name: 'nowhere', ...plainBase } as const satisfies Route;

type Family = 'chat' | 'tts' | 'image' | 'whisper';

const FAMILIES: readonly Family[] = ['chat', 'tts', 'image', 'whisper'];

/** Calls with which apps look around, as `METHOD path`. */
const FREE: ReadonlySet<string> = new Set([
  'GET /api/version',
  'HEAD /api/version',
  'GET /api/tags',
  'HEAD /api/tags',
  'GET /api/ps',
  'POST /api/show',
  'POST /v1/messages/count_tokens',
  'GET /v1/models',
  'HEAD /v1/models',
  'GET /v1/audio/voices',
  'GET /v1/voices',
  'GET /props',
  'GET /slots',
]);

/** What the gateway answers itself without a key, by path. */
const PUBLIC: ReadonlyMap<string, PublicName> = new Map([
  ['/health', 'health'],
  ['/', 'root'],
  ['/chat', 'root'],
  ['/chat/', 'root'],
  ['/join/ca.crt', 'ca-file'],
  ['/join/ca.mobileconfig', 'ca-profile'],
]);

/** What the gateway answers itself for a good key, by path. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['/status', 'status'],
  ['/me', 'me'],
  ['/me/api-key', 'me-api-key'],
]);

const DASHBOARD = { path: '/dashboard', name: 'dashboard' } as const;

/** True for the page of the dashboard, which is all that a key of the role `dashboard` opens. */
export const isDashboard = (route: Route): boolean =>
  route.kind === 'own' && route.name === DASHBOARD.name;

/** Where people look with a browser, paths that lead nowhere included; not what apps ask for there. */
export function isPage(route: Route): boolean {
  if (route.kind === 'public') return route.name !== 'health';
  if (route.kind === 'join') return route.page !== 'asset';
  return isDashboard(route) || (route.kind === 'own' && route.name === nowhere.name);
}

/** OpenAI paths that people reach when they leave `/v1` out of the base address. */
const WITHOUT_V1: ReadonlySet<string> = new Set([
  '/chat/completions',
  '/completions',
  '/embeddings',
  '/responses',
  '/models',
  '/audio/speech',
  '/audio/transcriptions',
  '/audio/translations',
  '/images/generations',
  '/images/edits',
]);

/** Paths of llama.cpp outside of `/v1` by which apps tell what they talk to. */
const LLAMA_CPP: ReadonlySet<string> = new Set(['/props', '/slots']);

const BARE: ReadonlySet<string> = new Set(['/v1', '/api']);

const isReading = (method: string) => method === 'GET' || method === 'HEAD';

const isFree = (path: string, method: string): boolean =>
  FREE.has(`${method} ${path}`) || (isReading(method) && path.startsWith('/v1/models/'));

/** What is left of the path after the prefix, when the prefix ends at a segment. */
function after(path: string, prefix: string): string | undefined {
  if (path === prefix) return '';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

function matchOwn(path: string, method: string): Route | undefined {
  // Any method: a page that can only be looked at refuses the others itself, in words.
  if (path === DASHBOARD.path) return { kind: 'own', name: DASHBOARD.name, ...plainBase };
  if (!isReading(method)) return undefined;
  const publicName = PUBLIC.get(path);
  if (publicName) return { kind: 'public', name: publicName, ...plainBase, free: true };
  const name = OWN.get(path);
  if (name) return { kind: 'own', name, ...plainBase };
  const serviceId = after(path, '/usage')?.slice(1);
  if (!serviceId || serviceId.includes('/')) return undefined;
  return { kind: 'own', name: 'usage', serviceId, ...plainBase };
}

/** What stands below `/join/` and is no code. */
export const JOIN_NAMES: ReadonlySet<string> = new Set([
  'ca.crt',
  'ca.mobileconfig',
  'device',
  'trust',
  'assets',
]);

function matchJoin(path: string): Route | undefined {
  const [name = '', file, ...more] = after(path, '/join')?.slice(1).split('/') ?? [];
  if (name === '' || more.length > 0) return undefined;
  const base = { kind: 'join', ...plainBase, free: true } as const;
  if (name === 'assets') return file ? { ...base, page: 'asset', name: file } : undefined;
  if (file !== undefined) return undefined;
  return { ...base, page: name === 'device' || name === 'trust' ? name : 'code', name };
}

function matchServicePrefix(path: string): Route | undefined {
  const named = after(path, '/proxy');
  if (!named || named === '/') return undefined;
  const slash = named.indexOf('/', 1);
  const serviceRef = decodeURIComponent(named.slice(1, slash < 0 ? undefined : slash));
  const rest = slash < 0 ? '/' : named.slice(slash);
  const dialect = dialectOf(rest);
  const base = { dialect, shape: dialect, free: false };
  return { kind: 'service-prefix', prefix: '/proxy', serviceRef, rest, ...base };
}

/** `/v1` typed into the base address once too often, in front of an OpenAI or an Ollama path. */
function withoutDoubledV1(path: string): string {
  const inner = after(path, '/v1');
  if (inner === undefined) return path;
  return after(inner, '/v1') || after(inner, '/api') ? inner : path;
}

function toDialectPath(path: string): string {
  const isBare = WITHOUT_V1.has(path) || after(path, '/models');
  return isBare ? `/v1${path}` : withoutDoubledV1(path);
}

function matchDialect(path: string, method: string): Route | undefined {
  const rest = toDialectPath(path);
  const dialect = LLAMA_CPP.has(rest) ? 'openai' : dialectOf(rest);
  if (dialect === 'plain' || BARE.has(rest)) return undefined;
  return { kind: 'dialect', dialect, rest, shape: dialect, free: isFree(rest, method) };
}

/** What the classic prefixes have for other methods than POST: their lists, and the models of Ollama for the owner. */
const OTHER_WAYS: ReadonlySet<string> = new Set([
  'GET tts/api/voices',
  'GET image/api/models',
  'GET image/api/samplers',
  'GET image/api/progress',
  'DELETE chat/api/delete',
]);

const isOtherWay = (method: string, path: string): boolean =>
  OTHER_WAYS.has(`${method === 'HEAD' ? 'GET' : method} ${path}`) ||
  (method === 'HEAD' && path.startsWith('chat/api/blobs/'));

/**
 * `/chat/api/*`, `/tts/api/*`, `/image/api/*`, `/whisper/api/*`, for POST. `/chat` is a whole base address besides:
 * apps look around under it, and some ask for `/v1` under it too.
 */
function matchClassic(path: string, method: string): Route | undefined {
  const family = FAMILIES.find((name) => after(path, `/${name}`) !== undefined);
  if (!family) return undefined;
  const rest = path.slice(family.length + 1);
  if (family === 'chat' && after(rest, '/v1')) return matchDialect(rest, method);
  if (!after(rest, '/api')) return undefined;
  const free = family === 'chat' && isFree(rest, method);
  if (method !== 'POST' && !free && !isOtherWay(method, family + rest)) return undefined;
  if (family !== 'chat') {
    return { kind: 'classic', family, rest, dialect: 'plain', shape: 'classic', free };
  }
  // Ollama apps are given this base too, and show an error only when it is text.
  return { kind: 'classic', family, rest, dialect: 'ollama', shape: 'classic-ollama', free };
}

/** The route of a validated path, or undefined when nothing is there. */
export function matchRoute(path: string, method: string): Route | undefined {
  return (
    matchOwn(path, method) ??
    matchJoin(path) ??
    matchServicePrefix(path) ??
    matchClassic(path, method) ??
    matchDialect(path, method)
  );
}
