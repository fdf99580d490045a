import path from 'node:path';
import { parseArgs } from 'node:util';

/** What the desktop can be told when it starts. */
export interface LaunchOptions {
  /** Settings and records, the same folder as `--data-dir` of a headless start; undefined: the user's own place. */
  readonly dataDir: string | undefined;
  /** Started with the computer: no window until it is asked for. */
  readonly hidden: boolean;
  readonly publicPort: number | undefined;
  readonly adminPort: number | undefined;
  /** Of HTTPS, once it is switched on. */
  readonly tlsPort: number | undefined;
}

function toPort(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,5}$/.test(value)) return undefined;
  const port = Number(value);
  return port <= 65_535 ? port : undefined;
}

const toDir = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? path.resolve(value) : undefined;

/** Reads what is ours from a command line that also carries Chromium's own switches; what makes no sense is left out. */
export function readLaunchOptions(args: readonly string[], env: NodeJS.ProcessEnv): LaunchOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      'data-dir': { type: 'string' },
      hidden: { type: 'boolean' },
      port: { type: 'string' },
      'public-port': { type: 'string' },
      'admin-port': { type: 'string' },
      'tls-port': { type: 'string' },
    },
  });
  return {
    dataDir: toDir(values['data-dir']) ?? toDir(env['LATCHKEY_DATA_DIR']),
    hidden: values['hidden'] === true,
    publicPort: toPort(values['public-port'] ?? values['port']),
    adminPort: toPort(values['admin-port']),
    tlsPort: toPort(values['tls-port']),
  };
}
