import type { ClientOf } from '#shared/contract/define';
import { OperationError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import type { Diagnosis, ServiceSummary } from '#shared/contract/operations/services';
import { localTime } from './local-time';
import { safeText } from './safe-text';

type Api = Pick<ClientOf<Operations>, 'services'>;

/** A service that does not answer, with what can be known of it from here. */
export interface DownService {
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly since: string;
  /** What a test of this moment found; null for an address that may not be asked. */
  readonly code: Diagnosis['code'] | null;
  readonly message: string;
  readonly whatToDo: string;
}

const ADVICE: Readonly<Record<Exclude<Diagnosis['code'], 'ok'>, string>> = {
  refused: 'Start the program on its computer.',
  name_unknown: 'Look at the name in its address, or write the number of that computer there.',
  unreachable: 'Switch that computer on, and connect it to this network.',
  timeout: 'Wait for a minute if it loads a model; else look at the firewall of that computer.',
  tls: 'Try http:// in its address, or renew its certificate.',
  wrong_kind: 'Another program has this address: correct the address, or the kind of the service.',
  needs_auth: 'Give the service its own key: in the window, under Services.',
  error_status: 'Look at what the program itself says, and start it anew.',
  not_http: 'Another program has this port: correct the address.',
};

async function ask(api: Api, id: string): Promise<Pick<Diagnosis, 'code' | 'message'>> {
  const { code, message } = await api.services.test({ id });
  return { code, message };
}

async function lookAt(api: Api, service: ServiceSummary): Promise<DownService[]> {
  const { id, name, targets } = service;
  const { changes } = await api.services.history({ id });
  const found = await ask(api, id).catch((error: unknown) => {
    // Its address is not allowed any more, or somebody has just removed it.
    if (error instanceof OperationError) return { code: null, message: error.message };
    throw error;
  });
  if (found.code === 'ok') return [];
  const whatToDo = found.code === null ? 'Correct its address.' : ADVICE[found.code];
  const since = changes.at(-1)?.at ?? '';
  return [{ id, name, addresses: targets.map(({ url }) => url), since, ...found, whatToDo }];
}

/** The services that did not answer when they were last asked and do not answer now; those that are paused are meant to be silent. */
export async function findDownServices(api: Api): Promise<DownService[]> {
  const { services } = await api.services.list({});
  const silent = services.filter(({ health, paused }) => health === 'down' && !paused);
  return (await Promise.all(silent.map((service) => lookAt(api, service)))).flat();
}

/** One of them as two lines for a person. */
export function downText({ id, name, addresses, since, message, whatToDo }: DownService): string {
  const which = `"${safeText(name, 60)}" (${safeText(addresses.join(', '), 200)})`;
  const why = `does not answer since ${localTime(since)}: ${safeText(message, 300)}`;
  return `Problem: ${which} ${why}\n  ${whatToDo} Then: latchkey services test ${id}\n`;
}
