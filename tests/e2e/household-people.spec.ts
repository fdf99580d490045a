import { addChat, chatAs } from '../support/household';
import { chooseFor, openPage } from '../support/owner-steps';
import { expect, test } from '../support/panel';

test('a person is added with an allowance that all their keys share, and removed again', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  await openPage(panel, 'People');
  await expect(panel.getByText('Nobody yet')).toBeVisible();
  await panel.getByRole('button', { name: 'Add person' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Ben');
  await dialog.getByLabel('Calls: a week').fill('5');
  await dialog.getByRole('button', { name: 'Add person' }).click();
  const phone = await gateway.api.keys.create({ name: 'Phone', services: '*', person: 'Ben' });
  const laptop = await gateway.api.keys.create({ name: 'Laptop', services: '*', person: 'Ben' });
  const ben = panel.getByRole('article', { name: 'Ben' });
  await expect(ben.getByRole('link', { name: 'Laptop' })).toBeVisible();
  for (const { secret } of [phone, laptop]) expect(await chatAs({ gateway }, secret)).toBe(200);
  await expect(ben).toContainText('3 of 5 calls left this week');
  await expect(ben).toContainText('0.002 EUR');
  await chooseFor(panel, 'Ben', 'Change');
  await dialog.getByLabel('Calls: a week').fill('2');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(ben).toContainText('0 of 2 calls left this week');
  expect(await chatAs({ gateway }, laptop.secret)).toBe(429);
  await chooseFor(panel, 'Ben', 'Remove');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(ben).toBeHidden();
  await gateway.api.people.create({ name: 'Cleo' });
  await expect(panel.getByRole('article', { name: 'Cleo' })).toBeVisible();
  expect(await chatAs({ gateway }, laptop.secret)).toBe(200);
});

test('somebody is given more for today, and sees what is left of the month', async ({
  panel,
  gateway,
}) => {
  const allowance = { calls: { day: 5 }, money: { month: '20000000000' } };
  await gateway.api.people.create({ name: 'Anna', allowance });
  await openPage(panel, 'People');
  const anna = panel.getByRole('article', { name: 'Anna' });
  await expect(anna).toContainText('20 EUR of 20 EUR left this month');
  await chooseFor(panel, 'Anna', 'More, just today');
  await panel.getByLabel('How many more').fill('3');
  await panel.getByRole('button', { name: 'Give more' }).click();
  await expect(anna).toContainText('+3 calls until');
  const { people } = await gateway.api.people.list({});
  expect(people[0]?.raises).toMatchObject([{ measure: 'calls', extra: '3' }]);
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(anna).not.toContainText('+3 calls until');
  expect((await gateway.api.people.list({})).people[0]?.raises).toEqual([]);
});

test('somebody of the tailnet is known without a key, and not any more after a press', async ({
  panel,
  gateway,
}) => {
  const { key } = await gateway.api.keys.create({ name: 'Family', services: '*' });
  await openPage(panel, 'Settings');
  const card = panel.getByRole('region', { name: 'Sign in with' });
  await card.getByRole('button', { name: 'Add a Tailscale login' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Login').fill('mum@example.com');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByText('Tailscale, as Family')).toBeVisible();
  const identity = async () => (await gateway.api.settings.get({})).settings.identity;
  const mum = { login: 'mum@example.com', keyId: key.id };
  expect(await identity()).toEqual({ jwt: [], tailnet: [mum] });
  await card.getByRole('button', { name: 'Add a sign-in service' }).click();
  await dialog.getByLabel('Issuer').fill('https://auth.example.com');
  await dialog.getByLabel('Audience').fill('latchkey');
  await dialog.getByLabel('Address of its public keys').fill('https://auth.example.com/jwks.json');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByText('Sign-in service, as Family')).toBeVisible();
  await card.getByRole('button', { name: 'Remove mum@example.com' }).click();
  await expect(card.getByText('Tailscale, as Family')).toHaveCount(0);
  expect(await identity()).toMatchObject({ tailnet: [], jwt: [{ personClaim: 'email' }] });
});
