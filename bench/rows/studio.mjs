// The Studio's page while thousands of clips arrive and are read: how long its thread was ever blocked.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

import { writeWav } from '../../tools/lib/wav.mjs';
import { serve } from '../../tools/serve.mjs';
import { withBrowser } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

const rate = 8000;

/** @type {import('../lib/types.mjs').Row} */
export const studioRow = {
  name: 'studio',
  async measure({ root, work, quick, runs }) {
    const clips = quick ? 500 : 5000;
    const archive = join(work, `sounds-${clips}.zip`);
    writeFileSync(archive, soundsOfTwoClasses(clips));
    const site = await serve({ folder: join(root, 'dist') });
    /** @type {number[]} */
    const longest = [];
    /** @type {number[]} */
    const seconds = [];
    try {
      for (let run = 0; run < runs; run++) {
        await withBrowser({}, async ({ page }) => {
          await page.addInitScript({ path: join(root, 'bench', 'page', 'watch-long-tasks.js') });
          await page.goto(`${site.url}#studio/data`);
          await page.getByTestId('sample-set').waitFor();
          // What the page does while it opens is another row's matter.
          const opened = await page.evaluate(() => performance.now());
          const started = performance.now();
          await page.getByTestId('studio-files').setInputFiles(archive);
          await page.locator(`table[aria-rowcount="${clips + 1}"]`).waitFor({ state: 'attached' });
          // Reading begins a moment after the table is there.
          await page.getByTestId('reading').waitFor({ state: 'attached' });
          await page.getByTestId('reading').waitFor({ state: 'detached' });
          seconds.push((performance.now() - started) / 1000);
          // The browser reports tasks of 50 ms and more; none means less than that.
          longest.push(await page.evaluate((since) => {
            /** @type {{startTime: number, duration: number}[]} */
            const tasks = /** @type {any} */ (globalThis).longTasks;
            return Math.max(0, ...tasks.filter(({ startTime }) => startTime >= since).map(({ duration }) => duration));
          }, opened));
        });
      }
    } finally {
      await site.close();
    }
    return [{
      measure: `Studio: longest task of the page's thread while ${clips} clips are imported and read`, unit: 'ms', ours: longest, reach: '<= 50 ms',
      met: Math.max(...longest) <= 50, note: `0: no task of 50 ms or more. Import and reading took ${median(seconds).toFixed(0)} s.`,
    }];
  },
};

/** @param {number} count clips of 0.1 s, each different; tones and noise */
function soundsOfTwoClasses(count) {
  /** @type {Record<string, [Uint8Array, {level: 0}]>} */
  const files = {};
  for (let n = 0; n < count; n++) {
    const kind = n % 2 === 0 ? 'tone' : 'noise';
    let state = n + 1;
    const samples = Float32Array.from({ length: rate / 10 }, (_, i) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const hiss = state / 2 ** 31 - 1;
      return kind === 'tone' ? 0.4 * Math.sin((2 * Math.PI * (400 + 0.3 * n) * i) / rate) + 0.005 * hiss : 0.3 * hiss;
    });
    files[`many/${kind}/${kind}_${n}.wav`] = [writeWav(samples, rate), { level: 0 }];
  }
  return zipSync(files);
}
