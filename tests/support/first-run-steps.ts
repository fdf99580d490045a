import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { FakeLlm } from './fake-llm';
import type { Phone } from './netns';

const BROWSER = path.join(import.meta.dirname, 'phone-browser.mjs');

/** Tells the person at the terminal, and the report, what a first run takes. */
export function noteEffort(clicks: number, seconds: number): void {
  const effort = `clicks ${clicks}, seconds ${seconds.toFixed(1)}`;
  test.info().annotations.push({ type: 'first answer', description: effort });
  console.log(effort);
}

/** What the browser of a phone sees. */
interface PhoneSight {
  readonly step: 'opened' | 'connected' | 'part' | 'answered';
  readonly clicks: number;
  readonly status?: number;
  readonly text?: string;
}

/** A browser on the phone that has scanned a code. */
interface PhoneBrowser {
  /** Goes on to the next thing and resolves when it is seen; the first one is the opened page. */
  next(): Promise<PhoneSight>;
  close(): void;
}

/** Opens a link in a browser on the phone, by touch. */
export function openOnPhone(phone: Phone, link: string): PhoneBrowser {
  const child = phone.spawn(process.execPath, [BROWSER, link]);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let isFirst = true;
  return {
    async next() {
      if (!isFirst) child.kill('SIGUSR2');
      isFirst = false;
      const { value, done } = await lines.next();
      if (done) throw new Error(`the browser on the phone ended: ${errors}`);
      return JSON.parse(value) as PhoneSight;
    },
    close: () => void child.kill('SIGTERM'),
  };
}

/** What a camera reads from the screen. */
export async function readQr(page: Page): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-qr-'));
  const file = path.join(folder, 'screen.png');
  try {
    await page.screenshot({ path: file, animations: 'disabled' });
    const { stdout } = await promisify(execFile)('zbarimg', ['--raw', '--quiet', file]);
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Leaves only the fake AI program ticked: whatever else runs on the computer of a test is not for it. */
export async function tickOnly(page: Page, llm: FakeLlm): Promise<void> {
  const own = page.getByRole('checkbox', { name: new RegExp(`:${llm.port}\\b`) });
  await expect(own).toBeChecked();
  const all: Locator[] = await page.getByRole('checkbox').all();
  for (const box of all) {
    const isOwn = (await box.evaluate((one) => one.closest('label')?.textContent ?? '')).includes(
      `:${llm.port}`,
    );
    if (!isOwn) await box.uncheck();
  }
}
