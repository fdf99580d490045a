import type { ServiceSummary } from '#shared/contract/operations/services';
import { usageError } from './exit-code';
import { safeText } from './safe-text';

type Named = Pick<ServiceSummary, 'id' | 'name' | 'gatewayPath'>;

const slugOf = ({ gatewayPath }: Named): string => gatewayPath.split('/').at(-1) ?? '';

/** The service that a person means by its id, its name in any case, or its name in an address. Throws a usage error. */
export function findService<S extends Named>(services: readonly S[], typed: string): S {
  const lower = typed.toLowerCase();
  const found =
    services.find(({ id }) => id === typed) ??
    services.find(({ name }) => name === typed) ??
    services.find(
      (service) => service.name.toLowerCase() === lower || slugOf(service).toLowerCase() === lower,
    );
  if (found) return found;
  const names = services.map(({ name }) => safeText(name, 60)).join(', ');
  const known = names === '' ? 'There is none yet.' : `There are: ${names}.`;
  throw usageError(`No service is called "${safeText(typed, 60)}". ${known}`);
}

/** The services of `-s`: `*` for all, or ids and names between commas. Throws a usage error. */
export function toServices(services: readonly Named[], typed: string): '*' | string[] {
  const text = typed.trim();
  if (text === '*' || text === 'all') return '*';
  const whole = services.find(({ name }) => name === text);
  if (whole) return [whole.id];
  const words = text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  if (words.length === 0) throw usageError('--service names a service, or "*" for all.');
  return [...new Set(words.map((word) => findService(services, word).id))];
}
