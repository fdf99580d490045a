import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, startDesktop, test as base, type Desktop } from '../support/desktop';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { createPhone, netnsAvailable } from '../support/netns';
import { startNoteWatcher, type NoteWatcher } from '../support/note-watcher';
import { openTo, untilRunning, windowCall as call } from '../support/window-call';

/** The app on a desktop that shows notes, with a service behind its gateway. */
interface Told {
  desktop: Desktop;
  notes: NoteWatcher;
  llm: FakeLlm;
  page: Page;
}

const test = base.extend<Pick<Told, 'notes' | 'llm' | 'page'>>({
  notes: async ({}, use) => {
    const notes = await startNoteWatcher();
    await use(notes);
    notes.stop();
  },
  llm: async ({}, use) => {
    const llm = await startFakeLlm();
    await use(llm);
    await llm.stop().catch(() => {
      // The test has ended it already.
    });
  },
  // The notes are watched before the app asks whether anybody shows them.
  desktop: async ({ notes, dataDir }, use) => {
    expect(notes.titles()).toEqual([]);
    const desktop = await startDesktop(dataDir);
    await use(desktop);
    await desktop.quit();
  },
  page: async ({ desktop, llm }, use) => {
    const page = await desktop.window();
    await untilRunning(page);
    const targets = [{ url: llm.url }];
    await call(page, 'services.create', { name: 'Ollama', kind: 'ollama', targets });
    await use(page);
  },
});

const QUESTION = JSON.stringify({ model: 'llama3.2:1b', prompt: 'Hello?', stream: false });
const asking = (secret: string) => ({
  method: 'POST',
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  body: QUESTION,
});

const keyFor = (page: Page, name: string, more: object = {}) =>
  call<{ key: { id: string }; secret: string }>(page, 'keys.create', {
    name,
    services: '*',
    ...more,
  });

/** A call of a program on this computer; the status of its answer. */
async function askHere(page: Page, secret: string): Promise<number> {
  const { publicUrls } = await call<{ publicUrls: string[] }>(page, 'status.get');
  const answer = await fetch(`${publicUrls[0]}/api/generate`, asking(secret));
  await answer.text();
  return answer.status;
}

const hideWindow = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
const isWindowShown = (desktop: Desktop) => () =>
  desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

type Threats = { threats: { id: string; keyId: string; state: string }[] };

test('S003-47: a key that is used from a new address is asked about; it was me, a pause and a new text are one press away', async ({
  desktop,
  notes,
  page,
}) => {
  test.skip(!netnsAvailable(), 'a second computer needs network namespaces');
  const phone = await createPhone();
  try {
    const url = await openTo(page, phone);
    const askThere = async (secret: string) =>
      (await phone.fetch(`${url}/api/generate`, asking(secret))).status;
    /** The key goes to somebody else, and the owner is led to what the note asks. */
    const leak = async (name: string) => {
      const { key, secret } = await keyFor(page, name);
      expect(await askHere(page, secret)).toBe(200);
      await hideWindow(desktop);
      expect(await askThere(secret)).toBe(200);
      const note = await notes.shown(`“${name}” was used from a new address`);
      expect(note.body).toBe(`From ${phone.phoneAddress}. Was it you?`);
      notes.click(note);
      await expect.poll(isWindowShown(desktop)).toBe(true);
      const alert = page.locator('article.meant');
      await expect(alert).toContainText(name);
      return { key, secret, alert };
    };

    await test.step('it was me: it is usual from now on', async () => {
      const { key, secret, alert } = await leak('Mum’s phone');
      await alert.getByRole('button', { name: 'It was me' }).click();
      await expect(alert).toBeHidden();
      const closed = await call<Threats>(page, 'audit.threats', { filter: 'all' });
      expect(closed.threats.find(({ keyId }) => keyId === key.id)?.state).toBe('confirmed_mine');
      expect(await askThere(secret)).toBe(200);
    });
    await test.step('a pause: the next call from there is refused', async () => {
      const { secret, alert } = await leak('Tablet');
      await alert.getByRole('button', { name: 'Pause Tablet' }).click();
      await expect.poll(() => askThere(secret)).toBe(403);
    });
    await test.step('a new text: the old one is worth nothing', async () => {
      const { secret, alert } = await leak('Laptop');
      await alert.getByRole('button', { name: 'New key text for Laptop' }).click();
      await page.getByRole('button', { name: 'Make new key' }).click();
      await expect(page.getByText(/^lk_\S+$/)).toBeVisible();
      expect(await askThere(secret)).toBe(401);
    });
    expect(notes.titles()).toHaveLength(3);
  } finally {
    await phone.remove();
  }
});

