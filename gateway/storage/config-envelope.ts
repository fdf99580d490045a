import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Config, SCHEMA_VERSION } from './config-schema';
import { migrate, migrations, type Migration } from './migrations/migrate';

/** What `config.json` holds around the config itself. */
export interface ConfigEnvelope {
  readonly schemaVersion: number;
  readonly revision: number;
  readonly checksum: string;
  readonly config: Config;
}

/** What the bytes of a config file turned out to be. */
type ParsedEnvelope =
  | { state: 'good'; envelope: ConfigEnvelope; migratedFrom: number | undefined }
  | { state: 'newer'; schemaVersion: number }
  | { state: 'damaged'; reason: string };

const Version = z.object({ schemaVersion: z.int().min(0) });
// The checksum tells our own writing from an edit by hand; whether the content is sound, the schema says.
const Outer = z.object({
  revision: z.int().min(0),
  checksum: z.string().optional(),
  config: z.unknown(),
});

/** SHA-256 over the config alone, without the way it is laid out in the file. */
export const checksumOf = (config: Config): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex');

/** An envelope around a config that is known to be valid. */
export const seal = (config: Config, revision: number): ConfigEnvelope => ({
  schemaVersion: SCHEMA_VERSION,
  revision,
  checksum: checksumOf(config),
  config,
});

/** The bytes of `config.json`: readable by people, with a newline at the end. */
export const toBytes = (envelope: ConfigEnvelope): Buffer =>
  Buffer.from(`${JSON.stringify(envelope, null, 2)}\n`);

const damaged = (reason: string): ParsedEnvelope => ({ state: 'damaged', reason });

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined; // The caller only needs to know that it is not JSON.
  }
}

/** Undefined when a step does not understand what it was given. */
function migrated(config: unknown, from: number, steps: ReadonlyMap<number, Migration>): unknown {
  try {
    return migrate(config, from, SCHEMA_VERSION, steps);
  } catch {
    return undefined; // a damaged file of an older version: the schema says no to undefined
  }
}

/** Says what `bytes` are, and never throws: an envelope of ours, one from a newer version, or damaged. */
export function parseEnvelope(
  bytes: Buffer,
  steps: ReadonlyMap<number, Migration> = migrations,
): ParsedEnvelope {
  const json = parseJson(bytes);
  const version = Version.safeParse(json);
  if (!version.success) return damaged('It is not a settings file.');
  const { schemaVersion } = version.data;
  if (schemaVersion > SCHEMA_VERSION) return { state: 'newer', schemaVersion };
  const outer = Outer.safeParse(json);
  if (!outer.success) return damaged('Its frame is incomplete.');
  const config = Config.safeParse(migrated(outer.data.config, schemaVersion, steps));
  if (!config.success) return damaged('Its content does not have the right shape.');
  return {
    state: 'good',
    envelope: seal(config.data, outer.data.revision),
    migratedFrom: schemaVersion === SCHEMA_VERSION ? undefined : schemaVersion,
  };
}
