import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  _electron,
  test as base,
  type ElectronApplication,
  type Page,
  type TestInfo,
} from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');
const QUIT_LIMIT_MS = 5_000;

export const fakeGateway = path.join(root, 'tests/support/fake-gateway.mjs');

interface LaunchDesktop {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A packed program instead of the built sources. */
  readonly executable?: string;
}

/** The desktop app as a test sees it. */
export interface Desktop {
  readonly app: ElectronApplication;
  readonly process: ChildProcess;
  readonly dataDir: string;
  window(): Promise<Page>;
  /** Everything the main process and the gateway wrote into the log so far. */
  log(): string;
  /** Ends as Quit does; SIGKILL after five seconds. */
  quit(): Promise<void>;
}

interface DesktopFixtures {
  dataDir: string;
  /** How the app of `desktop` is started. */
  launch: LaunchDesktop;
  desktop: Desktop;
}

const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The environment of a test's app: nothing that steers Latchkey or Electron comes from outside. */
export function toEnvironment(
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(LATCHKEY|ELECTRON)_/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), LANG: 'en_GB.UTF-8', TZ: 'UTC', ...extra };
}

const readLog = (dataDir: string): string => {
  try {
    return readFileSync(path.join(dataDir, 'desktop/logs/desktop.log'), 'utf8');
  } catch {
    return ''; // it ended before it wrote anything
  }
};

async function quitDesktop(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const limit = setTimeout(() => child.kill('SIGKILL'), QUIT_LIMIT_MS);
  // Not waited for: an app that hangs never answers, and what went wrong in the test would not be told.
  app
    .evaluate(({ app: electron }) => void setTimeout(() => electron.quit(), 0))
    .catch(() => {
      // It is on its way out already.
    });
  await gone;
  clearTimeout(limit);
}

/** The first window once its page is there: a window is announced before it has loaded anything. */
async function openedWindow(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow();
  await page.waitForURL(/^latchkey:/, { waitUntil: 'load' });
  return page;
}

/** Starts the built app with its own data folder and free ports. */
export async function startDesktop(dataDir: string, launch: LaunchDesktop = {}): Promise<Desktop> {
  const ports = ['--public-port=0', '--admin-port=0'];
  const own = [`--data-dir=${dataDir}`, '--disable-gpu', ...ports, ...noSandbox];
  const { executable, args = [] } = launch;
  const app = await _electron.launch({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: [...(executable === undefined ? [root] : []), ...own, ...args],
    env: toEnvironment(launch.env),
  });
  // Asked now: once the app has ended, Playwright no longer knows its process.
  const child = app.process();
  return {
    app,
    process: child,
    dataDir,
    window: () => openedWindow(app),
    log: () => readLog(dataDir),
    quit: () => quitDesktop(app, child),
  };
}

/** Attaches the app's log to a test that failed. */
async function attachLog(info: TestInfo, dataDir: string): Promise<void> {
  if (info.status === info.expectedStatus) return;
  await info.attach('desktop.log', { body: readLog(dataDir), contentType: 'text/plain' });
}

/** Playwright's test with the desktop app: `desktop` for a usual start, `startDesktop(dataDir, ...)` for another one. */
export const test = base.extend<DesktopFixtures>({
  dataDir: async ({}, use, info) => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-e2e-'));
    await use(dataDir);
    await attachLog(info, dataDir);
    await rm(dataDir, { recursive: true, force: true });
  },
  launch: [{}, { option: true }],
  desktop: async ({ dataDir, launch }, use) => {
    const desktop = await startDesktop(dataDir, launch);
    await use(desktop);
    await desktop.quit();
  },
});
export { expect } from '@playwright/test';
