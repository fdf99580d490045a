import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const LIMIT_MS = 500;

const ask = (command: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(command, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL' }, (error, stdout) =>
      resolve(error === null && /\btrue\b/.test(stdout)),
    );
  });

const KNOWN_FOR_MS = 1_000;
let asked: { readonly atMs: number; readonly answer: Promise<boolean> } | undefined;

/**
 * Whether a Linux desktop shows tray icons at all. "No" when it cannot be found out: an icon nobody sees is none. Asked
 * once a second at most: each question is two programs, and a page can ask as often as it likes.
 */
export function hasTrayHost(): Promise<boolean> {
  const atMs = performance.now();
  if (!asked || atMs - asked.atMs > KNOWN_FOR_MS) asked = { atMs, answer: askBus() };
  return asked.answer;
}

async function askBus(): Promise<boolean> {
  const bus = 'org.freedesktop.DBus';
  const gdbus = ['call', '--session', '--dest', bus, '--object-path', '/org/freedesktop/DBus'];
  const byGdbus = ask('gdbus', [...gdbus, '--method', `${bus}.NameHasOwner`, WATCHER]);
  const dbusSend = ['--session', '--print-reply', `--dest=${bus}`, '/', `${bus}.NameHasOwner`];
  const byDbusSend = ask('dbus-send', [...dbusSend, `string:${WATCHER}`]);
  return (await byGdbus) || (await byDbusSend);
}
