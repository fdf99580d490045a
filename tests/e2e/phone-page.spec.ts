import { PHONE_SECRET } from '../support/phone-door';
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
