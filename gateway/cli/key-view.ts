import type { KeySummary } from '#shared/contract/operations/keys';
import { localTime } from './local-time';
import { textFields, textTable } from './text-table';

const timeOf = (at: string | null): string => (at === null ? 'never' : localTime(at));
const limitOf = (key: KeySummary): string =>
  `${key.rate_limit_requests} per ${key.rate_limit_window_seconds} s`;

/** How a service is called by its id. */
export type ServiceNames = ReadonlyMap<string, string>;

const servicesOf = ({ services }: KeySummary, names: ServiceNames): string =>
  services === '*' ? 'all' : services.map((id) => names.get(id) ?? id).join(', ') || 'none';

const personOf = (key: KeySummary): string => key.personName ?? key.person ?? '-';

/** One row per key, without any secret. */
export const keyTable = (keys: readonly KeySummary[], names: ServiceNames): string =>
  textTable(
    ['ID', 'Name', 'Person', 'Services', 'State', 'Expires', 'Last used'],
    keys.map((key) => [
      key.id,
      key.name,
      personOf(key),
      servicesOf(key, names),
      key.state,
      timeOf(key.expiresAt),
      timeOf(key.lastUsedAt),
    ]),
  );

/** Everything a person asks of one key. */
export const keyFields = (key: KeySummary, names: ServiceNames): string =>
  textFields([
    ['Id', key.id],
    ['Name', key.name],
    ['Person', personOf(key)],
    ['Services', servicesOf(key, names)],
    ['State', key.state],
    ['Limit', limitOf(key)],
    ['Created', localTime(key.createdAt)],
    ['Expires', timeOf(key.expiresAt)],
    ['Last used', timeOf(key.lastUsedAt)],
    ['Calls', key.requests],
  ]);
