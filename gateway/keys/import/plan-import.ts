import type { ImportReason } from '#shared/contract/import-reason';
import type { Config, StoredKey } from '../../storage/config-schema';
import type { Limit } from '../../limits/token-bucket';
import { DEFAULT_LIMIT } from '../new-key';
import type { ImportEntry, ParsedImport } from './import-entry';
import { matchServices, type ServiceMap } from './match-services';
import { inEnglish } from './reason-words';

/** What the owner decided about a file. */
export interface ImportDecisions {
  readonly serviceMap?: ServiceMap | undefined;
  readonly onlyRows?: readonly number[] | undefined;
}

/** What would become of one key of a file. */
export interface PlannedKey {
  readonly entry: ImportEntry;
  readonly verdict: 'new' | 'exists' | 'skipped';
  readonly services: StoredKey['services'];
  readonly unmatched: readonly string[];
  readonly limit: Limit;
  readonly notes: readonly ImportReason[];
  /** All of it in English, `unmatched` too. */
  readonly warning: string | null;
}

/** Gateways with an `api_keys.txt` let each name call 100 times a minute. */
export const LINES_LIMIT: Limit = { requests: 100, windowSeconds: 60 };

/** The digests of all keys that are known, revoked ones too: an old file must not bring a revoked key back. */
export const knownHashes = (keys: readonly StoredKey[]): Set<string> =>
  new Set(
    keys.flatMap((key) => [
      key.hash,
      ...key.extraHashes,
      ...(key.previous ? [key.previous.hash] : []),
    ]),
  );

const PUBLIC_PART_TAKEN: ImportReason = { code: 'public_part_taken' };

const unmatchedReason = (unmatched: readonly string[]): ImportReason[] => {
  const name = unmatched.map((one) => `"${one}"`).join(', ');
  return name === '' ? [] : [{ code: 'service_unmatched', name }];
};

/** Decides about each key of a file, and changes nothing. */
export function planImport(
  parsed: ParsedImport,
  config: Pick<Config, 'keys' | 'services'>,
  decisions: ImportDecisions = {},
): PlannedKey[] {
  const known = knownHashes(config.keys);
  const ids = new Set(config.keys.map(({ id }) => id));
  const rows = decisions.onlyRows && new Set(decisions.onlyRows);
  const limit = parsed.format === 'api_keys.txt' ? LINES_LIMIT : DEFAULT_LIMIT;
  return parsed.entries.map((entry) => {
    const found = matchServices(entry.services, config.services, decisions.serviceMap);
    const isIdTaken = entry.ownId !== null && ids.has(entry.ownId);
    const exists = known.has(entry.hash) || isIdTaken;
    const verdict = rows && !rows.has(entry.row) ? 'skipped' : exists ? 'exists' : 'new';
    const isOther = isIdTaken && !known.has(entry.hash);
    const notes = isOther ? [...entry.notes, PUBLIC_PART_TAKEN] : entry.notes;
    const warning =
      [...notes, ...unmatchedReason(found.unmatched)].map(inEnglish).join(' ') || null;
    return { entry, verdict, ...found, limit, notes, warning };
  });
}