test('a budget near its end and at its end is told, and nothing in the hours that are kept free', async ({
  desktop,
  notes,
  page,
}) => {
  const spend = async (secret: string, calls: number) => {
    for (let made = 0; made < calls; made++) expect(await askHere(page, secret)).toBe(200);
  };
  const allowance = { calls: { day: 5 } };
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const { settings } = await call<{ settings: { alerts: object } }>(page, 'settings.get');
  const disturb = (hours: { from: string; to: string } | null) =>
    call(page, 'settings.update', {
      timeZone: 'UTC',
      alerts: { ...settings.alerts, doNotDisturb: hours },
    });

  await disturb({ from: clock(-1).slice(11, 16), to: clock(1).slice(11, 16) });
  const silent = await keyFor(page, 'At night', { allowance });
  await spend(silent.secret, 5);
  await disturb(null);
  const told = await keyFor(page, 'Phone', { allowance });
  await spend(told.secret, 4);
  await notes.shown('“Phone” has used four fifths of the calls for today');
  await spend(told.secret, 1);
  const note = await notes.shown('“Phone” has used up the calls for today');
  expect(await askHere(page, told.secret)).toBe(429);
  expect(notes.titles()).toHaveLength(2);

  await hideWindow(desktop);
  notes.click(note);
  await expect.poll(isWindowShown(desktop)).toBe(true);
  await expect.poll(() => page.url()).toContain('#/keys');
});

test('a service that is gone for a minute is told, and that it is back', async ({
  desktop,
  notes,
  page,
  llm,
}) => {
  const { secret } = await keyFor(page, 'Phone');
  expect(await askHere(page, secret)).toBe(200);
  await llm.stop();
  expect(await askHere(page, secret)).toBe(502);
  type Services = { services: { id: string; health: string }[] };
  const health = async () => (await call<Services>(page, 'services.list')).services[0]?.health;
  await expect.poll(health).toBe('down');
  expect(notes.titles()).toEqual([]);
  // The minute passes at once for the app, as often as it takes until the outage was seen and is old enough.
  const minute = async () => {
    await desktop.app.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 61_000;
    });
    await call(page, 'services.update', { id: '1', queueSeconds: 1 + notesAsked++ });
    return notes.titles();
  };
  let notesAsked = 0;
  await expect.poll(minute).toEqual(['Ollama does not answer']);

  const again = await startFakeLlm({ port: llm.port });
  await expect.poll(() => askHere(page, secret), { timeout: 40_000 }).toBe(200);
  const note = await notes.shown('Ollama is back');
  expect(notes.titles()).toHaveLength(2);
  await hideWindow(desktop);
  notes.click(note);
  await expect.poll(isWindowShown(desktop)).toBe(true);
  await expect.poll(() => page.url()).toContain('#/services');
  await again.stop();
});

test('a port that another program has is told, and that Latchkey works again', async ({
  dataDir,
  notes,
}) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const desktop = await startDesktop(dataDir, { args: [`--public-port=${port}`] });
  try {
    expect((await notes.shown('Latchkey needs you')).body).not.toBe('');
    taken.close();
    await notes.shown('Latchkey works again');
    expect(notes.titles()).toHaveLength(2);
  } finally {
    await desktop.quit();
  }
});
