import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { root } from './source-tree';

interface Ended {
  code: number;
  text: string;
  timedOut: boolean;
}
interface Scripts {
  'child-process.mjs': {
    run(command: string, args: string[], options?: object): Promise<Ended>;
  };
  'display.mjs': { hasDisplay(env: Record<string, string>): Promise<boolean> };
  'pinned-package.mjs': {
    unpackPinned(wanted: object, dest: string): Promise<void>;
  };
}

const load = async <Name extends keyof Scripts>(name: Name): Promise<Scripts[Name]> =>
  (await import(
    /* @vite-ignore */ pathToFileURL(path.join(root, 'scripts', name)).href
  )) as Scripts[Name];

const { run } = await load('child-process.mjs');
const { hasDisplay } = await load('display.mjs');
const { unpackPinned } = await load('pinned-package.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.runIf(process.platform !== 'win32')(
  'a command that takes too long ends together with everything it started',
  async () => {
    // The second process holds our pipe: run() comes back when both have let go of it.
    const script = 'sleep 300 & wait';
    const ended = await run('sh', ['-c', script], { minutes: 0.005, output: 'text' });
    expect(ended.timedOut).toBe(true);
    expect(ended.code).not.toBe(0);
  },
);

test('a command that does not exist is an exit code, not a crash', async () => {
  expect(await run('latchkey-no-such-command', [])).toMatchObject({ code: 127 });
});

test.runIf(process.platform === 'linux')(
  'a display left over from a closed session does not count as a display',
  async () => {
    expect(await hasDisplay({})).toBe(false);
    expect(await hasDisplay({ DISPLAY: ':977' })).toBe(false);
    expect(await hasDisplay({ WAYLAND_DISPLAY: 'wayland-9', XDG_RUNTIME_DIR: folder })).toBe(false);

    const server = net.createServer().listen(path.join(folder, 'wayland-0'));
    const alive = await hasDisplay({ WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: folder });
    server.close();
    expect(alive).toBe(true);
  },
);

test('a runtime that is not, byte for byte, the tested one is not unpacked', async () => {
  const source = path.join(folder, 'source');
  mkdirSync(path.join(source, 'bin'), { recursive: true });
  writeFileSync(path.join(source, 'bin/node'), 'not the one');
  writeFileSync(path.join(source, 'package.json'), '{"name":"stranger","version":"1.0.0"}');
  const dest = path.join(folder, 'runtime');
  const wanted = { spec: source, integrity: 'sha512-AAAA', folder: 'package/bin', executables: [] };

  await expect(unpackPinned(wanted, dest)).rejects.toThrow('is not the file');

  expect(existsSync(dest)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith('runtime'))).toEqual([]);
});
