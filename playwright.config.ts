import { defineConfig } from '@playwright/test';

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
const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // Limits, not pauses: on a busy computer everything takes its time.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Tests of one file run one after the other; two files side by side, each test with a gateway and ports of its own.
  // The projects run one after the other, see scripts/test-stages.mjs: a panel looks for AI programs on this computer,
  // knocks at the gateway of the desktop too, and would be counted there.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: { actionTimeout: 15_000 },
  projects: [
    {
      // One at a time, the packed program too: two desktops would share one screen, one tray and one keyring.
      name: 'desktop',
      workers: 1,
      testMatch: /(desktop-\w+|first-answer|first-run|packed)\.spec\.ts/,
    },
    {
      name: 'browser',
      testMatch: /(panel(-\w+)?|looks(-\w+)?|household(-\w+)?|docs|phone-page)\.spec\.ts/,
      use: {
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
      },
    },
    ...pictures,
  ],
});
