// Files in, labels out, in Chromium.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { withMetadata } from './support/onnx-metadata.js';
import { classifyNatively, expectedLabel, modelFile, root, sample, samplePath, samples } from './support/repository.js';

const first = samplePath(sample(0).file);

describe('files in Chromium', () => {
  test('a file gives the label that the native command gives', () =>
    withPage({}, async ({ page, part }) => {
      await part('file-input').setInputFiles(first);
      await expectText(part('result-label'), expectedLabel(first));
      await expectVisible(part('scores'));
      expect(await page.title()).not.toBe('');
    }));

  test('a sample clip can be tried with one click, and the worker that was started beforehand is the one that answers', () =>
    withPage({}, async ({ page, part }) => {
      await part('sample-1').click();
      await expectText(part('result-label'), expectedLabel(samplePath(sample(1).file)));
      expect(page.workers()).toHaveLength(1);
    }));

  test('a broken file gives its sentence, and the next file still works', () =>
    withPage({}, async ({ part }) => {
      const broken = { name: 'broken.wav', mimeType: 'audio/wav', buffer: Buffer.from('RIFF\u0010\0\0\0WAVEfmt nonsense') };
      await part('file-input').setInputFiles(broken);
      await expectText(part('error'), /damaged/);
      await part('file-input').setInputFiles(first);
      await expectText(part('result-label'), expectedLabel(first));
    }));

  test('a hundred and fifty files: rows in sight only, every row by arrow keys, every answer the one of a file alone, in several workers', () =>
    withPage({}, async ({ page, part }) => {
      const buffer = readFileSync(first);
      const broken = { name: 'broken.wav', mimeType: 'audio/wav', buffer: Buffer.from('RIFF\u0010\0\0\0WAVEfmt nonsense') };
      const copies = Array.from({ length: 150 }, (_, i) => ({ name: `clip ${i + 1}.wav`, mimeType: 'audio/wav', buffer }));
      await part('file-input').setInputFiles([broken, ...copies]);
      await expectVisible(part('clear'));
      const rows = part('results-table').locator('tbody tr:not(.spacer)');
      expect(await rows.count()).toBeLessThan(40);
      expect(await part('results-table').getAttribute('aria-rowcount')).toBe('152');
      if (await page.evaluate(() => navigator.hardwareConcurrency > 1)) expect(page.workers().length).toBeGreaterThan(1);

      // One stop for Tab, the other rows from there; the row that has the focus is in the document and in sight.
      expect(await part('results-table').locator('tbody button[tabindex="0"]').count()).toBe(1);
      await part('results-table').locator('tbody button[tabindex="0"]').focus();
      const focused = (): Promise<string> => part('results-table').evaluate((table) => (table.getRootNode() as ShadowRoot).activeElement?.textContent ?? '');
      for (const [key, times, name] of [['ArrowDown', 30, 'clip 30.wav'], ['ArrowUp', 1, 'clip 29.wav'], ['End', 1, 'clip 150.wav'], ['ArrowUp', 10, 'clip 140.wav'], ['Home', 1, 'broken.wav']] as const) {
        for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
        await expect.poll(focused).toBe(name);
      }
      await page.keyboard.press('Tab');
      expect(await focused()).toMatch(/CSV/);

      const [download] = await Promise.all([page.waitForEvent('download'), part('export-csv').click()]);
      const lines = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n').slice(1);
      expect(lines).toHaveLength(151);
      const answers = new Set(lines.filter((line) => !line.includes('broken')).map((line) => line.slice(line.indexOf(','))));
      expect([...answers]).toEqual([expect.stringMatching(expectedLabel(first))]);
    }));

  test('a file that is no sound gives its sentence, and an empty one too', () =>
    withPage({}, async ({ part }) => {
      await part('file-input').setInputFiles({ name: 'notes.wav', mimeType: 'audio/wav', buffer: Buffer.from('dear diary') });
      await expectText(part('error'), /not a kind of sound file/);
      await part('file-input').setInputFiles({ name: 'empty.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(0) });
      await expectText(part('error'), /holds no sound/);
    }));

  test('many files become a table, and CSV and JSON exports with the native answers', () =>
    withPage({}, async ({ page, part }) => {
      const paths = samples.map(({ file }) => samplePath(file));
      await part('file-input').setInputFiles(paths);
      await expectVisible(part('results-table'));
      for (const { file } of samples) await expectText(part('results-table'), new RegExp(`${file}[^\\n]*`));
      const native = paths.map((path) => classifyNatively(path));
      await expect.poll(async () => (await part('results-table').innerText()).match(/Done/g)?.length ?? 0, { timeout: 30_000 })
        .toBe(paths.length);

      const saved = async (testId: string): Promise<string> => {
        const [download] = await Promise.all([page.waitForEvent('download'), part(testId).click()]);
        return readFileSync(await download.path(), 'utf8');
      };
      const lines = (await saved('export-csv')).trimEnd().split('\r\n');
      expect(lines[0]).toBe('file,duration_s,label,score,status');
      expect(lines).toHaveLength(paths.length + 1);
      const exported = JSON.parse(await saved('export-json')) as ReturnType<typeof classifyNatively>[];
      for (const [index, { file }] of samples.entries()) {
        const answer = native[index]?.predictions[0];
        const row = lines.find((line) => line.startsWith(`${file},`))?.split(',');
        expect(Number(row?.[1])).toBeCloseTo(native[index]?.duration_s ?? NaN, 3);
        const clip = exported.find((entry) => entry.file === file);
        expect(clip?.predictions[0]?.label).toBe(answer?.label);
        expect(clip?.predictions[0]?.score).toBeCloseTo(answer?.score ?? NaN, 5);
        expect(clip?.segments.map(({ label }) => label)).toEqual(native[index]?.segments.map(({ label }) => label));
      }
    }));

  test('a folder gives every sound in it and leaves the rest alone', () =>
    withPage({}, async ({ part }) => {
      const folder = join(root, 'build', 'e2e', 'folder');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(join(folder, 'deeper'), { recursive: true });
      writeFileSync(join(folder, 'notes.txt'), 'not a sound');
      writeFileSync(join(folder, 'one.wav'), readFileSync(first));
      writeFileSync(join(folder, 'deeper', 'two.wav'), readFileSync(samplePath(sample(1).file)));
      await part('folder-input').setInputFiles(folder);
      await expectText(part('results-table'), /one\.wav/);
      await expectText(part('results-table'), /two\.wav/);
      expect(await part('results-table').innerText()).not.toContain('notes.txt');
    }));

  test('HTML in a file name and in a label is shown as text', () => {
    const label = expectedLabel(first);
    const markup = '<u>label</u><img src=x onerror=alert(1)>';
    const patched = withMetadata(readFileSync(modelFile), 'earshot.labels', (labels) =>
      JSON.stringify((JSON.parse(labels) as string[]).map((name) => (name === label ? markup : name))));
    const prepare: Parameters<typeof withPage>[0]['prepare'] = (page) =>
      page.route('**/models/files/*.onnx', (route) => route.fulfill({ body: Buffer.from(patched), contentType: 'application/octet-stream' }));
    return withPage({ prepare }, async ({ page, part, problems }) => {
      const name = '<img src=x onerror=alert(1)>.wav';
      await part('file-input').setInputFiles({ name, mimeType: 'audio/wav', buffer: readFileSync(first) });
      await expectText(part('result-label'), markup);
      await expectVisible(page.locator('audio-classifier').getByText(name));
      expect(await page.locator('audio-classifier img[src="x"]').count()).toBe(0);
      expect(await part('result-label').locator('u').count()).toBe(0);
      expect(problems).toEqual([]);
    });
  });
});
