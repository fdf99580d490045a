import type { ChildProcessByStdio } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { expect } from '@playwright/test';
import { findFreePort } from './free-port';
import { pictureFile } from './kept-pictures';

/** The computer on which the browser runs. */
export interface Place {
  /** Its address, by which this computer reaches the driver. */
  readonly address: string;
  spawn(command: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable>;
}

/** A page in WebKit, the engine of Safari and of every browser on an iPhone. Elements are named by XPath. */
export interface WebKitPage {
  open(url: string): Promise<void>;
  click(xpath: string): Promise<void>;
  type(xpath: string, text: string): Promise<void>;
  /** What an expression comes to in the page. */
  ask<T>(expression: string): Promise<T>;
  /** What one reads on the page; to be polled. */
  text(): Promise<string>;
  keepPicture(name: string): Promise<void>;
  close(): Promise<void>;
}

const FIND_MS = 15_000;
/** How the protocol names an element: https://www.w3.org/TR/webdriver2/#elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Calls back when what is on the page now has been painted. */
const PAINTED = 'const [done] = arguments; requestAnimationFrame(() => setTimeout(done, 50))';

async function send(url: string, method: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(2 * FIND_MS),
  });
  const { value } = (await answer.json()) as { value: { error?: string; message?: string } };
  if (!answer.ok) throw new Error(`${url}: ${value.error}, ${value.message}`);
  return value;
}

/** Starts the driver that comes with WebKitGTK; its address. */
async function startDriver({ address, spawn }: Place) {
  const root = `http://${address}:${await findFreePort()}`;
  const { port } = new URL(root);
  const child = spawn('WebKitWebDriver', [`--host=${address}`, `--port=${port}`]);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const isUp = () =>
    send(`${root}/status`, 'GET').then(
      () => 'up',
      () => errors,
    );
  await expect.poll(isUp, { timeout: FIND_MS }).toBe('up');
  return { root, stop: () => void child.kill('SIGTERM') };
}

/** Opens a browser window of a size, over WebDriver. */
export async function openWebKit(
  place: Place,
  size: { width: number; height: number },
): Promise<WebKitPage> {
  const driver = await startDriver(place);
  const started = await send(`${driver.root}/session`, 'POST', { capabilities: {} });
  const { sessionId } = started as { sessionId: string };
  const session = `${driver.root}/session/${sessionId}`;
  const post = (what: string, body: object) => send(`${session}/${what}`, 'POST', body);
  const run = (script: string) => post('execute/sync', { script, args: [] });
  const find = async (xpath: string) => {
    const found = await post('element', { using: 'xpath', value: xpath });
    return `element/${(found as Record<string, string>)[ELEMENT]}`;
  };
  await post('timeouts', { implicit: FIND_MS });
  await post('window/rect', size);
  return {
    open: async (url) => void (await post('url', { url })),
    click: async (xpath) => void (await post(`${await find(xpath)}/click`, {})),
    async type(xpath, text) {
      const field = await find(xpath);
      await post(`${field}/clear`, {});
      await post(`${field}/value`, { text });
    },
    ask: async <T>(expression: string) => (await run(`return ${expression}`)) as T,
    text: async () => String(await run('return document.body.innerText')),
    async keepPicture(name) {
      await post('execute/async', { script: PAINTED, args: [] });
      const base64 = String(await send(`${session}/screenshot`, 'GET'));
      await writeFile(pictureFile(`webkit-${name}`), base64, 'base64');
    },
    async close() {
      await send(session, 'DELETE').catch(() => undefined);
      driver.stop();
    },
  };
}
