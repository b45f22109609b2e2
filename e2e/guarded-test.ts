import { expect, test as base } from '@playwright/test';

/**
 * A test that also fails when a page of its context breaks the content security policy, when a
 * script of a page throws, or when the page does not match what the server had rendered.
 */
export const test = base.extend<{ guard: undefined }>({
  guard: [
    async ({ context }, use) => {
      const faults: string[] = [];
      context.on('weberror', (fault) => faults.push(fault.error().message));
      context.on('console', (message) => {
        // Chromium reports each violation there.
        if (/content security policy|hydrat/i.test(message.text())) faults.push(message.text());
      });
      await use(undefined);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});
