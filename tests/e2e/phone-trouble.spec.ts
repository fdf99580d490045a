import { openAiRefusal, plainRefusal, type DoorRefusal } from '../support/phone-door';
import { CLEAN, connect, connected, heading, scan, test } from '../support/phone';
import { expect } from '@playwright/test';

test('the answer to "Connect" is lost: the same page asks again, and so does the same tab after a reload', async ({
  page,
  door,
  home,
  complaints,
}) => {
  door.join.unshift('lost');
  await connected(page, home);
  expect(door.joined).toHaveLength(2);
  expect(door.joined[0]).toEqual(door.joined[1]);

  await page.evaluate(() => sessionStorage.removeItem('latchkey.pass'));
  await scan(page, home);
  await expect(heading(page, 'Connected')).toBeVisible();
  expect(door.joined[2]).toEqual(door.joined[0]);

  // Long after: the code is worth nothing any more, but this tab still has what came of it.
  door.join.splice(0, 1, plainRefusal(410, 'PAIRING_EXPIRED'));
  door.code = 'expired';
  await scan(page, home);
  await expect(heading(page, 'Connected')).toBeVisible();
  expect(page.url()).toBe(`${home}/join/device`);
  expect(complaints).toEqual(CLEAN);
});

test('a used and an old code, a full stop and a lost network each say what to do', async ({
  page,
  door,
  home,
  complaints,
}) => {
  for (const [state, title] of [
    ['used', 'This code was used already'],
    ['expired', 'This code is too old'],
  ] as const) {
    door.code = state;
    await scan(page, home);
    await expect(heading(page, title)).toBeVisible();
    await expect(page.getByText('Choose “Connect a device”.')).toBeVisible();
  }
  door.code = 'open';
  await scan(page, home);
  const refusals: [DoorRefusal, RegExp][] = [
    [plainRefusal(429, 'TOO_MANY_FAILURES', 42), /a lot in a short time.*Try again in 42 seconds/],
    [plainRefusal(503, 'GATEWAY_PAUSED'), /The owner has paused this/],
    [plainRefusal(409, 'NAME_TAKEN'), /This name cannot be used/],
    [plainRefusal(500, 'FROM_A_NEWER_GATEWAY'), /did not work.*The other side says: Refused/],
  ];
  for (const [refusal, words] of refusals) {
    door.join.splice(0, door.join.length, refusal);
    await connect(page);
    await expect(page.getByRole('status').filter({ hasText: words })).toBeVisible();
  }
  door.join.splice(0, 1, plainRefusal(410, 'PAIRING_USED'));
  await connect(page);
  await expect(heading(page, 'This code was used already')).toBeFocused();

  door.code = 'open';
  await page.clock.install();
  await scan(page, home);
  await door.stop();
  await connect(page);
  await expect(page.getByRole('button', { name: 'Connecting' })).toBeVisible();
  // Three pauses: after 1, 2 and 4 seconds.
  for (const seconds of [1, 2, 4]) await page.clock.runFor(seconds * 1000 + 50);
  await expect(page.getByText('The computer cannot be reached')).toBeVisible({ timeout: 5000 });
  await expect(page.getByRole('button', { name: 'Connect' })).toBeEnabled();
  expect(complaints).toEqual(CLEAN);
});

test('whoever has to wait is told why', async ({ page, door, home, complaints }) => {
  await page.clock.install();
  door.join.unshift('silent');
  await scan(page, home);
  await connect(page);
  await page.clock.runFor(10_500);
  await expect(page.getByText('This takes longer than it should')).toBeVisible();
  await page.clock.runFor(6_000); // The page gives up on this one, and asks again.
  await expect(heading(page, 'Connected')).toBeVisible();
  expect(door.joined[0]).toEqual(door.joined[1]);

  door.words = ['', 'Hello'];
  door.hold();
  await page.getByRole('button', { name: 'Ask', exact: true }).tap();
  await expect(page.getByText('Waiting for the first word')).toBeVisible();
  await page.clock.runFor(4_100);
  await expect(page.getByText('The model is being loaded')).toBeVisible();
  door.release();
  await expect(page.getByText(/^It works/)).toBeVisible();

  door.chat.unshift(openAiRefusal(429, 'rate_limit_exceeded', 3));
  await page.getByRole('button', { name: 'Ask again' }).tap();
  await expect(page.getByText('Try again in 3 seconds.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Again in 3 s' })).toBeDisabled();
  await page.clock.runFor(3_100);
  await page.getByRole('button', { name: 'Ask again' }).tap();
  await expect(page.getByText(/^It works/)).toBeVisible();
  expect(complaints).toEqual(CLEAN);
});

test('what goes wrong with the first call is said in plain words', async ({
  page,
  door,
  home,
  complaints,
}) => {
  await connected(page, home);
  const ask = page.getByRole('button', { name: /^Ask/ });
  const refusals: [DoorRefusal, string][] = [
    [openAiRefusal(502, 'upstream_down'), 'The AI program does not answer'],
    [openAiRefusal(404, 'model_unknown'), 'This model is not there any more'],
    [openAiRefusal(429, 'insufficient_quota'), 'The allowance of this device is used up'],
    [openAiRefusal(401, 'invalid_api_key'), 'This key is not valid any more'],
  ];
  for (const [refusal, title] of refusals) {
    door.chat.unshift(refusal);
    await ask.tap();
    await expect(page.getByText(title)).toBeVisible();
  }

  door.chat.unshift('broken');
  door.hold();
  await ask.tap();
  await expect(page.getByRole('region', { name: 'Answer' })).toHaveText('Octopuses');
  door.release();
  await expect(page.getByText('The answer was cut off')).toBeVisible();

  door.models = openAiRefusal(404, 'service_none');
  await page.reload();
  await expect(page.getByText('It works: the gateway knows this device')).toBeVisible();
  await expect(page.getByRole('status').getByText('Chat', { exact: true })).toBeVisible();
  expect(door.asked.at(-1)?.path).toBe('/me');
  expect(complaints).toEqual(CLEAN);
});
