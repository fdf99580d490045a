import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/desktop';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { noteEffort, openOnPhone, readQr, tickOnly } from '../support/first-run-steps';
import { createPhone, netnsAvailable, type Phone } from '../support/netns';
import { keyRow, openPage } from '../support/owner-steps';

const MOST_CLICKS = 6;
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const FIRST = 'What is running here?';
const SECOND = 'Which devices may connect?';
const THIRD = 'Hold your phone to it';

test('from the first start to the first answer on a phone it takes six clicks at most', async ({
  desktop,
}) => {
  test.skip(!netnsAvailable(), 'a phone needs network namespaces');
  const phone = await createPhone();
  const llm = await startFakeLlm();
  let clicks = 0;
  const begunMs = performance.now();
  const page = await desktop.window();
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    clicks += 1;
  };
  try {
    await test.step('the window begins with what runs here', async () => {
      await expect(heading(page, FIRST)).toBeFocused();
      await expect(page.getByRole('navigation')).toBeHidden();
      await tickOnly(page, llm);
      await press('Continue');
    });

    await test.step('one home network is chosen already; of several the phone’s is', async () => {
      await expect(heading(page, SECOND)).toBeFocused();
      const home = page.getByRole('radio', { name: new RegExp(`, ${phone.hostAddress}\\b`) });
      if (!(await home.isChecked())) {
        await page.getByText(`, ${phone.hostAddress}`).click();
        clicks += 1;
      }
      await press('Continue');
    });

    await expect(heading(page, THIRD)).toBeFocused();
    await expect(page.getByText('Waiting for your phone')).toBeVisible();
    await expect(page.getByText(`, ${phone.hostAddress}`)).toBeVisible();
    const link = await readQr(page);
    expect(link).toMatch(
      new RegExp(`^http://${phone.hostAddress.replaceAll('.', '\\.')}:\\d+/join/`),
    );
    expect(link).not.toContain('lk_');

    const browser = openOnPhone(phone, link);
    try {
      expect(await browser.next()).toMatchObject({ step: 'opened', status: 200 });
      await expect(page.getByText('Your phone has opened the page')).toBeVisible();
      expect(await browser.next()).toMatchObject({ step: 'connected' });
      await expect(page.getByText('iPhone is connected')).toBeVisible();
      llm.hold();
      llm.release(2);
      const part = await browser.next();
      expect(part.text, 'a part is there before the whole').toContain('Hello');
      expect(part.text).not.toContain('computer');
      llm.release();
      const answered = await browser.next();
      const seconds = (performance.now() - begunMs) / 1000;
      expect(answered.text).toBe('Hello from your own computer.');
      clicks += answered.clicks;
      noteEffort(clicks, seconds);
      expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
      await expect(page.getByText(/^First answer received in .+, done$/)).toBeVisible();
    } finally {
      browser.close();
    }

    await test.step('the code is good once', async () => {
      const again = await phone.fetch(link, { headers: { accept: 'text/html' } });
      expect(again.status).toBe(410);
    });

    await test.step('the window shows the device and its answer', async () => {
      await page.keyboard.press('Enter');
      await expect(heading(page, 'Overview')).toBeFocused();
      await expect(page.getByText('Finish setting up')).toHaveCount(0);
      await openPage(page, 'Keys');
      await expect(keyRow(page, 'iPhone')).toContainText(`from ${phone.phoneAddress}`);
      await openPage(page, 'Activity');
      await expect(
        page.getByRole('button', { name: /iPhone.*Went through/ }).first(),
      ).toBeVisible();
      await openPage(page, 'Overview');
      await page.reload();
      await expect(heading(page, 'Overview')).toBeVisible();
    });
  } finally {
    llm.release();
    await llm.stop();
    await phone.remove();
  }
});

/** Behind a firewall that drops what it does not like, a phone waits and is told nothing. */
function dropAnswersTo({ phoneAddress }: Phone): () => void {
  const route = ['blackhole', `${phoneAddress}/32`];
  execFileSync('ip', ['route', 'add', ...route]);
  return () => void execFileSync('ip', ['route', 'del', ...route]);
}

async function withTwoHomes(use: (homes: [Phone, Phone], llm: FakeLlm) => Promise<void>) {
  const [one, other] = [await createPhone(), await createPhone()];
  const llm = await startFakeLlm();
  try {
    await use([one, other], llm);
  } finally {
    await llm.stop();
    await one.remove();
    await other.remove();
  }
}

test('by keyboard alone, in several networks, left and taken up again, and helped when the phone cannot come in', async ({
  desktop,
}) => {
  test.skip(!netnsAvailable(), 'a phone needs network namespaces');
  await withTwoHomes(async ([phone], llm) => {
    const page = await desktop.window();
    const keys = page.keyboard;
    await expect(heading(page, FIRST)).toBeFocused();
    await expect(page.getByRole('checkbox', { name: new RegExp(`:${llm.port}\\b`) })).toBeChecked();

    await test.step('Escape leaves, also for the next start, and the overview leads back', async () => {
      await keys.press('Escape');
      await expect(heading(page, 'Overview')).toBeFocused();
      await page.reload();
      await expect(page.getByText('3 steps are left until the first answer.')).toBeVisible();
      await page.getByRole('button', { name: 'Continue' }).focus();
      await keys.press('Enter');
      await expect(heading(page, FIRST)).toBeFocused();
      await tickOnly(page, llm);
      await heading(page, FIRST).focus();
      await keys.press('Enter');
      await expect(heading(page, SECOND)).toBeFocused();
    });

    await test.step('in several networks only the person knows which one is right', async () => {
      await expect(page.getByText('This computer is in several networks.')).toBeVisible();
      await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
      await keys.press('Enter');
      await expect(heading(page, SECOND)).toBeVisible();
      await page.getByRole('radio', { name: new RegExp(`, ${phone.hostAddress}\\b`) }).focus();
      await keys.press('Space');
    });

    await page.clock.install();
    await test.step('it begins again where nothing was done yet', async () => {
      await keys.press('Escape');
      await expect(heading(page, 'Overview')).toBeFocused();
      await page.getByRole('button', { name: 'Continue' }).focus();
      await keys.press('Enter');
      await expect(page.getByText('2 of 3')).toBeVisible();
      await page.getByRole('radio', { name: new RegExp(`, ${phone.hostAddress}\\b`) }).focus();
      await keys.press('Space');
      await keys.press('Enter');
      await expect(heading(page, THIRD)).toBeFocused();
    });

    const open = dropAnswersTo(phone);
    try {
      const link = await readQr(page);
      await expect(phone.fetch(link)).rejects.toThrow('ETIMEDOUT');
      await page.clock.fastForward(21_000);
      const help = page.getByRole('region', { name: 'Nothing happens on the phone?' });
      await expect(help).toBeVisible();
      await expect(help).toContainText('client isolation');
      await expect(help).toContainText('firewall');
      await expect(page.getByText('Waiting for your phone')).toBeVisible();
    } finally {
      open();
    }

    await test.step('left at the last step, it goes on there', async () => {
      await keys.press('Escape');
      await expect(page.getByText('One step is left until the first answer.')).toBeVisible();
      await page.getByRole('button', { name: 'Continue' }).focus();
      await keys.press('Enter');
      await expect(heading(page, THIRD)).toBeFocused();
    });

    await test.step('an address that goes away is explained, each with its reason', async () => {
      await phone.remove();
      await expect(page.getByText('This code leads nowhere now')).toBeVisible();
      await page.reload();
      await expect(page.getByText('2 of 3')).toBeVisible();
    });
  });
});
