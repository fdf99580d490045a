import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createPhone, netnsAvailable } from '../support/netns';
import { expect, test } from '../support/panel';
import { openWebKit, type WebKitPage } from '../support/webkit';

const isInstalled = (process.env['PATH'] ?? '')
  .split(':')
  .some((folder) => existsSync(path.join(folder, 'WebKitWebDriver')));
const button = (name: string) => `//button[normalize-space()="${name}"]`;
const field = (label: string) => `//input[@id=//label[contains(., "${label}")]/@for]`;
const startHere = (command: string, args: readonly string[]) =>
  spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
const reads = (page: WebKitPage) => expect.poll(() => page.text(), { timeout: 15_000 });

test.beforeEach(() => {
  test.skip(!isInstalled, 'Debian’s webkit2gtk-driver is not installed');
});

test('the engine of an iPhone gets from the code to an answer that comes in piece by piece', async ({
  gateway: { api },
  llm,
}) => {
  test.skip(!netnsAvailable(), 'a phone needs network namespaces');
  const phone = await createPhone();
  const place = { address: phone.phoneAddress, spawn: phone.spawn };
  try {
    const target = { url: llm.url };
    await api.services.create({ name: 'Chat', kind: 'ollama', targets: [target], isDefault: true });
    const home = `${phone.link}/ipv4`;
    const ways = async () => (await api.network.interfaces({})).interfaces.map(({ id }) => id);
    await expect.poll(ways).toContain(home);
    await api.network.enable({ id: home });
    const { url } = await api.pairing.start({});
    const page = await openWebKit(place, { width: 390, height: 844 });
    try {
      await page.open(url ?? '');
      expect(await page.ask('window.isSecureContext')).toBe(false);
      await page.keepPicture('connect');
      await page.type(field('What is this device called?'), 'Mum’s iPhone');
      await page.click(button('Connect'));
      await reads(page).toContain('as Mum’s iPhone');
      llm.hold();
      await page.click(button('Ask'));
      llm.release(3);
      await reads(page).toContain('Hello from your');
      expect(await page.text()).toContain('The answer is coming in.');
      llm.release();
      await reads(page).toContain('Hello from your own computer.');
      await reads(page).toMatch(/It works: answered by llama3\.2:1b/);
      await page.click('//button[@aria-label="Copy: Key"]');
      await reads(page).toContain('Copied');
      await page.keepPicture('answered');
      await page.open(url ?? '');
      await reads(page).toContain('as Mum’s iPhone');
    } finally {
      await page.close();
    }
  } finally {
    await phone.remove();
  }
});

const PAGES = [
  ...['Overview', 'Services', 'Keys', 'People', 'Usage'],
  ...['Billing', 'Activity', 'Network', 'Security', 'Settings'],
];

test('the panel works in the engine of Safari: every page, a service, a key', async ({
  gateway,
  llm,
}) => {
  const place = { address: '127.0.0.1', spawn: startHere };
  const page = await openWebKit(place, { width: 1280, height: 800 });
  try {
    await page.open(gateway.adminUrl);
    await page.type(field('Admin secret or one-time code'), gateway.secret);
    await page.click(button('Sign in'));
    await reads(page).toContain('Being served');
    for (const name of PAGES) {
      await page.click(`//nav//a[normalize-space()="${name}"]`);
      const heading = 'document.querySelector("h1").innerText';
      await expect.poll(() => page.ask(heading)).toBe(name);
      await reads(page).not.toMatch(/Loading|went wrong|does not answer/);
      await page.keepPicture(name.toLowerCase());
    }
    await page.click('//nav//a[normalize-space()="Services"]');
    await page.click(button('Add service'));
    await page.type(field('Name'), 'Chat');
    await page.type(field('Address'), llm.url);
    await page.click(`//*[@role="dialog"]//button[normalize-space()="Test now"]`);
    await reads(page).toContain('It works');
    await page.click(`//*[@role="dialog"]//button[normalize-space()="Add service"]`);
    await expect.poll(() => page.ask('document.querySelectorAll("article").length')).toBe(1);
    await page.click('//nav//a[normalize-space()="Keys"]');
    await page.click(button('Create key'));
    await page.type(field('Name'), 'Tablet');
    await page.keepPicture('create-key');
    await page.click(`//*[@role="dialog"]//button[normalize-space()="Create key"]`);
    await reads(page).toMatch(/lk_\w{10}_\w+/);
    await page.keepPicture('key-made');
  } finally {
    await page.close();
  }
});
