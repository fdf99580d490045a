import * as z from 'zod';
import type { FoundService } from '#shared/contract/operations/services';
import { parseJson } from '../dialects/usage-figures';
import { ASKED, modelsPathOf, recognise, type Answer } from './fingerprints';
import { isAtLoopback, isLoopback, type Listening, type ReadListening } from './local-ports';
import { presetOf } from './presets';
import { probe } from './probe';
import { readModels } from './read-models';
import type { Service } from './service-store';
import { hostOf, portOf, type TargetRules } from './target-rules';
import { isThisComputer } from './shared-address';
import { isWyoming } from './wyoming';

/** Where such programs usually listen. A place to look first, never a reason to believe. */
const USUAL_PORTS: readonly number[] = [
  11434, 1234, 8080, 8000, 5001, 5000, 1337, 7860, 7861, 8188, 9000, 5050, 8880, 3000, 8001, 8090,
];
const WYOMING_PORTS: readonly number[] = [10_300, 10_200, 10_400];
/** Programs that take a question they do not understand for an attack, and say so in their logs. */
const LEFT_ALONE: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 631, 993, 995, 1433, 1521, 2049,
  3306, 3389, 5432, 5900, 6379, 9050, 9051, 9100, 11_211, 27_017,
]);
const MAX_OTHER_PORTS = 30;

interface DiscoverDeps {
  readonly services: () => readonly Pick<Service, 'id' | 'targets'>[];
  readonly targets: TargetRules;
  readonly readListening: ReadListening;
  /** How long one question may take; there are two in a row. */
  readonly timeoutMs?: number;
  /** Instead of the usual ports. */
  readonly usualPorts?: readonly number[];
  readonly wyomingPorts?: readonly number[];
}

async function ask(origin: string, path: string, timeoutMs: number): Promise<Answer | undefined> {
  const url = new URL(path, origin);
  // An address that is written out is never looked up.
  const lookup = () => {};
  const answer = await probe({ url, headers: {}, lookup, timeoutMs }).catch(() => undefined);
  return answer && { ...answer, json: parseJson(answer.body) };
}

type Named = Omit<FoundService, 'alreadyAdded' | 'exposed'>;
interface Place {
  readonly port: number;
  readonly named: Named;
}

async function nameAt(origin: string, root: Answer, timeoutMs: number): Promise<Named | undefined> {
  const asked = await Promise.all(ASKED.map((path) => ask(origin, path, timeoutMs)));
  const answers = new Map([['/', root]]);
  asked.forEach((answer, at) => answer && answers.set(ASKED[at] ?? '', answer));
  const match = recognise(answers);
  if (!match) return undefined;
  const { kind, label, unnamed, version = null, needsAuth = false, hint = null } = match;
  const preset = presetOf(kind);
  const list = answers.get(modelsPathOf(preset.models))?.body ?? '';
  return {
    kind,
    label,
    ...(unnamed && { unnamed }),
    url: origin + new URL(preset.url).pathname.replace(/\/$/, ''),
    version,
    models: readModels(preset.models, list) ?? [],
    needsAuth,
    hint,
  };
}

const Health = z.object({ status: z.literal('ok'), version: z.string() });

/**
 * Another Latchkey greets as Ollama does, and tells anybody at `/health` that it is well, where Ollama has nothing. Any
 * further question would be a refused call on its record. So would it be with one that is too busy to say who it is.
 */
async function mayBeOneOfUs(origin: string, root: Answer, timeoutMs: number): Promise<boolean> {
  if (root.body !== 'Ollama is running') return false;
  const health = await ask(origin, '/health', 2 * timeoutMs);
  return !health || (health.status === 200 && Health.safeParse(health.json).success);
}

async function lookAt(port: number, timeoutMs: number): Promise<Place | undefined> {
  for (const origin of [`http://127.0.0.1:${port}`, `http://[::1]:${port}`]) {
    const root = await ask(origin, '/', timeoutMs);
    const isOther = root && !(await mayBeOneOfUs(origin, root, timeoutMs));
    const named = isOther && (await nameAt(origin, root, timeoutMs));
    // Most programs listen on both; then the first is enough.
    if (root) return named ? { port, named } : undefined;
  }
  return undefined;
}

async function lookForWyoming(port: number, timeoutMs: number): Promise<Place | undefined> {
  if (!(await isWyoming(port, timeoutMs))) return undefined;
  const message =
    'A voice program of Home Assistant. It speaks no HTTP, so no app can reach it here.';
  const url = `tcp://127.0.0.1:${port}`;
  const hint = { code: 'not_http', message } as const;
  const nothing = { version: null, models: [], needsAuth: false };
  return { port, named: { kind: null, label: 'Wyoming', url, ...nothing, hint } };
}

const isOnPort = (url: URL, port: number, own: readonly string[]): boolean =>
  portOf(url) === port && isThisComputer(hostOf(url), own);

function otherPorts(sockets: readonly Listening[], known: ReadonlySet<number>): number[] {
  const ports = sockets
    .filter(
      ({ address, port }) => isAtLoopback(address) && !known.has(port) && !LEFT_ALONE.has(port),
    )
    .map(({ port }) => port);
  return [...new Set(ports)].sort((one, other) => one - other).slice(0, MAX_OTHER_PORTS);
}

/**
 * Finds the AI programs of this computer. Asks loopback addresses only, with GET only, and takes two seconds at most; a
 * program is named by what it answers. The gateway's own ports are left out.
 */
export async function discover(deps: DiscoverDeps): Promise<FoundService[]> {
  const { targets, timeoutMs = 600, usualPorts = USUAL_PORTS, wyomingPorts = WYOMING_PORTS } = deps;
  const own = new Set(targets.own.ports());
  const isForeign = (port: number) => !own.has(port);
  const reading = deps.readListening().catch((): Listening[] => []);
  const usual = usualPorts.filter(isForeign).map((port) => lookAt(port, timeoutMs));
  const voices = wyomingPorts.filter(isForeign).map((port) => lookForWyoming(port, timeoutMs));
  const sockets = await reading;
  const known = new Set([...own, ...usualPorts, ...wyomingPorts]);
  const others = otherPorts(sockets, known).map((port) => lookAt(port, timeoutMs));
  const places = await Promise.all([...usual, ...others, ...voices]);
  const addresses = targets.own.addresses();
  const services = deps.services();
  return places.flatMap((place) => {
    if (!place) return [];
    const { port, named } = place;
    const isHere = ({ url }: { url: string }) => isOnPort(new URL(url), port, addresses);
    const added = services.find((service) => service.targets.some(isHere))?.id ?? null;
    const exposed = sockets.some((one) => one.port === port && !isLoopback(one.address));
    return [{ ...named, alreadyAdded: added, exposed }];
  });
}
