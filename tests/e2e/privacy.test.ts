// What the page promises: nothing leaves the device, it works offline, and it keeps to its content security policy.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { firstLoadFiles } from '../../tools/check-size.mjs';
import { parseWav, writeWav } from '../../tools/lib/wav.mjs';
import { type OpenPage, withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { mainThreadTasks } from './support/main-thread.js';
import { microphoneClip } from './support/microphone-clip.js';
import { dist, expectedLabel, root, sample, samplePath } from './support/repository.js';
import { goTo, makeSampleSet, setField, train } from './support/studio.js';

const { file } = sample(0);
const clip = samplePath(file);

describe('promises of the page', () => {
  test('files, recordings and live sound cause no request to another origin, no policy violation, no error', () =>
    withPage({ microphone: { clip: microphoneClip(file) } }, async ({ page, part, url, requests, problems }) => {
      await expectVisible(part('privacy'));
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      await part('listen').click();
      await page.waitForTimeout(1500);
      await part('stop').click();
      await expectVisible(part('record'));
      const elsewhere = requests.filter((request) => !request.startsWith(url) && !request.startsWith('blob:') && !request.startsWith('data:'));
      expect(elsewhere).toEqual([]);
      expect(requests.length).toBeGreaterThan(3);
      expect(problems).toEqual([]);
    }));

  test('sound is never sent, not even to the site itself', () =>
    withPage({ microphone: { clip: microphoneClip(file) } }, async (open) => {
      const { page, part } = open;
      const sent = whatIsSent(open);
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      await part('record').click();
      await page.waitForTimeout(1200);
      await part('stop').click();
      await expectText(part('results-table'), /Recording/);
      await part('listen').click();
      await page.waitForTimeout(1500);
      await part('stop').click();
      await expectVisible(part('record'));
      expect(sent()).toEqual([]);
    }));

  test('training in the Studio sends nothing', () =>
    withPage({}, async (open) => {
      const sent = whatIsSent(open);
      await makeSampleSet(open);
      await goTo(open, 'network');
      await setField(open, 'epochs', '3');
      await train(open);
      await goTo(open, 'judge');
      await expectText(open.part('accuracy'), /%/);
      expect(sent()).toEqual([]);
    }), 240_000);

  test('the microphone is asked for after a click and not before', () => {
    const prepare = (page: Page): Promise<unknown> =>
      page.addInitScript(() => {
        const scope = globalThis as unknown as { asked: number };
        scope.asked = 0;
        const original = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = function (constraints) {
          scope.asked++;
          return original.call(this, constraints);
        };
      });
    return withPage({ microphone: { clip: microphoneClip(file) }, prepare }, async ({ page, part }) => {
      const asked = (): Promise<number> => page.evaluate(() => (globalThis as unknown as { asked: number }).asked);
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      expect(await asked()).toBe(0);
      await part('listen').click();
      await expect.poll(asked).toBe(1);
    });
  });

  test('clips that are classified are not stored', () =>
    withPage({}, async ({ page, part }) => {
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      const stored = await page.evaluate(async () => {
        const files: string[] = [];
        for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
        return { files, databases: await indexedDB.databases(), caches: await caches.keys(), settings: Object.keys(localStorage), session: sessionStorage.length, cookies: document.cookie };
      });
      expect(stored).toEqual({ files: [], databases: [], caches: [], settings: [], session: 0, cookies: '' });
    }));

  test('once loaded it classifies without a connection', () =>
    withPage({}, async ({ context, part }) => {
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      await context.setOffline(true);
      const other = samplePath(sample(1).file);
      await part('file-input').setInputFiles(other);
      await expectText(part('result-label'), expectedLabel(other));
    }));

  test('a first prediction loads nothing that the size budget does not count', () =>
    withPage({}, async ({ part, url, requests }) => {
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      const counted = new Set(await firstLoadFiles(dist));
      const asked = requests.filter((request) => request.startsWith(url)).map((request) => new URL(request).pathname.slice(1) || 'index.html');
      const uncounted = asked.filter((path) => !counted.has(path) && path !== 'samples/samples.json' && path !== 'favicon.ico');
      expect(uncounted).toEqual([]);
    }));

  test('the main thread stays free while a minute of sound is classified', () =>
    withPage({}, async ({ page, part }) => {
      await part('file-input').setInputFiles(clip); // the first prediction, with everything it loads
      await expectText(part('result-label'), expectedLabel(clip));
      const tasks = await mainThreadTasks(page, async () => {
        await part('file-input').setInputFiles(minuteOfSpeech());
        await expectText(part('results-table'), /minute\.wav/);
        await expect.poll(async () => (await part('results-table').innerText()).match(/Done/g)?.length ?? 0, { timeout: 30_000 }).toBe(2);
      });
      expect(tasks.length).toBeGreaterThan(10);
      expect(tasks.filter((milliseconds) => milliseconds >= 50)).toEqual([]);
    }));
});

/** From now on: requests that carry something, and addresses that are no file of the page, which could carry something too. */
function whatIsSent({ page, url }: OpenPage): () => string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol === 'blob:' || asked.protocol === 'data:') return;
    const path = join(dist, decodeURIComponent(asked.pathname));
    const isFile = request.url().startsWith(url) && asked.search === '' && existsSync(path);
    if (request.method() !== 'GET' || request.postData() !== null || !isFile) sent.push(`${request.method()} ${request.url()}`);
  });
  return () => sent;
}

/** A minute of speech in a file on disk: one from memory would be decoded in the page, by the test's own machinery. */
function minuteOfSpeech(): string {
  const { samples, sampleRate } = parseWav(readFileSync(clip));
  const minute = new Float32Array(60 * sampleRate);
  for (let at = 0; at + samples.length <= minute.length; at += samples.length + sampleRate / 4) minute.set(samples, at);
  const folder = join(root, 'build', 'e2e');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'minute.wav');
  writeFileSync(path, writeWav(minute, sampleRate));
  return path;
}
