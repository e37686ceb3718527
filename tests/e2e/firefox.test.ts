// The same page in Firefox; its fake microphone is a steady tone.
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { serve } from '../../tools/serve.mjs';
import { firefoxPath } from '../../tools/setup.mjs';
import { dist } from './support/repository.js';
import { classifiesSampleAndFile, NOT_THERE, patienceMs, type SmallBrowser, trainsAndKeeps } from './support/small-browser.js';

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

  const part = async (selector: string): Promise<ElementHandle<Element>> => {
    const handle = await page.$(`>>> ${selector}`);
    if (!handle) throw new Error(`${selector} is not there`);
    return handle;
  };
  // Asked for again and again: waitForSelector looks only when the document changes, and what changes inside a shadow root
  // does not change the document.
  const act = (testId: string, action: (element: ElementHandle<HTMLInputElement>) => Promise<void>): Promise<void> =>
    vi.waitFor(async () => action((await part(`[data-testid="${testId}"]:not(:disabled)`)) as ElementHandle<HTMLInputElement>), { timeout: patienceMs, interval: 50 });
  const firefox: SmallBrowser = {
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    click: (testId) => act(testId, (element) => element.click()),
    chooseFile: (testId, path) => act(testId, (element) => element.uploadFile(path)),
    textOf: async (testId) => {
      const handle = await page.$(`>>> [data-testid="${testId}"]`);
      return handle ? handle.evaluate((element) => (element.textContent ?? '').trim()) : NOT_THERE;
    },
  };

  test('a sample clip and a file give their labels', () => classifiesSampleAndFile(firefox));

  test('the microphone gives live predictions', async () => {
    // Each live prediction is an event on the element.
    await page.evaluate(() => {
      const scope = globalThis as unknown as { livePredictions: number };
      scope.livePredictions = 0;
      document.querySelector('audio-classifier')?.addEventListener('prediction', (event) => {
        if ((event as CustomEvent<{ source?: string }>).detail.source === 'live') scope.livePredictions++;
      });
    });
    await firefox.click('listen');
    await expect
      .poll(() => page.evaluate(() => (globalThis as unknown as { livePredictions: number }).livePredictions), { timeout: 30_000 })
      .toBeGreaterThan(3);
    await firefox.click('stop');
  });

  test('the Studio makes sample sounds, trains on them and judges; after a reload all is there, and the model classifies', () =>
    trainsAndKeeps(firefox, site.url), 300_000);

  test('none of these caused an error or broke the policy', () => {
    expect(problems).toEqual([]);
  });
});
