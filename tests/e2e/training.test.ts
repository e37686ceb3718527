// Training in a real browser, in its worker, under the strict policy: a page built for this with the package's own build
// settings learns from clips and goes on after a reload.
import { join } from 'node:path';
import { build, loadConfigFromFile } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';

import { finishDist } from '../../tools/finish-dist.mjs';
import { withPage } from './support/chromium.js';
import { expectText } from './support/expect-text.js';
import { root } from './support/repository.js';
import type { Training } from './training-page/page.js';

const folder = join(root, 'build', 'e2e-training');
type Scope = { training: Training };

describe('training in the page', () => {
  beforeAll(async () => {
    // As the page is built, but for the page that other sites frame: it is not in this folder.
    const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, join(root, 'vite.config.ts'));
    const { build: options, ...config } = loaded?.config ?? {};
    const { embed, ...input } = options?.rolldownOptions?.input as Record<string, string>;
    expect(embed).toBe('embed.html');
    await build({
      ...config, configFile: false, root: join(import.meta.dirname, 'training-page'), publicDir: false, logLevel: 'warn',
      build: { ...options, rolldownOptions: { ...options?.rolldownOptions, input }, outDir: folder, emptyOutDir: true },
    });
    await finishDist(folder);
  });

  test('a recipe that comes with Earshot learns tones; after a reload a run goes on from its last epoch to the same end', () =>
    withPage({ folder }, async ({ page, part, url, requests, problems }) => {
      await expectText(part('state'), 'ready');
      // Nothing of training is loaded before it begins.
      expect(requests.filter((request) => /earshot|training-entry|recipes/.test(request))).toEqual([]);
      expect(await page.evaluate(() => (globalThis as unknown as Scope).training.recipes())).toContain('digits-dense');

      const whole = await page.evaluate(() => (globalThis as unknown as Scope).training.train(4));
      expect(whole.history).toHaveLength(4);
      expect(whole.snapshots.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
      expect(whole.decision).toBe('low');
      expect(whole.accuracy).toBe(1);

      await page.reload();
      await expectText(part('state'), 'ready');
      const resumed = await page.evaluate((from) => (globalThis as unknown as Scope).training.train(4, from), whole.snapshots[1]);
      expect(resumed.snapshots.map(({ epoch }) => epoch)).toEqual([3, 4]);
      expect(resumed.history).toEqual(whole.history);
      expect(resumed.modelBytes).toBe(whole.modelBytes);

      expect(requests.some((request) => /earshot-train-[^/]*\.wasm$/.test(request))).toBe(true);
      expect(requests.filter((request) => !request.startsWith(url) && !request.startsWith('data:'))).toEqual([]);
      expect(problems).toEqual([]);
    }));
});
