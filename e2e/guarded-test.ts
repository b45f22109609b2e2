import { type BrowserContext, expect, test as base } from '@playwright/test';

/**
 * A test that also fails when a page of its context breaks the content security policy, when a
 * script of a page throws, or when the page does not match what the server had rendered.
 */
export const test = base.extend<{
  /** Watches another context as the test's own is watched. */
  guard: (context: BrowserContext) => void;
}>({
  guard: [
    async ({ context }, use) => {
      const faults: string[] = [];
      const watch = (watched: BrowserContext) => {
        watched.on('weberror', (fault) => faults.push(fault.error().message));
        watched.on('console', (message) => {
          // Chromium reports each violation there.
          if (/content security policy|hydrat/i.test(message.text())) faults.push(message.text());
        });
      };
      watch(context);
      await use(watch);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});
