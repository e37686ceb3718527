// The same page in Firefox: a file gives its label, its fake microphone (a steady tone) gives live predictions, and the Studio trains.
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { serve } from '../../tools/serve.mjs';
import { firefoxPath } from '../../tools/setup.mjs';
import { dist, expectedLabel, sample, samplePath } from './support/repository.js';

const clip = samplePath(sample(0).file);

describe('Firefox', () => {
  let browser: Browser;
  let page: Page;
  let site: Awaited<ReturnType<typeof serve>>;
  const problems: string[] = [];

  beforeAll(async () => {
    const executablePath = firefoxPath();
    if (!executablePath) throw new Error('Firefox is not installed.');
    site = await serve({ folder: dist });
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      extraPrefsFirefox: {
        'media.navigator.streams.fake': true,
        // Without a sound card an AudioContext would never start; this stands in for one.
        'media.cubeb.force_mock_context': true,
        'media.navigator.permission.disabled': true,
        'intl.accept_languages': 'en-US',
      },
    });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(site.url);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  // Asked for again and again: waitForSelector looks only when the document changes, and what changes inside a shadow root
  // does not change the document.
  const part = (testId: string): Promise<ElementHandle<Element>> =>
    vi.waitFor(async () => {
      const handle = await page.$(`>>> [data-testid="${testId}"]`);
      if (!handle) throw new Error(`${testId} is not there`);
      return handle;
    }, { timeout: 20_000, interval: 100 });
  const textOf = async (testId: string): Promise<string> => {
    const handle = await page.$(`>>> [data-testid="${testId}"]`);
    return handle ? handle.evaluate((element) => (element.textContent ?? '').trim()) : '(not there)';
  };

  test('a file gives its label', async () => {
    const input = (await part('file-input')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(clip);
    await expect.poll(() => textOf('result-label'), { timeout: 30_000 }).toBe(expectedLabel(clip));
  });

  test('the microphone gives live predictions', async () => {
    // Each live prediction is an event on the element.
    await page.evaluate(() => {
      const scope = globalThis as unknown as { livePredictions: number };
      scope.livePredictions = 0;
      document.querySelector('audio-classifier')?.addEventListener('prediction', (event) => {
        if ((event as CustomEvent<{ source?: string }>).detail.source === 'live') scope.livePredictions++;
      });
    });
    await (await part('listen')).click();
    await expect
      .poll(() => page.evaluate(() => (globalThis as unknown as { livePredictions: number }).livePredictions), { timeout: 30_000 })
      .toBeGreaterThan(3);
    await (await part('stop')).click();
  });

  test('the Studio makes sample sounds, stores them, trains on them and judges', async () => {
    await page.evaluate(() => {
      location.hash = '#studio';
    });
    for (const button of ['sample-set', 'next-train', 'train']) await (await part(button)).click();
    // What went wrong is said in a notice; without one, training goes on to its end.
    await expect.poll(async () => [await textOf('next-judge'), await textOf('studio-notice')], { timeout: 120_000 }).toEqual([expect.stringMatching(/Judge/), '(not there)']);
    await (await part('next-judge')).click();
    await expect.poll(() => textOf('accuracy'), { timeout: 30_000 }).toMatch(/%/);
  }, 240_000);

  test('none of these caused an error or broke the policy', () => {
    expect(problems).toEqual([]);
  });
});
