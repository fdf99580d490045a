import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toLogLevel, type LogLevel } from '../log';
import { defaultDataDir } from '../storage/default-data-dir';
import { readClassicOptions, type ClassicOptions } from './classic-options';

/** What a headless start can be told, by flags or by the LATCHKEY_* variables of the same names. */
export interface HeadlessOptions extends ClassicOptions {
  readonly dataDir: string;
  readonly publicPort: number | undefined;
  readonly tlsPort: number | undefined;
  readonly adminPort: number | undefined;
  readonly adminHost: string;
  readonly listen: string | undefined;
  readonly adminSecret: string | undefined;
  readonly newAdminSecret: boolean;
  /** `AUDIT_LOG_FILE`: also write the record there, in the text form of older gateways. */
  readonly auditLogFile: string | undefined;
  /** `LOG_LEVEL`: what is below it is not said. */
  readonly logLevel: LogLevel;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run serve -- [options]

  --data-dir DIR        where settings and records are kept (default: ~/.local/share/latchkey)
  --port N              port for devices (default: the settings', 5539 at first; 0: any free one)
  --tls-port N          port for devices over HTTPS (default: the settings', 5543 at first)
  --admin-port N        port of the panel (default: the settings', 5540 at first; 0: any free one)
  --admin-host ADDRESS  address of the panel (default: 127.0.0.1)
  --listen LIST         loopback, lan, tailscale or addresses, separated by commas (besides what the panel switched on)
  --new-admin-secret    forget the admin secret and print a new one
  --help                this text

Each option can also be given as a variable: LATCHKEY_DATA_DIR, LATCHKEY_PORT, and so on.
LATCHKEY_ADMIN_SECRET_FILE (or LATCHKEY_ADMIN_SECRET) sets the admin secret.
AUTH_KEYS_FILE, API_KEYS_FILE, MAX_REQUESTS_PER_MINUTE and AUTH_ENABLED of older gateways are understood.
AUDIT_LOG_FILE also writes the record there as text; LOG_LEVEL is DEBUG, INFO (default), WARNING or ERROR.`;

/** Thrown for options that make no sense; the message says what to type instead. */
export class OptionError extends Error {}

function toPort(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new OptionError(`--${name} takes a number from 0 to 65535, not "${text}".`);
}

function readSecret(env: NodeJS.ProcessEnv): string | undefined {
  const file = env['LATCHKEY_ADMIN_SECRET_FILE'];
  if (!file) return env['LATCHKEY_ADMIN_SECRET'] || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    throw new OptionError(`LATCHKEY_ADMIN_SECRET_FILE: "${file}" cannot be read.`);
  }
}

function readLogLevel(env: NodeJS.ProcessEnv): LogLevel {
  const text = env['LOG_LEVEL'] || 'INFO';
  const level = toLogLevel(text);
  if (level) return level;
  throw new OptionError(`LOG_LEVEL is DEBUG, INFO, WARNING or ERROR, not "${text}".`);
}

const flags = {
  'data-dir': { type: 'string' },
  port: { type: 'string' },
  'tls-port': { type: 'string' },
  'admin-port': { type: 'string' },
  'admin-host': { type: 'string' },
  listen: { type: 'string' },
  'new-admin-secret': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
};

/** Reads flags first, then variables, then defaults. Throws OptionError. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): HeadlessOptions {
  const given = parse(argv);
  const text = (flag: 'data-dir' | 'port' | 'tls-port' | 'admin-port' | 'admin-host' | 'listen') =>
    given[flag] ?? (env[`LATCHKEY_${flag.toUpperCase().replaceAll('-', '_')}`] || undefined);
  return {
    dataDir: path.resolve(text('data-dir') ?? defaultDataDir()),
    publicPort: toPort('port', text('port')),
    tlsPort: toPort('tls-port', text('tls-port')),
    adminPort: toPort('admin-port', text('admin-port')),
    adminHost: text('admin-host') ?? '127.0.0.1',
    listen: text('listen'),
    adminSecret: readSecret(env),
    newAdminSecret: given['new-admin-secret'] ?? false,
    auditLogFile: env['AUDIT_LOG_FILE'] ? path.resolve(env['AUDIT_LOG_FILE']) : undefined,
    logLevel: readLogLevel(env),
    help: given.help ?? false,
    ...readClassicOptions(env),
  };
}
