import { startFakeService } from '../support/fake-services/fake-service';
import { ollama } from '../support/fake-services/ollama';
import { findFreePort } from '../support/free-port';
import { lookAt, lookAtBoth } from '../support/look-at';
import { chooseFor, openPage } from '../support/owner-steps';
import {
  expect,
  signIn,
  startPanelGateway,
  test as base,
  type PanelGateway,
} from '../support/panel';
import { callFarTooOften, guessKeys, importWeakKey } from '../support/troubled-home';

const test = base.extend<object, { home: PanelGateway }>({
  home: [
    async ({}, use) => {
      const gateway = await startPanelGateway();
      const program = await startFakeService(ollama);
      const target = { url: program.url };
      await gateway.api.services.create({
        name: 'Chat',
        kind: 'ollama',
        targets: [target, { url: 'http://127.0.0.1:1', weight: 2 }],
        isDefault: true,
      });
      await callFarTooOften(gateway, 'Guest laptop');
      await guessKeys(gateway);
      await importWeakKey(gateway, 'old-kitchen-tablet-1\n');
      const until = new Date(Date.now() + 604_800_000).toISOString();
      await gateway.api.bans.add({ cidr: '203.0.113.0/24', reason: 'Tried keys', until });
      await gateway.api.settings.update({
        httpsEnabled: true,
        tlsPort: await findFreePort(),
        allowedHosts: ['nas.local'],
        aliases: [{ name: 'fast', model: 'llama3.2:1b', serviceId: null }],
      });
      await use(gateway);
      await program.stop();
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
});

const sizes = [
  { size: 'desk', width: 1280, height: 800 },
  { size: 'phone', width: 390, height: 800 },
] as const;

for (const { size, width, height } of sizes) {
  test(`security, network, discovery and safekeeping are without barriers, ${width} wide`, async ({
    page,
    home,
  }) => {
    test.setTimeout(120_000);
    const look = (name: string) => lookAtBoth(page, `doors-${name}-${size}`);
    const dialog = page.getByRole('dialog');
    await page.setViewportSize({ width, height });
    await signIn(page, home);
    await openPage(page, 'Security');
    await expect(page.getByText('Loading')).toHaveCount(0);
    await look('security');
    await page.getByRole('button', { name: 'Turn an address away' }).click();
    await look('ban');
    await page.keyboard.press('Escape');
    await openPage(page, 'Network');
    await expect(page.getByText('Fingerprint (SHA-256)').first()).toBeVisible();
    await page
      .getByRole('button', { name: /^Does This computer/ })
      .first()
      .click();
    await expect(page.getByText('It answers, to this computer only')).toBeVisible();
    await look('network');
    await openPage(page, 'Services');
    await page.getByRole('button', { name: 'Look for services' }).click();
    await expect(page.getByText('Added already').first()).toBeVisible();
    await page.getByRole('button', { name: 'Test now' }).click();
    await expect(page.getByText('Each address')).toBeVisible();
    await look('services');
    await chooseFor(page, 'Chat', 'Change');
    await dialog.getByText('More', { exact: true }).click();
    await dialog.getByText('Waiting and keeping').click();
    await dialog.getByText('Headers', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Add a rule for the way back' }).click();
    await dialog.getByText('Several computers').scrollIntoViewIfNeeded();
    await look('service-more');
    await dialog
      .getByRole('button', { name: 'Add a rule for the way back' })
      .scrollIntoViewIfNeeded();
    await look('service-headers');
    await page.keyboard.press('Escape');
    await openPage(page, 'Settings');
    await expect(page.getByText('Loading')).toHaveCount(0);
    await look('settings');
    await page.getByRole('button', { name: 'Make a backup' }).click();
    await look('backup');
    await dialog.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await dialog.getByLabel('The passphrase once more').fill('correct horse');
    await dialog.getByRole('button', { name: 'Make a backup' }).click();
    await expect(dialog.getByText('The backup is ready')).toBeVisible();
    await look('backup-ready');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restore a backup' }).click();
    await look('restore');
    await dialog.getByLabel('Passphrase').fill('correct horse');
    await dialog.getByRole('button', { name: 'Check the file' }).click();
    await expect(dialog.getByText(/^A good backup of/)).toBeVisible();
    await look('restore-plan');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Bring keys in' }).click();
    await look('import');
    await dialog.getByLabel('Or its text').fill('old-living-room-screen\nold-kitchen-tablet-1\n');
    await dialog.getByRole('button', { name: 'Look at it' }).click();
    await expect(dialog.getByText(/1 new/)).toBeVisible();
    await look('import-preview');
  });
}

test('security and services that have nothing to show yet teach what they are for', async ({
  panel,
}) => {
  await openPage(panel, 'Security');
  await expect(panel.getByText('Nothing unusual')).toBeVisible();
  await lookAt(panel, 'doors-security-empty');
  await openPage(panel, 'Services');
  await expect(panel.getByRole('region', { name: 'Found on this computer' })).toBeVisible();
  await lookAt(panel, 'doors-services-empty');
});

test('an address is turned away with the keyboard alone, and the focus goes back to where it was', async ({
  panel,
}) => {
  await openPage(panel, 'Security');
  await expect(panel.getByText('No address is turned away.')).toBeVisible();
  const opener = panel.getByRole('button', { name: 'Turn an address away' });
  for (let stops = 0; stops < 40; stops++) {
    if (await opener.evaluate((button) => button === document.activeElement)) break;
    await panel.keyboard.press('Tab');
  }
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('dialog').getByLabel('Address or network')).toBeFocused();
  await panel.keyboard.type('203.0.113.7');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('dialog')).toBeHidden();
  await expect(opener).toBeFocused();
  await expect(panel.getByText('203.0.113.7', { exact: true })).toBeVisible();
});
