import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  // One at a time: two desktops would share one screen, one tray and one keyring.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  projects: [{ name: 'desktop' }, { name: 'browser' }],
});
