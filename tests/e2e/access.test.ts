// Usable with a keyboard alone, readable for everybody: axe-core in light and dark, and screenshots to look at.
import { readFileSync } from 'node:fs';
import type { FileChooser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { violations } from './support/axe.js';
import { type OpenPage, withPage } from './support/chromium.js';
import { expectText } from './support/expect-text.js';
import { changeLanguageTwice } from './support/language.js';
import { expectedLabel, sample, samplePath, samples, screenshotPath } from './support/repository.js';

const clip = samplePath(sample(0).file);
const everything = samples.map(({ file }) => samplePath(file));

/** The data-testid that has the focus, through shadow roots; empty when the focused element has none. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute('data-testid') ?? '';
  });
}

async function tabTo({ page }: OpenPage, testId: string, limit = 80): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < limit; presses++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    seen.push(now || '-');
    if (now === testId) return;
  }
  throw new Error(`Tab never reached ${testId}; it went: ${seen.join(' ')}`);
}

describe('access', () => {
  test('with the keyboard alone: a sample, its result, an export, and files', () =>
    withPage({}, async (open) => {
      const { page, part } = open;
      await part('sample-0').waitFor();
      await tabTo(open, 'sample-0');
      await page.keyboard.press('Enter');
      await expectText(part('result-label'), expectedLabel(clip));
      await tabTo(open, 'export-csv');
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      expect(readFileSync(await download.path(), 'utf8')).toContain(sample(0).title.toLowerCase());
    }));

  test('the drop zone opens the file dialog from the keyboard', () =>
    withPage({}, async (open) => {
      const { page } = open;
      // Listened to from the start: a dialog that opens before the browser was told to hand it over is lost.
      const choosers: FileChooser[] = [];
      page.on('filechooser', (chooser) => choosers.push(chooser));
      await page.evaluate(() => undefined); // the browser answers in order, so it has heard of the listener now
      await tabTo(open, 'drop-zone');
      for (const [n, key] of ['Enter', 'Space'].entries()) {
        await page.keyboard.press(key);
        await expect.poll(() => choosers.length, { timeout: 20_000 }).toBe(n + 1);
        expect(choosers[n]?.isMultiple()).toBe(true);
      }
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe-core finds nothing in ${colorScheme}: empty, one result, many results, an error`, () =>
      withPage({ colorScheme, microphone: 'denied' }, async ({ page, part }) => {
        await part('sample-0').waitFor();
        expect(await violations(page)).toEqual([]);
        await part('file-input').setInputFiles(clip);
        await expectText(part('result-label'), expectedLabel(clip));
        expect(await violations(page)).toEqual([]);
        await part('file-input').setInputFiles(everything);
        await expectText(part('results-table'), /\S/);
        expect(await violations(page)).toEqual([]);
        await part('listen').click();
        await expectText(part('error'), /blocked/i);
        expect(await violations(page)).toEqual([]);
      }));

    for (const width of [390, 1440]) {
      test(`at ${width} px in ${colorScheme} nothing is wider than the window`, () =>
        withPage({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } }, async ({ page, part }) => {
          await part('sample-0').waitFor();
          await page.screenshot({ path: screenshotPath(`empty-${width}-${colorScheme}`), fullPage: true });
          await part('file-input').setInputFiles(samplePath('four-one-eight.wav'));
          await expectText(part('result-label'), expectedLabel(samplePath('four-one-eight.wav')));
          await page.waitForTimeout(300); // plots are drawn in the next frame
          await page.screenshot({ path: screenshotPath(`result-${width}-${colorScheme}`), fullPage: true });
          await part('file-input').setInputFiles(everything);
          await expectText(part('results-table'), /\S/);
          await page.waitForTimeout(300);
          await page.screenshot({ path: screenshotPath(`table-${width}-${colorScheme}`), fullPage: true });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        }));
    }
  }

  test('on a narrow phone no language is wider than the window', () =>
    withPage({ viewport: { width: 375, height: 812 } }, async ({ page, part }) => {
      await part('sample-0').waitFor();
      for (const language of ['en', 'es', 'pt']) {
        await part('lang').selectOption(language);
        await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(language);
        expect([language, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([language, 375]);
      }
    }));

  test('a language chosen while another is still on its way is the one that is shown', () =>
    withPage({}, async ({ page, part }) => {
      await part('sample-0').click();
      await expectText(part('result-label'), /\S/);
      await page.waitForTimeout(500); // whatever else would render has done so
      await changeLanguageTwice(page);
      await expectText(part('drop-zone'), 'Adicionar mais sons');
    }));

  test('the theme can be chosen, and stays after a reload', () =>
    withPage({ colorScheme: 'light' }, async ({ page, part }) => {
      const background = (): Promise<string> => page.evaluate(() => {
        const [body, all] = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor);
        return `${body} on ${all}`;
      });
      const light = await background();
      for (let clicks = 0; clicks < 3 && (await background()) === light; clicks++) {
        await part('theme').click();
        await page.waitForTimeout(400); // a transition may run
      }
      const dark = await background();
      expect(dark).not.toBe(light);
      await page.reload();
      await expect.poll(background).toBe(dark);
    }));
});
