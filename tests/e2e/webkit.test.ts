// The same page in WebKitGTK, as it comes: without a private file system, without figures of the space that is left.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { which } from '../../tools/lib/process.mjs';
import { serve } from '../../tools/serve.mjs';
import { webKitDriverPath } from '../../tools/setup.mjs';
import { dist } from './support/repository.js';
import { classifiesSampleAndFile, patienceMs, trainsAndKeeps } from './support/small-browser.js';
import { openWebKit, type WebKit } from './support/webkit.js';

const driver = webKitDriverPath();
const screen = which('Xvfb');

if (!driver || !screen) console.log('skipped: the page in WebKitGTK, which needs WebKitWebDriver (or WEBKIT_DRIVER_PATH) and Xvfb; they come with Linux only');

describe.skipIf(!driver || !screen)('WebKitGTK', () => {
  let webkit: WebKit;
  let site: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    site = await serve({ folder: dist });
    webkit = await openWebKit(driver as string, screen as string);
    await webkit.goto(site.url);
  });

  afterAll(async () => {
    await webkit?.close();
    await site?.close();
  });

  test('a sample clip and a file give their labels', () => classifiesSampleAndFile(webkit));

  test('the Studio makes sample sounds, trains on them and judges; after a reload all is there, and the model classifies', () =>
    trainsAndKeeps(webkit, site.url), 300_000);

  test('the Studio says what this browser does not', async () => {
    await webkit.goto(`${site.url}#studio/keep`);
    await expect.poll(() => webkit.textOf('space'), { timeout: patienceMs }).toMatch(/does not say how much space is left/);
  });

  test('none of these caused an error or broke the policy', async () => {
    expect(await webkit.problems()).toEqual([]);
  });
});
