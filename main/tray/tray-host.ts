import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const LIMIT_MS = 500;

const ask = (command: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(command, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL' }, (error, stdout) =>
      resolve(error === null && /\btrue\b/.test(stdout)),
    );
  });

/** Whether a Linux desktop shows tray icons at all. "No" when it cannot be found out: an icon nobody sees is none. */
export async function hasTrayHost(): Promise<boolean> {
  const bus = 'org.freedesktop.DBus';
  const gdbus = ['call', '--session', '--dest', bus, '--object-path', '/org/freedesktop/DBus'];
  const byGdbus = ask('gdbus', [...gdbus, '--method', `${bus}.NameHasOwner`, WATCHER]);
  const dbusSend = ['--session', '--print-reply', `--dest=${bus}`, '/', `${bus}.NameHasOwner`];
  const byDbusSend = ask('dbus-send', [...dbusSend, `string:${WATCHER}`]);
  return (await byGdbus) || (await byDbusSend);
}
