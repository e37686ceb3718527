// Changes of language faster than the words can come.
import type { Page } from 'playwright-core';

/** Spanish, and Portuguese before the next task: the words of Spanish have been asked for and cannot be there. */
export async function changeLanguageTwice(page: Page): Promise<void> {
  await page.evaluate(async () => {
    document.documentElement.lang = 'es';
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
    document.documentElement.lang = 'pt';
  });
}
