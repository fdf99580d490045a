import { createServer } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import type { FoundService } from '#shared/contract/operations/services';
import { lookAt } from '../support/look-at';
import { createPhone, netnsAvailable } from '../support/netns';
import { askWith, connectByLink, openLink } from '../support/pair-by-link';
import { enterSecret, expect, startPanelGateway, test } from '../support/panel';

const program = (more: Partial<FoundService>): FoundService => ({
  kind: 'ollama',
  label: 'Ollama',
  url: 'http://127.0.0.1:11434',
  version: '0.12.3',
  models: ['llama3.2:3b', 'qwen3:8b', 'gemma3:12b', 'nomic-embed-text'],
  alreadyAdded: null,
  exposed: false,
  needsAuth: false,
  hint: null,
  ...more,
});
const LM_STUDIO = { kind: 'lm-studio', label: 'LM Studio', url: 'http://127.0.0.1:1234' } as const;
const PAINTER = { kind: 'a1111', label: 'Stable Diffusion', url: 'http://127.0.0.1:7860' } as const;
const WEB_UI = {
  kind: 'open-webui',
  label: 'Open WebUI',
  url: 'http://127.0.0.1:3000/api',
} as const;
const FOUND = [
  program({}),
  program({ ...LM_STUDIO, models: [], needsAuth: true }),
  program({ ...PAINTER, models: ['sd_xl_base'], exposed: true }),
  program({ ...WEB_UI, models: [], hint: { code: 'is_gateway', message: '' } }),
];

/** What else runs on the computer of a test is not for its pictures. */
const pretendToFind = async (page: Page, found: readonly FoundService[]) => {
  await page.unroute('**/admin/v1/services.discover');
  await page.route('**/admin/v1/services.discover', (route) =>
    route.fulfill({ json: { ok: true, value: { found } } }),
  );
};

const SCREENS = [
  { name: 'light-desk', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'dark-phone', colorScheme: 'dark', width: 390, height: 844 },
] as const;

