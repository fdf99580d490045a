import { expect } from '@playwright/test';
import { lookAtBoth } from '../support/look-at';
import { openAiRefusal, plainRefusal } from '../support/phone-door';
import { connect, heading, scan, test } from '../support/phone';

test('the pages of a phone are without barriers', async ({ page, door, home }) => {
  test.setTimeout(120_000);
  const look = (name: string) => lookAtBoth(page, `phone-${name}`);
  const fingerprintSha256 = Array.from({ length: 32 }, (_, at) => (at * 7 + 16).toString(16))
    .join(':')
    .toUpperCase();
  door.more = { https: { url: 'https://home.test:5543', source: 'own', fingerprintSha256 } };
  door.models = ['llama3.2', 'qwen3:8b', 'nomic-embed-text'];
  await scan(page, home);
  await expect(heading(page, 'Connect this device')).toBeVisible();
  await look('open');
  door.join.unshift(plainRefusal(429, 'TOO_MANY_FAILURES', 42));
  await connect(page);
  await expect(page.getByText('Try again in 42 seconds.')).toBeVisible();
  await look('refused');
  await connect(page);
  await page.getByRole('button', { name: 'Ask', exact: true }).tap();
  await expect(page.getByText(/^It works/)).toBeVisible();
  await page.getByText('PocketPal', { exact: true }).tap();
  await page.getByText('Reins', { exact: true }).tap();
  await page.getByText('Chatbox', { exact: true }).tap();
  await page.getByText('For your own programs').tap();
  await page.getByText('What can the owner see?').tap();
  await look('device');
  door.chat.unshift(openAiRefusal(502, 'upstream_down'));
  await page.getByRole('button', { name: 'Ask again' }).tap();
  await expect(page.getByText('The AI program does not answer')).toBeVisible();
  await page.getByRole('link', { name: 'Switch on encryption' }).tap();
  await expect(heading(page, 'Switch on encryption')).toBeVisible();
  for (const platform of ['iPhone, iPad', 'Android', 'Computer']) {
    await page.getByText(platform, { exact: true }).tap();
    await look(`trust-${platform.slice(0, 3).toLowerCase()}`);
  }
  await expect(page.getByRole('link', { name: 'Open this page over https' })).toHaveAttribute(
    'href',
    'https://home.test:5543/join/trust',
  );
  await page.evaluate(() => sessionStorage.clear());
  door.code = 'used';
  await scan(page, home);
  await look('used');
  await page.goto(`${home}/join/device`);
  await look('no-key');
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`${home}/join/trust`);
  await look('trust-360');
});
