import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '../support/desktop';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { createPhone, netnsAvailable, type Phone } from '../support/netns';
import {
  addOllama,
  choiceOf,
  chooseFor,
  createKey,
  keyRow,
  leaveFirstRun,
  openPage,
} from '../support/owner-steps';

const APP = path.join(import.meta.dirname, '../support/phone-app.mjs');
const ANSWER = 'Hello from your own computer.';
const question = JSON.stringify({ model: 'llama3.2:1b', prompt: 'Hello?' });
const asJson = ['-H', 'Content-Type: application/json', '-d', question];

/** Runs a program on the phone; what it printed, and proof that a part came before the whole was there. */
async function streamOnPhone(
  { phone, llm }: { phone: Phone; llm: FakeLlm },
  command: string,
  args: readonly string[],
): Promise<string[]> {
  llm.hold();
  const child = phone.spawn(command, args);
  try {
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    const ended = once(child, 'close');
    llm.release(3);
    await expect.poll(() => lines.join('') || errors, { timeout: 15_000 }).toContain('Hello');
    expect(lines.join(''), 'the end is still held back').not.toContain('computer');
    llm.release();
    expect(await ended, errors).toEqual([0, null]);
    return lines;
  } finally {
    child.kill('SIGKILL');
    llm.release();
  }
}

const pieces = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line) as string).join('');

test('S002-7 S002-11 S003-43 S003-48: a phone gets its first answer with a key made in the window, until the limit, a pause and the end of its key', async ({
  desktop,
}) => {
  test.skip(!netnsAvailable(), 'a second computer needs network namespaces');
  const phone = await createPhone();
  const llm = await startFakeLlm();
  try {
    const page = await desktop.window();
    const name = 'Mum’s phone';
    await leaveFirstRun(page);

    await addOllama(page, 'Ollama', llm.url);
    const path = page.getByRole('article', { name: 'Ollama' }).getByText('/proxy/1');
    await expect(path, 'the window says where the service is').toBeVisible();
    const key = await createKey(page, name, 3);
    await openPage(page, 'Overview');
    await page.getByRole('switch', { name: `Home network, ${phone.hostAddress}` }).click();
    const url = await page
      .getByText(new RegExp(`^http://${phone.hostAddress.replaceAll('.', '\\.')}:\\d+$`))
      .first()
      .innerText();
    const generate = () =>
      phone.fetch(`${url}/chat/api/generate`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: question,
      });

    await test.step('without a key the phone is turned away, and the service hears nothing', async () => {
      // A question: whoever looks for AI programs on this computer meanwhile asks with GET.
      const posted = () => llm.requests.filter(({ method }) => method === 'POST').length;
      const before = posted();
      const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const answer = await phone.fetch(`${url}/chat/api/generate`, { ...init, body: question });
      expect(answer.status).toBe(401);
      expect(posted()).toBe(before);
    });

    await test.step('with the key, apps read the answer while it is made', async () => {
      const world = { phone, llm };
      const openai = await streamOnPhone(world, process.execPath, [APP, 'openai', url, key]);
      expect(pieces(openai)).toBe(ANSWER);
      const ollama = await streamOnPhone(world, process.execPath, [APP, 'ollama', url, key]);
      expect(pieces(ollama)).toBe(ANSWER);
      const curl = ['-sSN', '-H', `X-API-Key: ${key}`, ...asJson, `${url}/chat/api/generate`];
      const lines = await streamOnPhone(world, 'curl', curl);
      const words = lines.map((line) => (JSON.parse(line) as { response: string }).response);
      expect(words.join('')).toBe(ANSWER);
      expect(JSON.stringify(llm.requests.map(({ rawHeaders }) => rawHeaders))).not.toContain(key);
    });

    await test.step('past the limit it is told when to come back', async () => {
      const answer = await generate();
      expect(answer.status).toBe(429);
      const seconds = Number(answer.headers['retry-after']);
      expect(seconds).toBeGreaterThan(1100);
      expect(seconds).toBeLessThanOrEqual(1200);
    });

    await test.step('the window counts the calls that were made, and no others', async () => {
      const tile = (title: string) =>
        page.locator('dl > div').filter({ has: page.getByText(title, { exact: true }) });
      await expect(tile('Calls').getByRole('definition').first()).toHaveText('5');
      await expect(tile('Refused').getByRole('definition').first()).toHaveText('2');
      await expect(tile('Failed').getByRole('definition').first()).toHaveText('0');
    });

    await test.step('Activity explains each refusal', async () => {
      await openPage(page, 'Activity');
      const list = page.getByRole('group', { name: 'Entries, newest first' });
      await expect(list.getByRole('button', { name: /Went through/ })).toHaveCount(3);
      await choiceOf(page, 'Refused').click();
      const entries = list.getByRole('button');
      await expect(entries).toHaveCount(2);
      await expect(entries.nth(1)).toContainText('No key was sent');
      await entries.nth(0).click();
      const details = page.getByRole('complementary', { name: 'Details' });
      await expect(details).toContainText(`${name} was faster than its limit`);
      await expect(details).toContainText('It may go on in a moment.');
      await expect(details).toContainText(phone.phoneAddress);
    });

    await test.step('Keys says when and from where the key was used', async () => {
      await openPage(page, 'Keys');
      await expect(keyRow(page, name)).toContainText(`from ${phone.phoneAddress}`);
      await expect(keyRow(page, name).getByRole('time')).toBeVisible();
    });

    await test.step('a pause turns the phone away, and the end of the key does so for good', async () => {
      await chooseFor(page, name, 'Pause');
      await expect(keyRow(page, name)).toContainText('Paused');
      expect((await generate()).status).toBe(403);
      await chooseFor(page, name, 'End for good');
      await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
      await expect(keyRow(page, name)).toContainText('Ended');
      expect((await generate()).status).toBe(401);
    });

    await test.step('the admin secret was kept in the keychain', async () => {
      await openPage(page, 'Settings');
      await expect(page.getByText('The secret is kept in the keychain')).toBeVisible();
      expect(desktop.log()).not.toContain(key);
    });
  } finally {
    await llm.stop();
    await phone.remove();
  }
});
