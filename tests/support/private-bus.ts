import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;

/** A D-Bus session of its own, with folders of its own, so that no keyring of the owner is in reach. */
export interface PrivateBus {
  readonly env: NodeJS.ProcessEnv;
  /** An empty keyring, unlocked. Resolves when it answers. */
  startKeyring(): Promise<ChildProcess>;
  /** A keyring that exists and that nobody has unlocked; there is no display to ask on. */
  startLockedKeyring(): Promise<ChildProcess>;
  /** A Secret Service that hangs or fails. */
  startBrokenKeyring(how: 'hang' | 'err'): Promise<ChildProcess>;
  close(): void;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return chunk.toString().split('\n')[0] ?? '';
}

function toEnvironment(home: string): NodeJS.ProcessEnv {
  const folder = (name: string) => {
    mkdirSync(path.join(home, name), { mode: 0o700 });
    return path.join(home, name);
  };
  return {
    ...process.env,
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
    HOME: home,
    XDG_DATA_HOME: folder('data'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_RUNTIME_DIR: folder('run'),
  };
}

async function waitForSecrets(env: NodeJS.ProcessEnv): Promise<void> {
  const asks = ['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/'];
  const method = ['--method', 'org.freedesktop.DBus.NameHasOwner', 'org.freedesktop.secrets'];
  for (let attempt = 0; attempt < 100; attempt++) {
    const asking = spawn('gdbus', [...asks, ...method], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if ((await firstLine(asking)).includes('true')) return;
    await once(asking, 'exit');
  }
  throw new Error('no keyring came up');
}

/** Starts a session bus; call `close` at the end. */
export async function startPrivateBus(): Promise<PrivateBus> {
  const home = mkdtempSync(path.join(tmpdir(), 'latchkey-bus-'));
  const env = toEnvironment(home);
  const started: ChildProcess[] = [];
  const run = (command: string, args: string[], input?: string): ChildProcess => {
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin?.end(input);
    started.push(child);
    return child;
  };
  const address = await firstLine(run('dbus-daemon', ['--session', '--nofork', '--print-address']));
  env['DBUS_SESSION_BUS_ADDRESS'] = address;
  const daemon = ['--components=secrets', '--foreground'];
  const startKeyring = async () => {
    const child = run('gnome-keyring-daemon', ['--unlock', ...daemon], 'password\n');
    await waitForSecrets(env);
    return child;
  };
  return {
    env,
    startKeyring,
    startLockedKeyring: async () => {
      const first = await startKeyring();
      first.kill('SIGTERM');
      await once(first, 'exit');
      const child = run('gnome-keyring-daemon', ['--start', ...daemon]);
      await waitForSecrets(env);
      return child;
    },
    startBrokenKeyring: async (how) => {
      const child = run('/usr/bin/python3', [path.join(here, 'fakesec.py'), how]);
      await firstLine(child);
      return child;
    },
    close: () => {
      for (const child of started.reverse()) child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
