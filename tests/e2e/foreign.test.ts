// Models of others in Chromium: opened, described, tried, saved and opened again; and one that needs ONNX Runtime.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { tinyCnn } from '../web/support/tiny-onnx.js';
import { violations } from './support/axe.js';
import { type OpenPage, withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { classifyNatively, expectedLabel, sample, samplePath } from './support/repository.js';

const clip = samplePath(sample(0).file);
const onnxRuntime = /\/assets\/(ort\.|ort-wasm)/;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-foreign-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function modelFile(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function onlyOwnOrigin({ requests, url }: OpenPage): void {
  expect(requests.filter((request) => !request.startsWith(url) && !/^(blob|data):/.test(request))).toEqual([]);
}

describe('a model of others in Chromium', () => {
  test('is described from a guess, classifies, and opens without a form once saved', () =>
    withPage({}, async (open) => {
      const { page, part, problems, requests } = open;
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      const before = await part('model-name').innerText();

      await part('model-input').setInputFiles(modelFile('theirs.onnx', tinyCnn()));
      await expectVisible(part('model-form'));
      await expect.poll(() => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.id)).toBe('foreign-title');
      expect(await part('layout').inputValue()).toBe('batch channel time coefficients');
      await expectText(part('labels-count'), '0 of 3');
      expect(await violations(page)).toEqual([]);

      // The wrong number of labels is a sentence in the form, and the model before it goes on.
      await part('labels').fill('one\ntwo');
      await part('use-model').click();
      await expectText(part('form-error'), /gives 3 scores.*2 labels/);
      expect(await part('model-name').innerText()).toBe(before);
      expect(await violations(page)).toEqual([]);

      await part('labels-file').setInputFiles({ name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from('index,display_name\n0,first\n1,second\n2,third') });
      await expectText(part('labels-count'), '3 of 3');
      await part('use-model').focus();
      await page.keyboard.press('Enter');
      await expectText(part('result-label'), /first|second|third/); // the clip is tried at once
      const label = await part('result-label').innerText();
      expect(await part('model-form').count()).toBe(0);

      const [download] = await Promise.all([page.waitForEvent('download'), part('save-model').click()]);
      const saved = modelFile('saved.onnx', readFileSync(await download.path()));
      expect(download.suggestedFilename()).toBe('theirs.onnx');
      expect(expectedLabel(clip, saved)).toBe(label.trim());

      await part('describe-model').click();
      await expectVisible(part('model-form'));
      expect(await part('labels').inputValue()).toBe('first\nsecond\nthird');

      await part('model-input').setInputFiles(saved);
      await expect.poll(() => part('save-model').count()).toBe(0);
      await expectText(part('result-label'), label.trim());
      expect(await part('model-form').count()).toBe(0);
      expect(requests.filter((request) => onnxRuntime.test(request))).toEqual([]);
      onlyOwnOrigin(open);
      expect(problems).toEqual([]);
    }));

  test('with an operator our engine lacks runs in ONNX Runtime, after its size was agreed to', () =>
    withPage({}, async (open) => {
      const { page, part, problems } = open;
      const fetched: string[] = [];
      page.context().on('request', (request) => {
        if (request.method() === 'GET' && onnxRuntime.test(request.url())) fetched.push(request.url());
      });
      await part('model-input').setInputFiles(modelFile('selu.onnx', tinyCnn('Selu')));
      await part('labels').fill('first\nsecond\nthird');
      await part('use-model').click();
      await expectText(part('runtime-consent'), /\d+(\.\d+)? MB.*Selu/s);
      expect(await violations(page)).toEqual([]);
      expect(fetched.filter((url) => url.endsWith('.wasm'))).toEqual([]);
      await part('allow-runtime').click();
      await expectText(part('model-name'), 'selu', 60_000);
      expect(fetched.some((url) => url.endsWith('.wasm'))).toBe(true);
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), /first|second|third/);

      const [download] = await Promise.all([page.waitForEvent('download'), part('save-model').click()]);
      const saved = modelFile('saved-selu.onnx', readFileSync(await download.path()));
      expect(() => classifyNatively(clip, saved)).toThrow(/Selu/); // the command says which operator it lacks
      onlyOwnOrigin(open);
      expect(problems).toEqual([]);
    }), 120_000);

  test.each(['./', './embed.html'])('that is chosen before the list of models has come stays: %s', (address) =>
    withPage({}, async ({ page, part, url }) => {
      let answer = (): void => {};
      const held = new Promise<void>((resolve) => (answer = resolve));
      const listed = page.waitForRequest(/models\/index\.json/);
      await page.route('**/models/index.json', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(new URL(address, url).href);
      await listed;
      await part('model-input').setInputFiles(modelFile('early.onnx', tinyCnn()));
      await part('labels').fill('first\nsecond\nthird');
      const shipped = page.waitForResponse(/models\/index\.json/);
      answer();
      await (await shipped).finished();
      await part('use-model').click();
      await expectText(part('model-name'), 'early');
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), /first|second|third/);
    }));

  test('ONNX Runtime works without a connection after one use', () =>
    withPage({ offline: true }, async ({ page, part, context }) => {
      await expectText(part('offline'), 'Ready offline', 60_000);
      // From here on the service worker answers; the page that was there before it did is loaded again.
      await page.reload();
      const selu = modelFile('selu.onnx', tinyCnn('Selu'));
      const use = async (): Promise<void> => {
        await part('model-input').setInputFiles(selu);
        await part('labels').fill('first\nsecond\nthird');
        await part('use-model').click();
        await part('allow-runtime').click();
        await expectText(part('model-name'), 'selu', 60_000);
        await part('file-input').setInputFiles(clip);
        await expectText(part('result-label'), /first|second|third/);
      };
      await use();
      await context.setOffline(true);
      await page.reload();
      await use();
    }), 180_000);

  test('that is no model, or keeps its weights elsewhere, is refused with a sentence, and the model before it stays', () =>
    withPage({}, async ({ part }) => {
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      await part('model-input').setInputFiles({ name: 'notes.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from('dear diary') });
      await expectText(part('error'), /not a model/);
      // ModelProto.graph.initializer { external_data } beside the model's own graph: protobuf joins the two.
      const external = Buffer.concat([tinyCnn(), Buffer.from([0x3a, 6, 0x2a, 4, 0x42, 0, 0x70, 1])]);
      await part('model-input').setInputFiles({ name: 'external.onnx', mimeType: 'application/octet-stream', buffer: external });
      await expectText(part('error'), /another file/);
      await expectText(part('result-label'), expectedLabel(clip));
    }));
});
