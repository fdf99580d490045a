import type { ServiceKind } from '#shared/contract/operations/services';
import { presetOf } from './presets';
import { seenPath } from './seen-path';

/**
 * Threat: a key that may ask a model also deletes models, downloads others, reads the settings of the service or installs
 * an extension: these programs have one API for their users and their owner, and no password. The path judged here is
 * taken down to the form that such a program would see, since one more slash or an escaped letter must not pass.
 */
interface Rule {
  /** Undefined: every method. */
  readonly methods: ReadonlySet<string> | undefined;
  readonly path: string;
  readonly isPrefix: boolean;
}

const toRule = (text: string): Rule => {
  const space = text.indexOf(' ');
  const methods = space < 0 ? undefined : new Set(text.slice(0, space).split(','));
  const place = text.slice(space + 1);
  const isPrefix = place.endsWith('/*');
  return { methods, path: isPrefix ? place.slice(0, -1) : place, isPrefix };
};

const rulesCache = new Map<ServiceKind, { denied: Rule[]; allowed: Rule[] }>();

function rulesOf(kind: ServiceKind) {
  const known = rulesCache.get(kind);
  if (known) return known;
  const preset = presetOf(kind);
  const rules = { denied: preset.denied.map(toRule), allowed: preset.allowed.map(toRule) };
  rulesCache.set(kind, rules);
  return rules;
}

const covers = (rule: Rule, method: string, place: string): boolean => {
  if (rule.methods && !rule.methods.has(method)) return false;
  return rule.isPrefix ? `${place}/`.startsWith(rule.path) : place === rule.path;
};

/** The path as a service behind a prefix may see it: whole, or with the first segments of the prefix taken off. */
function readings(place: string, basePath: string): string[] {
  const base = basePath.split('/').filter(Boolean);
  const segments = [...base, ...place.split('/').filter(Boolean)];
  return Array.from({ length: base.length + 1 }, (_, at) => `/${segments.slice(at).join('/')}`);
}

/** True when a key may not use this path of such a service. `basePath` is the prefix that the service's own address has. */
export function isDenied(
  kind: ServiceKind,
  method: string,
  path: string,
  basePath: string = '',
): boolean {
  const { denied, allowed } = rulesOf(kind);
  if (denied.length === 0 && allowed.length === 0) return false;
  const place = seenPath(path);
  if (place === undefined) return true;
  const places = readings(place, basePath);
  const isCovered = (rule: Rule, one: string) => covers(rule, method, one);
  if (places.some((one) => denied.some((rule) => isCovered(rule, one.toLowerCase())))) return true;
  return allowed.length > 0 && !places.some((one) => allowed.some((rule) => isCovered(rule, one)));
}