/** In light on a desk and in dark on a phone. */
async function lookAll(page: Page, name: string): Promise<void> {
  for (const { name: screen, colorScheme, width, height } of SCREENS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    await lookAt(page, `welcome-${name}-${screen}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

const next = (page: Page) => page.getByRole('button', { name: 'Continue', exact: true }).click();

/** Does something that makes a code; the link in it. */
async function linkOf(page: Page, act: () => Promise<void>): Promise<string> {
  const made = page.waitForResponse('**/admin/v1/pairing.start');
  await act();
  const { value } = (await (await made).json()) as { value: { url: string } };
  return value.url;
}

test('every state of the first run and of connecting a device is without barriers', async ({
  page,
  llm,
}) => {
  test.skip(!netnsAvailable(), 'a home network of its own needs network namespaces');
  test.setTimeout(180_000);
  const gateway = await startPanelGateway({ fresh: true });
  const [home, tailnet] = [await createPhone(), await createPhone({ kind: 'tailscale' })];
  const port = Number(new URL(gateway.publicUrl).port);
  const squatter = createServer().listen(port, home.hostAddress);
  try {
    await page.clock.install();
    await pretendToFind(page, []);
    await enterSecret(page, gateway);

    await test.step('1 of 3', async () => {
      await expect(page.getByText('No AI program is running yet')).toBeVisible();
      await page.getByText('Add an address by hand').click();
      await lookAll(page, '1-none');
      await pretendToFind(page, FOUND);
      await page.getByRole('button', { name: 'Look again' }).click();
      await expect(page.getByRole('checkbox', { name: /Stable Diffusion/ })).toBeChecked();
      await page.getByText('Add an address by hand').click();
      await lookAll(page, '1-found');
      await pretendToFind(page, [program({ url: llm.url, models: ['llama3.2:1b'] })]);
      await page.getByRole('button', { name: 'Look again' }).click();
      await next(page);
    });

    await test.step('2 of 3', async () => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'Which devices may connect?',
      );
      await lookAll(page, '2-ways');
      await page.getByText(`, ${home.hostAddress}`).click();
      await next(page);
      await expect(page.getByText('Another program is already there')).toBeVisible();
      await expect(page.getByText('“node” uses the port')).toBeVisible();
      await lookAll(page, '2-taken');
      await new Promise((closed) => squatter.close(closed));
      await page.getByRole('button', { name: 'Try again' }).click();
    });

    await test.step('3 of 3', async () => {
      const qr = page.getByRole('img', { name: 'QR code that connects one device' });
      await expect(qr).toBeVisible();
      await lookAll(page, '3-waiting');
      await page.clock.fastForward(21_000);
      await expect(page.getByText('Nothing happens on the phone?')).toBeVisible();
      await lookAll(page, '3-help');
      await page.clock.fastForward(180_000);
      await expect(page.getByText('This code is too old')).toBeVisible();
      await lookAll(page, '3-expired');
      await page.getByRole('button', { name: 'Show a new code' }).click();
      await expect(qr).toBeVisible();
      const { interfaces } = await gateway.api.network.interfaces({});
      const { id = '' } = interfaces.find(({ address }) => address === home.hostAddress) ?? {};
      await gateway.api.network.disable({ id });
      await expect(page.getByText('This code leads nowhere now')).toBeVisible();
      await expect(page.getByText(`, ${home.hostAddress}. A new code`)).toBeVisible();
      await expect(qr).toHaveCount(0);
      await lookAll(page, '3-unreachable');
      await gateway.api.network.enable({ id });
      const link = await linkOf(page, () =>
        page.getByRole('button', { name: 'Show a new code' }).click(),
      );
      await expect(qr).toBeVisible();
      await openLink(link);
      await expect(page.getByText('Your phone has opened the page')).toBeVisible();
      await lookAll(page, '3-opened');
      const phone = await connectByLink(link, 'Anna’s iPhone');
      await expect(page.getByText('Anna’s iPhone is connected').first()).toBeVisible();
      await lookAll(page, '3-paired');
      expect(await askWith(phone, link)).toBe(200);
      await expect(page.getByText(/First answer received in .+, done/)).toBeVisible();
      await lookAll(page, '3-answered');
    });

    await test.step('a key for an app', async () => {
      await page.getByRole('button', { name: 'Connect another' }).click();
      await page.getByRole('button', { name: /No phone at hand/ }).click();
      await lookAll(page, '3-app');
      await page.getByRole('button', { name: 'Make the key' }).click();
      await expect(page.getByText(/^lk_\S+$/)).toBeVisible();
      await lookAll(page, '3-app-made');
      await page.getByRole('button', { name: 'Finish' }).click();
    });

    await test.step('the dialog', async () => {
      await page.getByRole('button', { name: 'Connect a device' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('img')).toBeVisible();
      await lookAll(page, 'dialog');
      await dialog.getByText('More', { exact: true }).click();
      await dialog.getByText('Only these').click();
      await expect(dialog.getByText('10 a minute', { exact: true })).toBeVisible();
      await lookAll(page, 'dialog-more');
      await page.keyboard.press('Escape');
      const { interfaces } = await gateway.api.network.interfaces({});
      for (const { id, kind, enabled } of interfaces) {
        if (enabled && kind !== 'loopback') await gateway.api.network.disable({ id });
      }
      await expect(dialog).toHaveCount(0);
      await page.getByRole('button', { name: 'Connect a device' }).click();
      await expect(dialog.getByText('Devices cannot reach this computer yet')).toBeVisible();
      await lookAll(page, 'dialog-none');
    });
  } finally {
    squatter.close();
    await gateway.stop();
    await home.remove();
    await tailnet.remove();
  }
});

test('an overview where nothing is set up yet leads back to the first steps', async ({ page }) => {
  const gateway = await startPanelGateway({ fresh: true });
  try {
    await pretendToFind(page, []);
    await enterSecret(page, gateway);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await page.getByRole('button', { name: 'Later' }).click();
    await expect(page.getByRole('heading', { name: 'Finish setting up' })).toBeVisible();
    await lookAll(page, 'overview-empty');
    for (const width of [360, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      await lookAt(page, `welcome-overview-empty-${width}`);
    }
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('1 of 3')).toBeVisible();
    for (const width of [360, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      await lookAt(page, `welcome-1-none-${width}`);
    }
  } finally {
    await gateway.stop();
  }
});

test('an address that is there already is told below the button, and not on it', async ({
  page,
}) => {
  const gateway = await startPanelGateway({ fresh: true });
  try {
    await pretendToFind(page, []);
    await enterSecret(page, gateway);
    await page.getByText('Add an address by hand').click();
    const targets = [{ url: 'http://127.0.0.1:11434' }];
    await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets });
    const add = page.getByRole('button', { name: 'Add', exact: true });
    await add.click();
    const notice = page.locator('.notice', { hasText: '“Chat” has this address already' });
    await expect(notice).toBeVisible();
    await lookAll(page, '1-address-taken');
    const [above, below] = [await add.boundingBox(), await notice.boundingBox()];
    expect((below?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeGreaterThanOrEqual(8);
  } finally {
    await gateway.stop();
  }
});

test('a step with a scrollbar stands where the one without it stood', async ({ page }) => {
  const gateway = await startPanelGateway({ fresh: true });
  try {
    await pretendToFind(page, []);
    await enterSecret(page, gateway);
    await expect(page.getByText('Add an address by hand')).toBeVisible();
    const leftOf = (one: Locator) => one.evaluate((it) => it.getBoundingClientRect().left);
    const places = async () => [
      await leftOf(page.getByRole('main')),
      await leftOf(page.getByRole('button', { name: 'Later' })),
    ];
    const before = await places();
    // A browser without a display draws no scrollbar: the page gets as narrow as one would make it.
    await page.evaluate(() => (document.documentElement.style.width = 'calc(100vw - 16px)'));
    expect(await places()).toEqual(before);
  } finally {
    await gateway.stop();
  }
});
