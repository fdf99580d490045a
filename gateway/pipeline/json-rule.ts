import { LatchkeyError } from '#shared/contract/errors';
import type { ServiceRules } from '#shared/contract/operations/service-rules';
import { guardsJson, hasJsonRules } from '../services/json-rules';
import type { Service } from '../services/service-store';
import type { Config, StoredKey } from '../storage/config-schema';
import type { Call } from './call';
import type { Asked } from './read-ahead';

/**
 * Threat: a body that its service can read and the gateway cannot (another type, another encoding, a name in other
 * letters), so that what the owner set or capped for everybody does not hold. What is no whole, plain JSON is refused.
 */
const ONLY_JSON =
  'This service takes JSON only, since its owner set rules for it. Send the body as one plain JSON object.';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const WRITING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

const hasBody = ({ req: { headers } }: Call): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Names that some services take for the same; their readers know letters that others do not (a long s is an S). */
const fold = (name: string): string => name.toUpperCase().toLowerCase();

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ruledPaths = ({ set, defaults, caps }: ServiceRules['json']): string[][] =>
  [set, defaults, caps].flatMap((rules) => Object.keys(rules).map((path) => path.split('.')));

/** The name that is written in other letters than its rule; undefined when all are as they should be. */
function misspelt(json: unknown, [name, ...rest]: readonly string[]): string | undefined {
  if (name === undefined || !isObject(json)) return undefined;
  const folded = fold(name);
  const other = Object.keys(json).find((one) => one !== name && fold(one) === folded);
  return other ?? misspelt(Object.hasOwn(json, name) ? json[name] : undefined, rest);
}

const FORM = /^application\/x-www-form-urlencoded/i;

/** True for a text that is a form as well, to a service that reads it as one. */
function isFormToo({ req }: Call, { body }: Asked, paths: readonly string[][]): boolean {
  if (!FORM.test(req.headers['content-type']?.trim() ?? '')) return false;
  const text = body?.start.toString() ?? '';
  // The usual case by far, without taking the text to pieces.
  if (!text.includes('&')) return false;
  const names = [...new URLSearchParams(text).keys()].map(fold);
  return paths.some(([ruled = '']) => names.some((name) => name.trim().startsWith(fold(ruled))));
}

const refuse = (message: string) => new LatchkeyError('INPUT_INVALID', { message });

/** The error for a body that the owner's rules for the service cannot be applied to; undefined for all others. */
export function jsonRuleRefusal(
  call: Call,
  service: Service,
  asked: Asked,
): LatchkeyError | undefined {
  const rules = service.rules.json;
  if (!hasJsonRules(rules)) return undefined;
  const { json, body } = asked;
  // What only fills in what was left out anybody may set to anything.
  const mustRead = guardsJson(rules) && (WRITING.has(call.method) || hasBody(call));
  if (!json) {
    if (!mustRead) return undefined;
    if (!body || body.isWhole) return refuse(ONLY_JSON);
    const message = `The body is too large for the rules of ${service.name}.`;
    return new LatchkeyError('BODY_TOO_LARGE', { message });
  }
  const paths = ruledPaths(rules);
  for (const path of paths) {
    const name = misspelt(json, path);
    if (name !== undefined) return refuse(`Spell the field "${path.join('.')}" exactly like this.`);
  }
  return mustRead && isFormToo(call, asked, paths) ? refuse(ONLY_JSON) : undefined;
}

/** Says of a call whether its body must be read whatever it is: its service may have rules for what stands in it. */
export function createMayBeRuled(deps: {
  readonly config: { readonly current: Config };
}): (call: Call, key: StoredKey) => boolean {
  let config: Config | undefined;
  let ruled: readonly string[] = [];
  return (call, { services }) => {
    if (config !== deps.config.current) {
      config = deps.config.current;
      ruled = config.services.filter((one) => guardsJson(one.rules.json)).map(({ id }) => id);
    }
    if (ruled.length === 0 || READING.has(call.method) || !hasBody(call)) return false;
    return services === '*' || ruled.some((id) => services.includes(id));
  };
}
