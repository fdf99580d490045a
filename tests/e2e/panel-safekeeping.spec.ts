import { readFile } from 'node:fs/promises';
import { openPage } from '../support/owner-steps';
import { expect, test } from '../support/panel';

const PASSPHRASE = 'correct horse battery';

test('a backup is saved as a file, and a restore says what will happen before anything does', async ({
  panel,
  gateway,
}) => {
  const { key } = await gateway.api.keys.create({ name: 'Old phone', services: '*' });
  await openPage(panel, 'Settings');
  await panel.getByRole('button', { name: 'Make a backup' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await dialog.getByLabel('The passphrase once more').fill('something else');
  await expect(dialog.getByText('The two are not the same.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Make a backup' })).toBeDisabled();
  await dialog.getByLabel('The passphrase once more').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Make a backup' }).click();
  await expect(dialog.getByText('The backup is ready')).toBeVisible();
  const downloading = panel.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save the file' }).click();
  const bytes = await readFile(await (await downloading).path());
  expect(bytes.includes('Old phone'), 'it is encrypted').toBe(false);
  await dialog.getByRole('button', { name: 'Done' }).click();

  await gateway.api.keys.revoke({ id: key.id });
  await panel.getByRole('button', { name: 'Restore a backup' }).click();
  await dialog.getByLabel('Passphrase').fill('not the passphrase');
  await dialog.getByRole('button', { name: 'Check the file' }).click();
  await expect(dialog.getByText(/passphrase/i).last()).toBeVisible();
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Check the file' }).click();
  await expect(dialog.getByText(/^A good backup of/)).toBeVisible();
  await expect(dialog.getByText('Keys that you ended since stay ended')).toBeVisible();
  await dialog.getByRole('checkbox', { name: /Old phone/ }).check();
  await dialog.getByRole('button', { name: 'Restore at the next start' }).click();
  await expect(panel.getByText('The restore waits for the next start')).toBeVisible();
  await panel.getByRole('button', { name: 'Do not restore after all' }).click();
  await expect(panel.getByText('The restore waits for the next start')).toBeHidden();
});

test('keys of an older gateway are looked at first and then taken over, weak ones marked', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Settings');
  await panel.getByRole('button', { name: 'Bring keys in' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Or its text').fill('old-kitchen-tablet-1\nold-kitchen-tablet-2\n');
  await dialog.getByRole('button', { name: 'Look at it' }).click();
  await expect(dialog.getByText('2 new, 0 here already, 0 left out')).toBeVisible();
  await expect(dialog.getByText('Weak', { exact: true })).toHaveCount(2);
  expect((await gateway.api.keys.list({})).keys).toEqual([]);
  await dialog.getByRole('button', { name: 'Add 2 keys' }).click();
  await expect(panel.getByText('2 keys were added')).toBeVisible();
  expect((await gateway.api.keys.list({})).keys).toHaveLength(2);
});

test('time zone, days of single calls, alerts and names for models are kept', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Settings');
  const records = panel.getByRole('region', { name: 'Time and records' });
  await records.getByLabel('Time zone').selectOption('Europe/Paris');
  await records.getByLabel('Keep single calls for (days)').fill('90');
  await records.getByRole('switch', { name: /access log/ }).click();
  await records.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('Settings saved')).toBeVisible();
  const alerts = panel.getByRole('region', { name: 'When to tell me' });
  await alerts.getByLabel('Refused attempts from one address').fill('7');
  await alerts.getByRole('switch', { name: /No notices/ }).click();
  await alerts.getByLabel('From', { exact: true }).fill('21:30');
  await alerts.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('Settings saved')).toHaveCount(2);
  await panel.getByRole('button', { name: 'Add a name' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('fast');
  await dialog.getByLabel('Model').fill('llama3.2:1b');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('means llama3.2:1b')).toBeVisible();
  expect((await gateway.api.settings.get({})).settings).toMatchObject({
    timeZone: 'Europe/Paris',
    keepRowsDays: 90,
    accessLog: true,
    alerts: { failedAttempts: 7, doNotDisturb: { from: '21:30', to: '07:00' } },
    aliases: [{ name: 'fast', model: 'llama3.2:1b', serviceId: null }],
  });
});
