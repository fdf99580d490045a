import { defineConfig } from '@playwright/test';

type Use = Parameters<typeof defineConfig>[0]['use'];

// Named by the script that makes them, and by nobody who runs the tests.
const pictures = process.env['LATCHKEY_PICTURES']
  ? [
      {
        name: 'pictures',
        testMatch: /pictures\.spec\.ts/,
        timeout: 240_000,
        use: {
          viewport: { width: 1200, height: 780 },
          locale: 'en-GB',
          timezoneId: 'UTC',
          launchOptions: {
            executablePath: process.env['LATCHKEY_CHROMIUM'] ?? '/usr/bin/chromium',
            args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
          },
        },
      },
    ]
  : [];
/**
 * Tests that share what there is only one of: a screen, a tray, a keyring, or this computer's network. Chromium ends every
 * request that waits for a connection when an adapter comes or goes, so no other browser may run beside those.
 */
const alone = /(desktop-\w+|first-answer|first-run|looks-welcome|packed|webkit)\.spec\.ts/;
const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const browser: Use = {
  browserName: 'chromium',
  locale: 'en-GB',
  timezoneId: 'UTC',
  launchOptions: {
    executablePath: process.env['LATCHKEY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...noSandbox,
      '--disable-gpu',
      '--disable-background-networking',
      // Chrome's own protection of the local network is off: the gateway must not need it.
      '--disable-features=LocalNetworkAccessChecks,HttpsUpgrades,Translate,MediaRouter,OptimizationHints',
      // A name that an attacker rebinds to this computer, and one that a phone at home would use; every other name
      // leads nowhere.
      '--host-resolver-rules=MAP evil.test 127.0.0.1, MAP home.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  },
};

export default defineConfig({
  testDir: 'tests/e2e',
  // Emptied by each project; the pictures of all of them are kept beside it.
  outputDir: 'test-results/playwright',
  // Limits, not pauses: on a busy computer everything takes its time.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Tests of one file run one after the other; two files side by side, each test with a gateway and ports of its own.
  // The projects run one after the other, see scripts/test-stages.mjs: a panel also looks for AI programs on this computer,
  // knocks at the gateway of the desktop too, and would be counted there.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: { actionTimeout: 15_000 },
  projects: [
    { name: 'alone', workers: 1, testMatch: alone, use: browser },
    {
      name: 'beside',
      testMatch: /\.spec\.ts/,
      testIgnore: [alone, /pictures\.spec\.ts/],
      use: browser,
    },
    ...pictures,
  ],
});
