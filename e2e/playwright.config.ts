import { defineConfig } from '@playwright/test';

const { WEB_PORT = '3000', CHROMIUM_PATH = '', E2E_BASE_URL = '' } = process.env;
const baseURL = E2E_BASE_URL === '' ? `http://localhost:${WEB_PORT}` : E2E_BASE_URL;

/** Starts the system as a person would, with `npm start`'s own script, and drives a real Chromium. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json']],
  // `npm test` runs the short ones, `npm run test:full` the others.
  projects: [
    { name: 'short', testIgnore: '**/*.full.spec.ts' },
    { name: 'full', testMatch: '**/*.full.spec.ts' },
  ],
  use: {
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(CHROMIUM_PATH === '' ? {} : { executablePath: CHROMIUM_PATH }),
      args: [
        // Chromium's sandbox refuses to run as root, as continuous integration often does.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
      ],
    },
  },
  // A system that runs already is only driven.
  ...(E2E_BASE_URL === '' && {
    webServer: {
      command: 'node scripts/start.mjs',
      cwd: '..',
      url: `${baseURL}/health`,
      env: {
        // Off by default; clients that register themselves are tested too.
        DYNAMIC_CLIENT_REGISTRATION: '1',
        // Every test signs up from one address, and a count ends only with a quiet minute.
        SIGN_UPS_PER_MINUTE: '1000',
      },
      timeout: 300_000,
      reuseExistingServer: false,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
      stdout: 'ignore',
      stderr: 'pipe',
    },
  }),
});
