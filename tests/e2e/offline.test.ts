// After one visit the page works without a connection; a new version asks before it replaces the old one.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { type OpenPage, withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { microphoneClip } from './support/microphone-clip.js';
import { dist, expectedLabel, root, sample, samplePath } from './support/repository.js';
import { goTo, makeSampleSet, setField, train } from './support/studio.js';

const clip = samplePath(sample(0).file);
const keptWithin = 60_000;

async function visitThenOffline({ page, part, context }: OpenPage): Promise<void> {
  await expectText(part('offline'), 'Ready offline', keptWithin);
  await context.setOffline(true);
  await page.reload();
}

describe('without a connection', () => {
  test('a page that has been visited once classifies, records and listens', () =>
    withPage({ offline: true, microphone: { clip: microphoneClip(sample(0).file) } }, async (open) => {
      const { page, part, problems, requests, url } = open;
      await visitThenOffline(open);
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      await expectText(part('offline'), 'Ready offline', keptWithin);
      await part('record').click();
      await page.waitForTimeout(1200);
      await part('stop').click();
      await expectText(part('results-table'), /Recording/);
      expect(requests.filter((request) => !request.startsWith(url) && !request.startsWith('blob:') && !request.startsWith('data:'))).toEqual([]);
      expect(problems).toEqual([]);
    }), 180_000);

  test('it trains, though the Studio was never opened before', () =>
    withPage({ offline: true }, async (open) => {
      await visitThenOffline(open);
      await makeSampleSet(open);
      await goTo(open, 'network');
      await setField(open, 'epochs', '3');
      await train(open);
      await goTo(open, 'judge');
      await expectText(open.part('accuracy'), /%/);
      expect(open.problems).toEqual([]);
    }), 240_000);

  test('a model that was chosen is kept, one that was not says so', () =>
    withPage({ offline: true }, async (open) => {
      const { page, part } = open;
      await expectText(part('offline'), 'Ready offline', keptWithin);
      await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Spoken digits (Arabic)' });
      await expectText(part('model-name'), /Arabic/);
      await open.context.setOffline(true);
      await page.reload();
      await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Spoken digits (Arabic)' });
      await expectText(part('model-name'), /Arabic/);
      await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Sounds around us (10)' });
      await expectVisible(part('error'));
    }), 120_000);

  test('a new version waits until it is asked for', () => {
    const folder = join(root, 'build', 'e2e', 'published');
    rmSync(folder, { recursive: true, force: true });
    cpSync(dist, folder, { recursive: true });
    return withPage({ offline: true, folder }, async ({ page, part }) => {
      await expectText(part('offline'), 'Ready offline', keptWithin);
      const html = join(folder, 'index.html');
      const worker = join(folder, 'service-worker.js');
      rmSync(`${html}.br`, { force: true });
      rmSync(`${worker}.br`, { force: true });
      writeFileSync(html, readFileSync(html, 'utf8').replace('<body>', '<body data-version="2">'));
      writeFileSync(worker, readFileSync(worker, 'utf8').replace(/earshot-[0-9a-f]{16}/, 'earshot-2222222222222222'));
      await page.reload();
      await expectText(part('offline'), /new version/, keptWithin);
      expect(await page.locator('body').getAttribute('data-version')).toBeNull();
      await part('update').click();
      await expectVisible(page.locator('body[data-version="2"]'), keptWithin);
      await expectText(part('offline'), 'Ready offline', keptWithin);
    });
  }, 180_000);
});
