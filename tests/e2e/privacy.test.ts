// What the page promises: nothing leaves the device, it works offline, and it keeps to its content security policy.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { firstLoadFiles } from '../../tools/check-size.mjs';
import { parseWav, writeWav } from '../../tools/lib/wav.mjs';
import { withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { microphoneClip } from './support/microphone-clip.js';
import { dist, expectedLabel, root, sample, samplePath } from './support/repository.js';

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
    withPage({}, async ({ page, part }) => {
      const sent: string[] = [];
      page.on('request', (request) => {
        if (request.method() !== 'GET' || request.postData() !== null) sent.push(`${request.method()} ${request.url()}`);
      });
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      expect(sent).toEqual([]);
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
      await page.evaluate(() => {
        const tasks: number[] = [];
        (globalThis as unknown as { longTasks: number[] }).longTasks = tasks;
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))))
          .observe({ type: 'longtask', buffered: false });
      });
      await part('file-input').setInputFiles(minuteOfSpeech());
      await expectText(part('results-table'), /minute\.wav/);
      await expect.poll(async () => (await part('results-table').innerText()).match(/Done/g)?.length ?? 0, { timeout: 30_000 }).toBe(2);
      // The browser reports tasks of 50 ms and more.
      expect(await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks)).toEqual([]);
    }));
});

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
