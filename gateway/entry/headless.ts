import { LatchkeyError } from '#shared/contract/errors';
import { ipcCaller } from '../admin/caller';
import { createLog, toLogLevel, type Log } from '../log';
import { startGateway, type Gateway } from '../server';
import { OptionError, readOptions, USAGE, type HeadlessOptions } from './options';
import { readVersion } from './version';

/** How long open calls may go on after a soft stop. */
const GRACE_MS = 5_000;

const now = () => new Date().toISOString();

/** Everything for people goes to stderr: stdout carries the one ready line, for scripts. */
const say = (text: string) => console.error(text);

const log: Log = createLog({
  level: toLogLevel(process.env['LOG_LEVEL'] ?? ''),
  write: (level, text) => say(level === 'info' ? text : `${now()} ${level}: ${text}`),
});

const tellSecret = (secret: string) =>
  say(
    [
      '',
      `  Admin secret: ${secret}`,
      '  It signs you in to the panel. It is shown this once and kept nowhere: write it down.',
      '  Lost it? Start once with --new-admin-secret.',
      '',
    ].join('\n'),
  );

let isReady = false;

const start = (options: HeadlessOptions): Promise<Gateway> =>
  startGateway({
    ...options,
    version: readVersion(),
    host: 'headless',
    keychain: 'absent',
    // A later one is asked for in the panel and shown there; a log is no place for it.
    keepSecret: (secret) => {
      if (!isReady) tellSecret(secret);
    },
    log,
  });

function stopOnSignals(gateway: Gateway): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    log.info(`Stopping (${signal}): open calls have ${GRACE_MS / 1000} seconds to finish.`);
    gateway.stop(GRACE_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('the stop failed', error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}

/** Whether anyone needs a key, and whether there are any. */
async function tellAuth(gateway: Gateway, authEnabled: boolean): Promise<string> {
  if (!authEnabled) return 'disabled (AUTH_ENABLED): programs of this computer need no key';
  const reply = await gateway.dispatch('status.get', {}, ipcCaller);
  const { activeKeys } = (reply.ok ? reply.value : {}) as { activeKeys?: number };
  if (activeKeys === 0) return 'enabled, but there are no keys yet: every call is refused';
  return `enabled with ${activeKeys} ${activeKeys === 1 ? 'key' : 'keys'}`;
}

async function announce(gateway: Gateway, options: HeadlessOptions): Promise<void> {
  const { dataDir, authEnabled } = options;
  const auth = await tellAuth(gateway, authEnabled);
  const { publicUrls, adminUrl } = gateway.addresses();
  const publicUrl = publicUrls[0] ?? 'off';
  process.stdout.write(`latchkey ready public=${publicUrl} admin=${adminUrl ?? 'off'}\n`);
  say(`  Panel:   ${adminUrl ?? 'off'}   (sign in with the admin secret)`);
  say(`  Devices: ${publicUrls.join('  ')}`);
  say(`  Data:    ${dataDir}`);
  say(`  Authentication is ${auth}.`);
}

async function main(): Promise<void> {
  // Everything written from now on is for this user alone.
  process.umask(0o077);
  const options = readOptions(process.argv.slice(2), process.env);
  // A child of ours must not inherit it.
  delete process.env['LATCHKEY_ADMIN_SECRET'];
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  process.on('unhandledRejection', (cause) => log.error('a promise was left unhandled', cause));
  const gateway = await start(options);
  isReady = true;
  stopOnSignals(gateway);
  await announce(gateway, options);
}

main().catch((error: unknown) => {
  const isExplained = error instanceof LatchkeyError || error instanceof OptionError;
  if (isExplained) console.error(`Latchkey cannot start: ${error.message}`);
  else log.error('Latchkey cannot start', error);
  if (error instanceof OptionError) console.error(`\n${USAGE}`);
  process.exit(1);
});
