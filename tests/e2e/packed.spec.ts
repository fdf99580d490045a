import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, startDesktop, test, toEnvironment } from '../support/desktop';
import { startFakeLlm } from '../support/fake-llm';
import { addOllama, createKey, leaveFirstRun, openPage } from '../support/owner-steps';
import {
  closeInspectFuse,
  listArchive,
  listeningPorts,
  packForTests,
  readFuses,
} from '../support/packed-app';

test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../..');
/** As in Bitwarden's desktop program, and no extra rights for file: addresses. */
const RELEASED = {
  runAsNode: false,
  enableCookieEncryption: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

let folder: string;
let executable: string;

test.beforeAll(async () => {
  test.skip(process.platform !== 'linux', 'the folder is packed and looked into on Linux');
  test.setTimeout(200_000);
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-packed-'));
  executable = await packForTests(folder);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('E-01: the packed program differs from a release in the one fuse that tests need', async () => {
  expect(await readFuses(executable)).toEqual({ ...RELEASED, enableNodeCliInspectArguments: true });
  const settings = await readFile(path.join(root, 'electron-builder.yml'), 'utf8');
  for (const [name, isOn] of Object.entries(RELEASED)) {
    expect(settings, 'what a release is packed with').toContain(`\n  ${name}: ${isOn}\n`);
  }
});

test('the archive holds the program, its licence and its keychain, and nothing else', () => {
  expect(listArchive(executable)).toEqual({
    top: ['LICENSE', 'node_modules', 'out', 'package.json', 'resources'],
    packages: ['keytar'],
  });
});

test('E-17: the Electron that is packed is one of the newest three majors, or it is on record why not', async () => {
  const newestKnown = 45; // on 2026-11-21
  const version = await readFile(path.join(path.dirname(executable), 'version'), 'utf8');
  const major = Number(/^v?(\d+)\./.exec(version)?.[1]);
  const decisions = await readFile(path.join(root, 'DECISIONS.md'), 'utf8');
  const isOnRecord = decisions.includes(`Major ${major} is out of support`);
  expect(major > newestKnown - 3 || isOnRecord, `Electron ${version}`).toBe(true);
});

test('S001-21: the packed program opens its window, keeps its secret and answers a call with a key', async ({
  dataDir,
}) => {
  const llm = await startFakeLlm();
  const desktop = await startDesktop(dataDir, { executable });
  try {
    expect(await desktop.app.evaluate(({ app }) => app.isPackaged)).toBe(true);
    const page = await desktop.window();
    await leaveFirstRun(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
    await addOllama(page, 'Ollama', llm.url);
    const key = await createKey(page, 'Tablet', 10);

    await openPage(page, 'Overview');
    const address = await page
      .getByText(/^http:\/\/(127\.0\.0\.1|localhost):\d+$/)
      .first()
      .innerText();
    const ask = (headers: Record<string, string>) => fetch(`${address}/chat/api/tags`, { headers });
    expect((await ask({})).status).toBe(401);
    expect(llm.requests.filter(({ headers }) => headers['x-api-key'])).toEqual([]);
    const answer = await ask({ 'x-api-key': key });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toHaveProperty('models');

    await openPage(page, 'Settings');
    await expect(page.getByText('The secret is kept in the keychain')).toBeVisible();
    const unpacked = path.join(path.dirname(executable), 'resources/app.asar.unpacked');
    const addOn = `node_modules/keytar/prebuilds/${process.platform}-${process.arch}/keytar.node`;
    await access(path.join(unpacked, addOn));

    const ended = once(desktop.process, 'exit');
    await desktop.quit();
    expect(await ended, 'it ends by itself and well').toEqual([0, null]);
    expect(desktop.log()).not.toMatch(/unhandled|could not start/);
  } finally {
    await desktop.quit();
    await llm.stop();
  }
});

test('E-14: a program as it is handed out cannot be debugged, driven or turned into a Node', async ({
  dataDir,
}) => {
  await closeInspectFuse(executable);
  expect(await readFuses(executable)).toEqual(RELEASED);
  const trace = path.join(dataDir, 'strange-code-ran');
  const strange = path.join(dataDir, 'strange.cjs');
  await writeFile(strange, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`);
  const doors = ['--inspect=127.0.0.1:0', '--inspect-brk=127.0.0.1:0', '--remote-debugging-port=0'];
  const own = [`--data-dir=${dataDir}`, '--public-port=0', '--admin-port=0', '--disable-gpu'];
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(executable, [...own, ...noSandbox, ...doors], {
    env: {
      ...toEnvironment(),
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: `--require=${strange} --inspect=127.0.0.1:0`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  try {
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    // The address for calls and the one of the panel, and nothing else.
    await expect.poll(() => listeningPorts(child.pid ?? 0), { timeout: 20_000 }).toHaveLength(2);
    const ports = await listeningPorts(child.pid ?? 0);
    const answers = await Promise.all(
      ports.map(async (port) => {
        const answer = await fetch(`http://127.0.0.1:${port}/json/version`);
        return answer.text();
      }),
    );
    expect(answers.join('\n'), 'no debugger answers').not.toContain('Debugger');
    expect(said).not.toMatch(/Debugger listening|DevTools listening/);
    await expect(access(trace), 'no strange code ran').rejects.toThrow();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
});
