import { addChat, chatAs } from '../support/household';
import { chooseFor, keyRow, openPage } from '../support/owner-steps';
import { expect, test } from '../support/panel';

test('S001-28, S003-55: keys, monitoring and figures are on one dashboard, each page one press away, and it moves by itself', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  const { key, secret } = await gateway.api.keys.create({ name: 'Phone', services: '*' });
  const shown = panel.locator('main');
  const count = (name: string) =>
    shown.locator('dl > div').filter({ hasText: name }).first().getByRole('definition').first();

  await test.step('monitoring: what goes on now stands there without a reload', async () => {
    await expect(shown.getByText('Running', { exact: true })).toBeVisible();
    llm.hold();
    const answer = fetch(`${gateway.publicUrl}/api/chat`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Hi' }] }),
    });
    const live = panel.getByRole('region', { name: 'Being served' });
    await expect(live.getByText('Phone')).toBeVisible();
    llm.release();
    await (await answer).text();
    await expect(live.getByText('Nobody is being served')).toBeVisible();
    await expect(count('Calls')).toHaveText('1');
    expect(await chatAs({ gateway }, 'lk_wrong')).toBe(401);
    await expect(count('Refused')).toHaveText('1');
    await expect(shown.getByRole('slider')).toBeVisible();
  });

  await test.step('keys: one is paused at a press, and its next call is refused', async () => {
    await openPage(panel, 'Keys');
    const row = keyRow(panel, 'Phone');
    await chooseFor(panel, 'Phone', 'Pause');
    await expect(row.getByText('Paused')).toBeVisible();
    expect(await chatAs({ gateway }, secret)).toBe(403);
    await gateway.api.keys.resume({ id: key.id });
    await expect(row.getByText('Paused')).toBeHidden();
  });

  await test.step('figures: over time and by whom, and every other page of the dashboard', async () => {
    await openPage(panel, 'Usage');
    await expect(panel.getByRole('slider', { name: /Calls and errors/ })).toBeVisible();
    await expect(panel.getByRole('table', { name: 'Usage by service' })).toContainText('Chat');
    for (const name of ['Services', 'Billing', 'Activity', 'Security', 'Overview']) {
      await openPage(panel, name);
    }
  });
});
