import { COMMANDS } from '../cli/command-table';
import { runCli } from '../cli/run-cli';
import { createTerminal } from '../cli/terminal';
import { readVersion } from './version';

// A reader that has seen enough, as in `latchkey list | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// What is written from now on is for this user alone.
process.umask(0o077);
const env = { ...process.env };
// A child of ours, such as the one that asks the keychain, must not inherit them.
delete process.env['LATCHKEY_ADMIN_SECRET'];
delete process.env['LATCHKEY_BACKUP_PASSPHRASE'];

runCli(process.argv.slice(2), {
  terminal: createTerminal(env),
  env,
  commands: COMMANDS,
  version: readVersion(),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // Not the error itself: a stack can carry what was typed.
    const why = error instanceof Error ? error.message : String(error);
    console.error(`latchkey failed: ${why}`);
    process.exitCode = 1;
  },
);
