// Record and Listen in Chromium, with a file played as the microphone, and without any microphone.
import { describe, expect, test } from 'vitest';

import { withPage } from './support/chromium.js';
import { expectText, expectVisible } from './support/expect-text.js';
import { microphoneClip } from './support/microphone-clip.js';
import { expectedLabel, sample, samplePath } from './support/repository.js';

const { file } = sample(0);
const label = expectedLabel(samplePath(file));

describe('the microphone in Chromium', () => {
  test('Listen shows the label of what the microphone hears, and stops', () =>
    withPage({ microphone: { clip: microphoneClip(file) } }, async ({ part, problems }) => {
      await part('listen').click();
      await expectText(part('result-label'), label);
      await part('stop').click();
      await expectVisible(part('listen'));
      expect(problems).toEqual([]);
    }));

  test('Record gives a clip and its label', () =>
    withPage({ microphone: { clip: microphoneClip(file) } }, async ({ page, part, problems }) => {
      await part('record').click();
      await expectVisible(part('stop'));
      await page.waitForTimeout(2500);
      await part('stop').click();
      await expectText(part('result-label'), label);
      expect(problems).toEqual([]);
    }));

  test('a blocked microphone gives its sentence, and a file still works', () =>
    withPage({ microphone: 'denied' }, async ({ part }) => {
      await part('listen').click();
      await expectText(part('error'), /blocked/i);
      await part('file-input').setInputFiles(samplePath(file));
      await expectText(part('result-label'), label);
    }));

  test('a machine without a microphone gives its sentence, and a file still works', () =>
    withPage({ microphone: 'missing' }, async ({ part }) => {
      await part('record').click();
      await expectText(part('error'), /no microphone/i);
      await part('file-input').setInputFiles(samplePath(file));
      await expectText(part('result-label'), label);
    }));
});
