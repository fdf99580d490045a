// The window over a record of a million calls: how long each page takes, beside the same window over an empty record.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { startGatewayProgram, type GatewayProgram } from '../contenders/gateway-program.ts';
import { fillLedger, type Household } from '../ledger/fill-ledger.ts';
import { median } from '../statistics.ts';
import { timePages, type PageTime } from './page-times.ts';

/** What a person takes for "at once". */
const SLOWEST_MS = 200;
const CHROMIUM = process.env['LATCHKEY_CHROMIUM'] ?? '/usr/bin/chromium';

/** What the run takes and where it says how it goes. */
interface WindowBench {
  readonly folder: string;
  readonly rows: number;
  readonly rounds: number;
  say(text: string): void;
}

interface PageFigures {
  readonly page: string;
  readonly emptyMs: number;
  readonly fullMs: number;
}

/** Medians of each page; `failures` are sentences about pages that are not there at once. */
interface WindowFigures {
  readonly rows: number;
  readonly pages: readonly PageFigures[];
  readonly failures: readonly string[];
}

async function makeHousehold({ owner }: GatewayProgram): Promise<Household> {
  const idOf = (answer: Record<string, Record<string, unknown>>, what: string) =>
    String(answer[what]?.['id']);
  const [keys, people, services]: [string[], string[], string[]] = [[], [], []];
  for (let n = 0; n < 6; n++) {
    people.push(idOf(await owner('people.create', { name: `Person ${n + 1}` }), 'person'));
  }
  for (let n = 0; n < 4; n++) {
    // Nothing listens there: a bench asks nobody.
    const targets = [{ url: `http://127.0.0.1:${9 + n}` }];
    const made = await owner('services.create', {
      name: `Service ${n + 1}`,
      kind: 'http',
      targets,
    });
    services.push(idOf(made, 'service'));
  }
  for (let n = 0; n < 12; n++) {
    const allowance = { tokens: { month: 1_000_000_000 }, money: { month: '1000000000000' } };
    const fields = { name: `Device ${n + 1}`, services: '*', person: people[n % 6], allowance };
    keys.push(idOf(await owner('keys.create', fields), 'key'));
  }
  return { keys, people, services };
}

const stop = ({ child }: GatewayProgram): Promise<unknown> => {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return gone;
};

/** A gateway with the household and so many calls on record. */
async function prepare(dataDir: string, rows: number): Promise<GatewayProgram> {
  mkdirSync(dataDir, { recursive: true });
  const first = await startGatewayProgram(dataDir);
  const home = await makeHousehold(first);
  await first.owner('settings.update', { welcomeDone: true });
  await stop(first);
  if (rows > 0) fillLedger(path.join(dataDir, 'ledger.db'), rows, Date.now(), home);
  return startGatewayProgram(dataDir, first.adminSecret);
}

async function openPanel(browser: Browser, gateway: GatewayProgram): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  await page.goto(gateway.adminUrl);
  await page.locator('input[type=password]').fill(gateway.adminSecret);
  await page.keyboard.press('Enter');
  await page.locator('nav a[aria-current=page]').waitFor();
  return page;
}

const toMedians = (rounds: readonly (readonly PageTime[])[]): Map<string, number> => {
  const names = (rounds[0] ?? []).map(({ page }) => page);
  const of = (name: string) =>
    rounds.flatMap((round) =>
      round.filter(({ page }) => page === name).map((one) => one.milliseconds),
    );
  return new Map(names.map((name) => [name, median(of(name))]));
};

/** Both windows in turns, so that what the machine does meets both. */
async function compare(browser: Browser, gateways: readonly GatewayProgram[], rounds: number) {
  const pages = await Promise.all(gateways.map((gateway) => openPanel(browser, gateway)));
  const times: PageTime[][][] = pages.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, page] of pages.entries()) {
      await page.bringToFront();
      const found = await timePages(page);
      // The first round warms up.
      if (round > 0) times[index]?.push(found);
    }
  }
  return times.map(toMedians);
}

/** Measures every page of the window over a full record beside an empty one. */
export async function runWindowBench({
  folder,
  rows,
  rounds,
  say,
}: WindowBench): Promise<WindowFigures> {
  if (!existsSync(CHROMIUM)) throw new Error('Mode window needs Chromium; set LATCHKEY_CHROMIUM.');
  say(`\nWindow over ${rows.toLocaleString('en')} calls`);
  const empty = await prepare(path.join(folder, 'empty'), 0);
  const full = await prepare(path.join(folder, 'full'), rows);
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  try {
    const [emptyTimes, fullTimes] = await compare(browser, [empty, full], rounds);
    const pages = [...(fullTimes ?? [])].map(([page, fullMs]) => ({
      page,
      emptyMs: emptyTimes?.get(page) ?? NaN,
      fullMs,
    }));
    for (const { page, emptyMs, fullMs } of pages) {
      const [left, right] = [emptyMs, fullMs].map((ms) => ms.toFixed(0).padStart(5));
      say(`  ${page.padEnd(10)} empty ${left} ms, full ${right} ms`);
    }
    const failures = pages
      .filter(({ fullMs }) => !(fullMs <= SLOWEST_MS))
      .map(({ page, fullMs }) => `${page}: ${fullMs.toFixed(0)} ms, more than ${SLOWEST_MS}`);
    return { rows, pages, failures };
  } finally {
    await browser.close();
    await Promise.all([stop(empty), stop(full)]);
  }
}
