// The Studio on recordings of a machine, and when things are in its way: a closed tab in the middle of folds, a full disk.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { root } from './support/repository.js';
import { soundFolder } from './support/sounds.js';
import { expectRows, goTo, makeSampleSet, openStudio, setField, train } from './support/studio.js';

const motors = join(root, '..', 'shared', 'data', 'motor_bldc');

describe('the Studio', () => {
  test('recordings of a machine: tower-mlp to its end, judged in folds of whole recordings', () =>
    withPage({}, async (open) => {
      const { page, part, problems } = open;
      const real = existsSync(motors);
      if (!real) console.log('the motors of ../shared/data are not here: made sounds instead');
      const folder = real ? motors : soundFolder('machine', 20);
      const clips = readdirSync(folder, { recursive: true }).filter((path) => /(flac|_\d+\.wav)$/.test(String(path))).length;
      await openStudio(open);
      await part('studio-folder').setInputFiles(folder);
      // A file that is no sound stays in the table with its reason.
      await expectRows(part('clip-table'), real ? clips : clips + 1);
      if (real) {
        await page.locator('details', { has: part('group-pattern') }).locator('summary').first().click();
        await part('group-pattern').fill('^[^/]*/(.*)_s[0-9]+[.]');
        await part('group-pattern').press('Enter');
      }
      await goTo(open, 'network');
      await part('recipe-tower-mlp').check();
      await part('judge-folds').check();
      await train(open);
      await expectText(part('runs'), /50 \/ 50/);
      await goTo(open, 'judge');
      await expectText(page.locator('.headline'), new RegExp(`of ${clips} right`));
      await goTo(open, 'keep');
      await expect.poll(() => part('download-report').isEnabled()).toBe(true);
      expect(problems).toEqual([]);
    }), 400_000);

  test('a run in folds that was cut off by a reload goes on, and leaves nothing beside its model', () =>
    withPage({}, async (open) => {
      const { page, part } = open;
      await makeSampleSet(open);
      await goTo(open, 'network');
      await setField(open, 'epochs', '30');
      await part('judge-folds').check();
      await goTo(open, 'train');
      await part('train').click();
      await expectText(part('active-run'), /fold 2 of/, 120_000);
      await expect.poll(() => partKeys(page)).not.toEqual([]);
      const before = await partKeys(page);
      await page.reload();
      await part('resume-run').click();
      await expectVisible(part('next-judge'), 150_000);
      await expectText(part('runs'), /30 \/ 30/);
      expect(before[0]).toMatch(/\/0$/); // the first fold had been stored
      expect(await partKeys(page)).toEqual([]);
      await goTo(open, 'judge');
      await expectText(page.locator('.headline'), /of 72 right/);
    }), 400_000);

  test('a full disk is said in one sentence; what was stored stays, and later there is room again', () =>
    withPage({}, async (open) => {
      const { page, part, context, url } = open;
      await makeSampleSet(open);
      const session = await context.newCDPSession(page);
      const { origin } = new URL(url);
      const { usage } = await page.evaluate(() => navigator.storage.estimate());
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: (usage ?? 0) + 20_000 });
      await part('studio-folder').setInputFiles(soundFolder('too-much', 12));
      await expectText(part('studio-notice'), /no room left/);
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await page.reload();
      await expectVisible(part('clip-table'));
      const kept = Number(await part('clip-table').locator('table').getAttribute('aria-rowcount')) - 1;
      expect(kept).toBeGreaterThanOrEqual(72);
      await part('studio-folder').setInputFiles(soundFolder('too-much', 12));
      await expectRows(part('clip-table'), 72 + 25);
    }), 180_000);
});

/** Keys of what is stored of single folds. */
function partKeys(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('earshot-studio');
        opening.onerror = () => reject(opening.error ?? new Error('no database'));
        opening.onsuccess = () => {
          const asking = opening.result.transaction('runBytes').objectStore('runBytes').getAllKeys();
          asking.onsuccess = () => {
            opening.result.close();
            resolve(asking.result.map(String).filter((key) => key.includes('/')));
          };
          asking.onerror = () => reject(asking.error ?? new Error('no keys'));
        };
      }),
  );
}
