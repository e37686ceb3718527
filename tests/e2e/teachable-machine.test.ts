// An export of Teachable Machine in Chromium: its files in, labels out, and the model to keep.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import { withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { expectedLabel, root, sample, samplePath } from './support/repository.js';

const folder = join(root, 'tests', 'reference', 'teachable_machine', 'transfer');
const names = readdirSync(folder).filter((name) => name !== 'expected.json');
const clip = samplePath(sample(0).file);

describe('an export of Teachable Machine in Chromium', () => {
  test('dropped files become the model, which classifies and can be saved as .onnx', () =>
    withPage({}, async ({ page, part }) => {
      const files = names.map((name) => ({ name, base64: readFileSync(join(folder, name)).toString('base64') }));
      const dropped = await page.evaluateHandle((list) => {
        const transfer = new DataTransfer();
        for (const { name, base64 } of list) transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
        return transfer;
      }, files);
      await part('drop-zone').dispatchEvent('drop', { dataTransfer: dropped });
      await expectText(part('imported'), /Imported from Teachable Machine/);

      const [download] = await Promise.all([page.waitForEvent('download'), part('save-model').click()]);
      const saved = await download.path();
      expect(download.suggestedFilename()).toBe('teachable-machine.onnx');
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip, saved));

      // Opened again, the saved file is a model like any other.
      await part('model-input').setInputFiles({ name: 'kept.onnx', mimeType: '', buffer: readFileSync(saved) });
      await expectText(part('model-name'), 'Teachable Machine');
      await expectText(part('result-label'), expectedLabel(clip, saved));
    }));

  test('its zip can be opened, and a broken one gives its sentence', () =>
    withPage({}, async ({ part }) => {
      const zip = zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))])));
      await part('model-input').setInputFiles({ name: 'tm-my-audio-model.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
      await expectText(part('imported'), /Imported from Teachable Machine/);
      const half = Buffer.from(zip.subarray(0, zip.length / 2));
      await part('model-input').setInputFiles({ name: 'half.zip', mimeType: 'application/zip', buffer: half });
      await expectVisible(part('error'));
      await expectText(part('error'), /damaged/);
    }));
});
