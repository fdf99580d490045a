import { openAiRefusal, PHONE_SECRET, plainRefusal, type DoorRefusal } from '../support/phone-door';
import { CLEAN, connect, connected, heading, scan, test } from '../support/phone';
import { expect } from '@playwright/test';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

test('a phone scans, taps once, and sees an answer come in; the key stays in its tab alone', async ({
  page,
  door,
  home,
  complaints,
}) => {
  await scan(page, home);
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  await expect(page.getByLabel('What is this device called?')).toHaveValue('iPhone');
  await page.getByLabel('What is this device called?').fill('  Mum’s iPhone ');
  await connect(page);
  await expect(heading(page, 'Connected')).toBeFocused();
  await expect(page.getByText('as Mum’s iPhone')).toBeVisible();
  expect(page.url()).toBe(`${home}/join/device`);
  expect(door.joined).toHaveLength(1);

  door.hold();
  await page.getByRole('button', { name: 'Ask', exact: true }).tap();
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer).toHaveText('Octopuses');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  door.release();
  await expect(answer).toHaveText('Octopuses have three hearts.');
  await expect(page.getByText(/^It works: answered by llama3\.2 in \d+\.\d s$/)).toBeVisible();
  const authorization = `Bearer ${PHONE_SECRET}`;
  expect(door.asked).toEqual([
    { path: '/v1/models', authorization },
    { path: '/v1/chat/completions', authorization },
  ]);

  await page.reload();
  await expect(heading(page, 'Connected')).toBeVisible();
  await page.getByRole('button', { name: 'Show the key' }).tap();
  await expect(page.getByText(PHONE_SECRET, { exact: true })).toBeVisible();
  const kept = await page.evaluate(() => [location.href, document.cookie, { ...localStorage }]);
  expect(JSON.stringify(kept)).not.toContain('lk_');
  expect(JSON.stringify(kept[2])).toBe('{}');

  const other = await page.context().newPage();
  await other.goto(`${home}/join/device`);
  await expect(heading(other, 'The key is not here any more')).toBeVisible();
  expect(await other.content()).not.toContain('lk_');
  expect(complaints).toEqual(CLEAN);
});

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

test.describe('on an Android phone that speaks German', () => {
  test.use({ locale: 'de-DE', userAgent: ANDROID });
  test('everything is German, and the apps for Android come first', async ({
    page,
    door,
    home,
    complaints,
  }) => {
    await scan(page, home);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByLabel('Wie heißt dieses Gerät?')).toHaveValue('Android-Handy');
    await page.getByRole('button', { name: 'Verbinden' }).tap();
    await expect(heading(page, 'Verbunden')).toBeVisible();
    await page.getByRole('button', { name: 'Fragen' }).tap();
    await expect(
      page.getByText(/^Es klappt: llama3\.2 hat in \d+,\d s geantwortet$/),
    ).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Für Android' })).toBeVisible();
    await expect(page.getByText('Enchanted')).toHaveCount(0);
    expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/\b(the|your|with)\b/i);
    expect(door.joined[0]?.name).toBe('Android-Handy');

    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(`${home}/join/trust`);
    for (const platform of ['Android', 'Computer', 'iPhone, iPad']) {
      await page.getByText(platform, { exact: true }).tap();
      const overflow = () => document.documentElement.scrollWidth - document.body.clientWidth;
      expect(await page.evaluate(overflow), `${platform} fits a small phone`).toBe(0);
    }
    expect(complaints).toEqual(CLEAN);
  });
});

test('each app gets its settings: copied on plain http, opened by a link, or with a warning', async ({
  page,
  door,
  home,
  complaints,
}) => {
  door.more = { https: { url: `https://home.test:5543/`, source: 'own', fingerprintSha256: 'AA' } };
  await connected(page, home);
  await page.getByText('Enchanted').tap();
  const enchanted = page.getByRole('group').filter({ hasText: 'Ollama server URI' });
  await enchanted.getByRole('button', { name: 'Copy: Key' }).tap();
  await expect(enchanted.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  const search = page.getByRole('searchbox', { name: 'Find an app' });
  await search.tap();
  await page.keyboard.press('ControlOrMeta+V');
  await expect(search).toHaveValue(PHONE_SECRET);

  await search.fill('chatbox');
  await page.getByText('Chatbox', { exact: true }).tap();
  const link = page.getByRole('link', { name: 'Open in Chatbox' });
  expect(await link.getAttribute('href')).toMatch(/^chatbox:\/\/provider\/import\?config=\w+$/);
  await search.fill('Reins');
  await page.getByText('Reins', { exact: true }).tap();
  await expect(page.getByText('Treat this address like a password')).toBeVisible();
  await expect(page.getByText(`${home}/k/lk_Ph0n…`)).toBeVisible();
  await page.getByLabel('Use the https address in the settings below').check();
  await expect(page.getByText('https://home.test:5543/k/lk_Ph0n…')).toBeVisible();

  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await page.getByRole('button', { name: 'Copy: Address with the key in it' }).tap();
  await expect(page.getByText('copy it by hand')).toBeVisible();
  expect(await page.evaluate(() => String(getSelection()))).toBe(
    `https://home.test:5543/k/${PHONE_SECRET}`,
  );
  expect(complaints).toEqual(CLEAN);
});

test('T-09: names, models and answers made of markup are shown as text, and nothing of them runs', async ({
  page,
  door,
  home,
  complaints,
}) => {
  const tricks = [
    '<img src=x onerror=alert(1)>',
    '"><script>alert(2)</script>',
    '<svg/onload=alert(3)>&lt;b&gt;',
    '[x](javascript:alert(4))',
    "'; alert(5) //",
  ];
  door.models = tricks;
  door.words = tricks;
  door.more = {
    name: tricks[0] ?? '',
    services: tricks.map((name, at) => ({ id: `${at}`, name, kind: name, path: `/proxy/${at}` })),
  };
  await connected(page, home);
  await expect(page.getByText(`as ${tricks[0]}`, { exact: true })).toBeVisible();
  for (const model of tricks) {
    await page.getByLabel('Model').selectOption(model);
    await page.getByRole('button', { name: /^Ask/ }).tap();
    await expect(page.getByText(`answered by ${model} in`)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Answer' })).toHaveText(tricks.join(''));
  }
  await page.getByText('Addresses of each service').tap();
  for (const name of tricks)
    await expect(page.getByText(name, { exact: true }).last()).toBeVisible();
  await page.getByText('For your own programs').tap();
  await expect(page.getByText('"model":"MODEL"')).toBeVisible();
  expect(complaints).toEqual(CLEAN);
});
