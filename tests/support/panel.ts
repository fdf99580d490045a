import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { startFakeLlm, type FakeLlm } from './fake-llm';
import { startHeadless, type Headless } from './headless';
import { TEST_ADMIN_SECRET } from './http-api';

export interface PanelGateway extends Headless {
  readonly dataDir: string;
  readonly secret: string;
  stop(): Promise<void>;
}

/** What a page must never do; each list stays empty. */
export interface Complaints {
  readonly policy: string[];
  readonly errors: string[];
  readonly dialogs: string[];
  /** Addresses that were asked for outside of the gateway. */
  readonly outside: string[];
}

interface PanelFixtures {
  gateway: PanelGateway;
  llm: FakeLlm;
  /** The page, signed in. */
  panel: Page;
}

/**
 * The built gateway without a window, in a folder of its own that goes with it. Its owner has left the first steps
 * already, unless it shall be `fresh`.
 */
export async function startPanelGateway({ fresh = false } = {}): Promise<PanelGateway> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-panel-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const headless = await startHeadless(dataDir);
    if (!fresh) await headless.api.settings.update({ welcomeDone: true });
    const stop = async () => {
      await headless.kill('SIGKILL');
      await remove();
    };
    return { ...headless, dataDir, secret: TEST_ADMIN_SECRET, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Listens for everything a page of ours must not do. */
export function watchPage(page: Page, origin: string): Complaints {
  const seen: Complaints = { policy: [], errors: [], dialogs: [], outside: [] };
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|Trusted ?Types?|TrustedHTML/.test(text)) seen.policy.push(text);
  });
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { protocol } = new URL(request.url());
    const isLocal = protocol === 'data:' || protocol === 'blob:';
    if (!isLocal && new URL(request.url()).origin !== origin) seen.outside.push(request.url());
  });
  return seen;
}

/** Enters the admin secret, as somebody types it; what comes then depends on what was set up. */
export async function enterSecret(page: Page, { adminUrl, secret }: PanelGateway): Promise<void> {
  await page.goto(adminUrl);
  await page.getByLabel('Admin secret or one-time code').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in with the admin secret, where the first steps are done or left. */
export async function signIn(page: Page, gateway: PanelGateway): Promise<void> {
  await enterSecret(page, gateway);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** Playwright's test with a gateway, an AI server behind it and a signed-in page. */
export const test = base.extend<PanelFixtures>({
  gateway: async ({}, use, info) => {
    const gateway = await startPanelGateway();
    await use(gateway);
    if (info.status !== info.expectedStatus) {
      await info.attach('gateway.log', { body: gateway.stderr(), contentType: 'text/plain' });
    }
    await gateway.stop();
  },
  llm: async ({}, use) => {
    const llm = await startFakeLlm();
    await use(llm);
    await llm.stop();
  },
  panel: async ({ page, gateway }, use) => {
    await signIn(page, gateway);
    await use(page);
  },
});
export { expect };
