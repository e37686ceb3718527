// Every step of the Studio: axe-core in both themes, nothing wider than the window, every language, screenshots to look at.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { violations } from './support/axe.js';
import { type OpenPage, withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { changeLanguageTwice } from './support/language.js';
import { screenshotPath } from './support/repository.js';
import { goTo, makeSampleSet, openStudio, train } from './support/studio.js';

/** Every step with something to see, each handed to `look`. */
async function everyView(open: OpenPage, look: (name: string) => Promise<void>): Promise<void> {
  const { part, page } = open;
  await openStudio(open);
  await expectVisible(part('sample-set'));
  await look('empty');
  await makeSampleSet(open);
  await part('clip-table').locator('tbody input').first().check();
  await look('data');
  await goTo(open, 'clean');
  await expectVisible(part('clean-figures'));
  await look('clean');
  await goTo(open, 'look');
  await part('averages').click();
  await expect.poll(() => page.locator('.curves canvas').count()).toBeGreaterThan(0);
  await page.locator('details summary').last().click();
  await look('look');
  await goTo(open, 'network');
  await expectVisible(part('network'));
  await look('network');
  await train(open);
  await train(open);
  await look('train');
  await goTo(open, 'judge');
  await expectText(part('accuracy'), /%/);
  await part('confusion').locator('button:not([disabled])').first().click();
  await part('explain').click();
  await expectVisible(part('explanation').locator('canvas'));
  await look('judge');
  await goTo(open, 'keep');
  await part('keep-model').click();
  await expectVisible(part('kept-models'));
  await look('keep');
}

describe('access to the Studio', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`in ${colorScheme}: axe-core finds nothing, and nothing is wider than a phone or a desktop`, () =>
      withPage({ colorScheme, viewport: { width: 1440, height: 900 } }, async (open) => {
        const { page } = open;
        const wrong: string[] = [];
        await everyView(open, async (name) => {
          for (const violation of await violations(page)) wrong.push(`${name}: ${violation}`);
          for (const width of [390, 1440]) {
            await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
            await page.waitForTimeout(300); // pictures are drawn in the next frames
            await page.screenshot({ path: screenshotPath(`studio-${name}-${width}-${colorScheme}`), fullPage: true });
            if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) wrong.push(`${name}: wider than ${width} px`);
          }
        });
        expect(wrong).toEqual([]);
      }), 90_000);
  }

  test('Spanish and Portuguese have their own words', () =>
    withPage({ locale: 'es-ES' }, async (open) => {
      const { page, part, url } = open;
      await page.goto(`${url}#studio`);
      await expectText(part('sample-set'), 'Crear los sonidos de ejemplo');
      await part('lang').selectOption('pt');
      await expectText(part('sample-set'), 'Criar os sons de exemplo');
      await expectText(part('view-studio'), 'Estúdio');
    }));

  test('a language chosen while another is still on its way is the one that is shown', () =>
    withPage({}, async (open) => {
      const { page, part, url } = open;
      await page.goto(`${url}#studio`);
      await expectText(part('sample-set'), 'Make the sample sounds');
      await changeLanguageTwice(page);
      await expectText(part('sample-set'), 'Criar os sons de exemplo');
    }));

  test('with the keyboard alone: from the sample sounds to a trained model', () =>
    withPage({}, async (open) => {
      const { page, part } = open;
      await openStudio(open);
      for (const button of ['sample-set', 'next-train', 'train', 'next-judge']) {
        await expectVisible(part(button), 120_000);
        await expect.poll(async () => part(button).isEnabled()).toBe(true);
        await tabTo(page, button);
        await page.keyboard.press('Enter');
      }
      await expectText(part('accuracy'), /%/);
    }), 240_000);
});

async function tabTo(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('data-testid');
    });
    if (focused === testId) return;
  }
  throw new Error(`Tab never reached ${testId}.`);
}
