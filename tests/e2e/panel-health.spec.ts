import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PastHealth } from '#shared/contract/operations/services';
import { startHeadless } from '../support/headless';
import { TEST_ADMIN_SECRET } from '../support/http-api';
import { lookAtBoth } from '../support/look-at';
import { openPage } from '../support/owner-steps';
import { expect, signIn, test as base, type PanelGateway } from '../support/panel';

const HOUR_MS = 3_600_000;

/** What a run before this one saw of the service, in hours before now; it was killed two and a half hours ago. */
const SEEN: readonly (readonly [hoursAgo: number, health: PastHealth])[] = [
  [100, 'unknown'],
  [99, 'up'],
  [40, 'off'],
  [30, 'up'],
  [28, 'down'],
  [27.99, 'up'],
  [8, 'down'],
  [7, 'up'],
];

/** A gateway that was killed, and started again on what it had written. */
const test = base.extend<{ gateway: PanelGateway }>({
  gateway: async ({ llm }, use) => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-panel-health-'));
    const first = await startHeadless(dataDir);
    await first.api.settings.update({ welcomeDone: true });
    const targets = [{ url: llm.url }];
    await first.api.services.create({ name: 'Chat', kind: 'ollama', targets });
    const file = path.join(dataDir, 'health.json');
    const written = () => readFile(file, 'utf8').catch(() => '');
    await expect.poll(written).toContain('"unknown"');
    await first.kill('SIGKILL');
    const saved = JSON.parse(await written()) as { services: { changes: unknown }[] };
    const changes = SEEN.map(([hours, health]) => [Date.now() - hours * HOUR_MS, health]);
    const services = saved.services.map((service) => ({ ...service, changes }));
    await writeFile(
      file,
      JSON.stringify({ ...saved, aliveMs: Date.now() - 2.5 * HOUR_MS, services }),
    );
    const headless = await startHeadless(dataDir);
    await headless.api.services.test({ id: '1' });
    const stop = async () => void (await headless.kill('SIGKILL'));
    await use({ ...headless, dataDir, secret: TEST_ADMIN_SECRET, stop });
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  },
});

test('after a restart the health of a service is shown with a gap where Latchkey was off', async ({
  panel,
}) => {
  const inOverview = panel.getByRole('listitem').filter({ hasText: 'Chat' }).getByRole('img');
  const day =
    /^The last 24 hours: Once without an answer, 1 h 0 min in all\. Latchkey itself was off for 2 h (29|30) min\.$/;
  await expect(inOverview).toHaveAccessibleName(day);
  await openPage(panel, 'Services');
  const card = panel.getByRole('article', { name: 'Chat' });
  const strip = card.getByRole('img', { name: /last/ });
  await expect(strip).toHaveAccessibleName(day);
  await expect(card.getByTitle(/^Latchkey was off from .+ to .+/)).toHaveCount(1);
  await card.getByText('7 days', { exact: true }).click();
  await expect(strip).toHaveAccessibleName(
    /^The last 7 days: .+ was off for 12 h (29|30) min\. Watched since /,
  );
  await expect(card.getByTitle(/^Latchkey was off from/)).toHaveCount(2);
  await expect(card.getByRole('listitem')).toHaveText([
    ...[/^Latchkey was off from .+ to /, /^No answer from .+ to /],
    ...[/^No answer from .+ to /, /^Latchkey was off from .+ to /],
  ]);
  const [shortest] = await card.getByTitle(/^No answer from/).all();
  const bar = await strip.boundingBox();
  const part = await shortest?.boundingBox();
  expect(part?.width).toBeGreaterThanOrEqual(2);
  const middle = ((part?.x ?? 0) - (bar?.x ?? 0)) / (bar?.width ?? 1);
  expect(middle).toBeCloseTo((7 * 24 - 28) / (7 * 24), 2);
});

const WIDTHS = [1280, 390];

for (const [language, title] of [
  ['en', 'Services'],
  ['de', 'Dienste'],
] as const) {
  test(`the health of services reads well in ${language}`, async ({ page, gateway }) => {
    await signIn(page, gateway);
    await gateway.api.settings.update({ language });
    await expect(page.getByRole('img', { name: /24/ })).toBeVisible();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await lookAtBoth(page, `health-${language}-${width}-overview`);
    }
    await openPage(page, title);
    await page.getByText(/^7 (days|Tage)$/).click();
    await expect(page.getByRole('img', { name: / 7 / })).toBeVisible();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await lookAtBoth(page, `health-${language}-${width}`);
    }
  });
}
