// The Studio from sounds to a model that is used, in Chromium.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Download } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { microphoneClip } from './support/microphone-clip.js';
import { root, sample } from './support/repository.js';
import { manySounds, soundFolder } from './support/sounds.js';
import { expectRows, goTo, makeSampleSet, openStudio, setField, train } from './support/studio.js';

const downloads = join(root, 'build', 'e2e', 'downloads');
const instruments = join(root, '..', 'shared', 'data', 'instruments10');

/** Two classes of real recordings where they are at hand, else made ones. */
function twoClasses(): { folder: string; classes: [string, string]; clips: number } {
  if (!existsSync(instruments)) return { folder: soundFolder('two-classes', 12), classes: ['noise', 'tone'], clips: 24 };
  const folder = join(root, 'build', 'e2e', 'instruments');
  rmSync(folder, { recursive: true, force: true });
  const classes = readdirSync(instruments, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort().slice(0, 2) as [string, string];
  let clips = 0;
  for (const label of classes) {
    mkdirSync(join(folder, label), { recursive: true });
    for (const file of readdirSync(join(instruments, label)).sort().slice(0, 12)) {
      cpSync(join(instruments, label, file), join(folder, label, file));
      clips += 1;
    }
  }
  return { folder, classes, clips };
}

async function saved(download: Promise<Download>, name: string): Promise<string> {
  mkdirSync(downloads, { recursive: true });
  const path = join(downloads, name);
  await (await download).saveAs(path);
  return path;
}

describe('the Studio', () => {
  test('sample sounds become a model that survives a reload, classifies, and travels in files', () =>
    withPage({}, async (open) => {
      const { page, part, problems, requests, url } = open;
      await makeSampleSet(open);
      await train(open);
      await part('next-judge').click();
      await expectText(part('accuracy'), /%/);
      const accuracy = Number.parseFloat(await part('accuracy').innerText());
      expect(accuracy).toBeGreaterThan(80);
      await part('confusion').locator('button:not([disabled])').first().click();
      await expectVisible(part('cell-clips').getByRole('button', { name: /^Play/ }));
      await part('explain').click();
      await expectVisible(part('explanation').locator('canvas'));
      await goTo(open, 'keep');
      await part('model-title').fill('My sounds');
      const onnx = await saved(Promise.all([page.waitForEvent('download'), part('download-onnx').click()]).then(([download]) => download), 'model.onnx');
      const report = await saved(Promise.all([page.waitForEvent('download'), part('download-report').click()]).then(([download]) => download), 'report.html');
      const alone = await saved(Promise.all([page.waitForEvent('download'), part('download-html').click()]).then(([download]) => download), 'alone.html');
      const project = await saved(Promise.all([page.waitForEvent('download'), part('export-project').click()]).then(([download]) => download), 'p.earshot.zip');
      const cleaned = await saved(Promise.all([page.waitForEvent('download'), part('download-cleaned').click()]).then(([download]) => download), 'cleaned.zip');
      expect(readFileSync(report, 'utf8')).toContain('<!doctype html>');
      expect(readFileSync(onnx).length).toBeGreaterThan(10_000);

      await part('keep-model').click();
      await expectText(part('kept-models'), /My sounds/);
      await page.reload();
      await expectText(part('kept-models'), /My sounds/);
      await goTo(open, 'data');
      await expectRows(part('clip-table'), 72);
      await goTo(open, 'keep');
      await part('use-model').click();
      const bell = join(root, 'build', 'e2e', 'downloads', 'bell.wav');
      await expectText(part('model-name'), /My sounds|Project 1/);
      const { unzipSync } = await import('fflate');
      const { writeFileSync } = await import('node:fs');
      const piece = Object.entries(unzipSync(readFileSync(cleaned))).find(([path]) => path.startsWith('bell/'));
      writeFileSync(bell, piece?.[1] ?? new Uint8Array());
      await part('file-input').setInputFiles(bell);
      await expectText(part('result-label'), 'bell');
      expect(requests.filter((request) => !request.startsWith(url) && !request.startsWith('blob:') && !request.startsWith('data:'))).toEqual([]);
      expect(problems).toEqual([]);

      // The single file, from the disk, without a connection.
      await open.context.setOffline(true);
      const file = await open.context.newPage();
      await file.goto(pathToFileURL(alone).href);
      await expectText(file.locator('h1'), 'My sounds');
      await file.getByTestId('file-input').setInputFiles(bell);
      await expectText(file.getByTestId('result-label'), 'bell');
      await file.close();
      await open.context.setOffline(false);

      // The project, in a browser that has never seen it.
      await withPage({}, async (other) => {
        await openStudio(other);
        await goTo(other, 'keep');
        await other.part('import-project').setInputFiles(project);
        await expectText(other.part('project'), /Project 1 \(2\)/);
        await goTo(other, 'data');
        await expectRows(other.part('clip-table'), 72);
        await goTo(other, 'judge');
        await expectText(other.part('accuracy'), `${accuracy.toFixed(1)}%`);
        await other.part('explain').click();
        await expectVisible(other.part('explanation').locator('canvas'), 30_000);
      });
    }), 240_000);

  test('folders of recordings: import, clean, three epochs of clean-conv2d, judged in folds', () =>
    withPage({}, async (open) => {
      const { page, part, problems } = open;
      const { folder, classes, clips } = twoClasses();
      await openStudio(open);
      await part('studio-folder').setInputFiles(folder);
      await expectRows(part('clip-table'), clips + (existsSync(instruments) ? 0 : 1));
      await expectText(part('classes'), /12 clips/);
      for (const label of classes) expect(await part('classes').locator(`input[aria-label*="${label}"]`).count()).toBe(1);
      await goTo(open, 'network');
      await part('recipe-clean-conv2d').check();
      await setField(open, 'epochs', '3');
      await goTo(open, 'clean');
      await expectText(part('clean-figures'), /Kept/);
      await part('totals').click();
      await expectText(part('totals-table'), new RegExp(classes[0]));
      await train(open);
      await expectText(part('runs'), /3 \/ 3/);
      await goTo(open, 'judge');
      await expectText(part('accuracy'), /%/);
      await goTo(open, 'network');
      await part('recipe-tower-mlp').check();
      await part('judge-folds').check();
      await setField(open, 'epochs', '5');
      await train(open);
      await goTo(open, 'judge');
      // In folds every clip is judged.
      await expectText(page.locator('.headline'), new RegExp(`of ${clips} right`));
      expect(problems).toEqual([]);
    }), 360_000);

  test('a setting changed while its recipe is still on its way is kept', () =>
    withPage({}, async (open) => {
      const { page, part, problems } = open;
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/clean-conv1d*.json', async (route) => {
        await released;
        await route.continue();
      });
      await openStudio(open);
      await part('studio-folder').setInputFiles(soundFolder('a-few', 3));
      await expectRows(part('clip-table'), 7);
      await goTo(open, 'network');
      await part('recipe-clean-conv1d').check();
      // Fields that are about to show other values cannot be typed into; what is set elsewhere waits for the recipe.
      await expect.poll(() => page.locator('#field-epochs').isDisabled()).toBe(true);
      await goTo(open, 'clean');
      await part('piece-length').selectOption('3');
      release();
      await goTo(open, 'network');
      await setField(open, 'epochs', '3');
      await goTo(open, 'clean');
      await goTo(open, 'network');
      expect(await page.locator('#field-epochs').inputValue()).toBe('3');
      await expectVisible(part('recipe-clean-conv1d').and(page.locator(':checked')));
      await goTo(open, 'clean');
      expect(await part('piece-length').inputValue()).toBe('3');
      expect(problems).toEqual([]);
    }));

  test('copies and files that are no sound are listed with the reason, and removing can be undone', () =>
    withPage({}, async (open) => {
      const { part, page } = open;
      await openStudio(open);
      await part('studio-folder').setInputFiles(soundFolder('with-problems', 3));
      await expectRows(part('clip-table'), 7);
      await part('issues').locator('summary').click();
      await expectText(part('issues'), /copy\.wav[\s\S]*same sound as/);
      await expectText(part('warnings'), /1 clip cannot be used/);
      await part('clip-table').locator('thead input').check();
      await part('remove-clips').click();
      await expectVisible(part('notice-undo'));
      await page.reload(); // what was removed stays removed, but nothing else is lost
      await expectVisible(part('classes').or(part('sample-set')));
      await part('studio-folder').setInputFiles(soundFolder('with-problems', 3));
      await expectRows(part('clip-table'), 7);
      await part('clip-table').locator('tbody input').first().check();
      await part('remove-clips').click();
      await expectRows(part('clip-table'), 6);
      await part('notice-undo').click();
      await expectRows(part('clip-table'), 7);
      await part('classes').locator('input').first().fill('tone');
      await part('classes').locator('input').first().press('Enter');
      await expect.poll(() => part('classes').locator('li').count()).toBe(1);
      await part('undo').click();
      await expect.poll(() => part('classes').locator('li').count()).toBe(2);
    }), 120_000);

  test('a microphone is enough: one click counts down, records and stops by itself', () =>
    withPage({ microphone: { clip: microphoneClip(sample(0).file) } }, async (open) => {
      const { page, part, problems } = open;
      await openStudio(open);
      await part('new-class').fill('word');
      await part('new-class').press('Enter');
      await page.getByRole('button', { name: 'Record an example of word' }).click();
      await expectRows(part('clip-table'), 1);
      await expectText(part('clip-table'), /2\.00 s[\s\S]*ready/);
      await page.reload();
      await expectRows(part('clip-table'), 1);
      expect(problems).toEqual([]);
    }), 120_000);

  test('a run that was cut off by a reload goes on from its last epoch', () =>
    withPage({}, async (open) => {
      const { page, part } = open;
      await makeSampleSet(open);
      await goTo(open, 'network');
      await setField(open, 'epochs', '400');
      await goTo(open, 'train');
      await part('train').click();
      await expectText(part('active-run'), /epoch ([2-9]|\d\d+) of 400/);
      await page.waitForTimeout(500); // for its epoch to be written
      await page.reload();
      await part('resume-run').click();
      // The first thing that is said of it is not its first epoch.
      await expectText(part('active-run'), /epoch \d+ of 400/);
      expect(Number(/epoch (\d+) of 400/.exec(await part('active-run').innerText())?.[1])).toBeGreaterThan(1);
      await part('stop-training').click();
      await expectVisible(part('next-judge'), 120_000);
      await expectText(part('runs'), /stopped early/);
    }), 240_000);

  test('a second tab on the same project is told so, and a project of another format is left alone', () =>
    withPage({}, async (open) => {
      const { page, part, context, url } = open;
      await openStudio(open);
      await expectVisible(part('sample-set'));
      const second = await context.newPage();
      await second.goto(`${url}#studio`);
      await expectText(second.getByTestId('blocked'), /open in another tab/);
      await second.close();
      await page.evaluate(async () => {
        const db = await new Promise<IDBDatabase>((resolve, reject) => {
          const opening = indexedDB.open('earshot-studio');
          opening.onsuccess = () => resolve(opening.result);
          opening.onerror = () => reject(opening.error);
        });
        const store = db.transaction('projects', 'readwrite').objectStore('projects');
        const [project] = await new Promise<object[]>((resolve) => {
          const request = store.getAll();
          request.onsuccess = () => resolve(request.result as object[]);
        });
        store.put({ ...project, format: 99 });
        db.close();
      });
      await page.reload();
      await expectText(part('blocked'), /does not read/);
      await part('blocked').getByRole('button', { name: 'New project' }).click();
      await expectVisible(part('sample-set'));
    }), 60_000);

  // How long the page's thread is ever blocked meanwhile is a row of `npm run bench` (studio): tests do not depend on timing.
  test('five thousand clips arrive, and the page draws and keeps little of them', () =>
    withPage({}, async (open) => {
      const { page, part, context } = open;
      const archive = manySounds('many.zip', 5000);
      await openStudio(open);
      await expectVisible(part('sample-set'));
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable');
      const heap = async (): Promise<number> => {
        const { metrics } = await session.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
      };
      const before = await heap();
      await part('studio-files').setInputFiles(archive);
      await expectRows(part('clip-table'), 5000, 60_000);
      await part('clip-table').evaluate((frame) => frame.scrollTo(0, 60_000));
      await expect.poll(() => part('clip-table').locator('tbody tr').count()).toBeLessThan(60);
      await part('reading').waitFor(); // the page answers while clips are being read
      await part('clip-table').evaluate((frame) => frame.scrollTo(0, 0));
      await expectVisible(part('clip-table').getByText(/noise_1\.wav/));
      // The archive alone is 9 MB; the page keeps a row of facts for each clip and no sound.
      expect((await heap()) - before).toBeLessThan(40e6);
    }), 240_000);
});
