// The browser of a phone: opens the link of a code, connects, asks, and prints a JSON line for each thing that it sees.
// After each it waits for SIGUSR2. Usage: node phone-browser.mjs <link>
import { chromium, devices } from '@playwright/test';

const [, , link] = process.argv;
let clicks = 0;
const goOn = () => new Promise((resolve) => process.once('SIGUSR2', resolve));
const say = async (step, seen) => {
  process.stdout.write(`${JSON.stringify({ step, clicks, ...seen })}\n`);
  await goOn();
};

const browser = await chromium.launch({
  executablePath: process.env.LATCHKEY_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
process.once('SIGTERM', () => void browser.close());
const context = await browser.newContext({ ...devices['iPhone 15'], locale: 'en-GB' });
const page = await context.newPage();
page.setDefaultTimeout(15_000);
const tap = async (name) => {
  await page.getByRole('button', { name, exact: true }).tap();
  clicks += 1;
};

const answer = await page.goto(link);
await say('opened', { status: answer?.status() });
await tap('Connect');
await page.getByRole('heading', { level: 1, name: 'Connected' }).waitFor();
await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
await say('connected', { text: await page.locator('main').innerText() });
const shown = page.getByRole('region', { name: 'Answer' });
await tap('Ask');
await shown.getByText(/\S/).waitFor();
await say('part', { text: await shown.innerText() });
await page.getByText(/It works/).waitFor();
await say('answered', { text: await shown.innerText() });
await browser.close();
