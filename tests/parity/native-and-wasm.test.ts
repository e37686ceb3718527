// The same clips through the native command and through the WebAssembly core: one source, so one answer.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Core } from '../../web/core/core.js';
import type { RawPrediction } from '../../web/core/types.js';
import { loadCore, root, shippedModels } from './models.js';

/** Single precision on two instruction sets: sums are taken in another order, nothing more. */
const scoreTolerance = 1e-5;

const command = join(root, 'build', 'native-release', 'earshot');
const clips = readdirSync(join(root, 'public', 'samples')).filter((name) => name.endsWith('.wav')).map((name) => join(root, 'public', 'samples', name));

type Native = {
  duration_s: number;
  predictions: { label: string; score: number }[];
  segments: { start_s: number; end_s: number; label: string; score: number }[];
};

/** A whole WAV file in one go: its head to find the samples, then the samples. */
function classify(core: Core, model: Uint8Array, wav: Uint8Array): { labels: string[]; result: RawPrediction } {
  const classifier = core.loadClassifier(model);
  const opened = classifier.openWav(wav, wav.byteLength, { overlap: -1, columns: 0 });
  if (opened.kind !== 'job') throw new Error('The head of the file is not enough.');
  opened.job.acceptBytes(wav.subarray(opened.dataOffset, opened.dataOffset + opened.dataSize));
  const result = opened.job.finish();
  const { labels } = classifier.info;
  opened.job.dispose();
  classifier.dispose();
  return { labels, result };
}

describe('native and WebAssembly', () => {
  let core: Core;
  const models = shippedModels();
  beforeAll(async () => {
    core = await loadCore();
  });

  test('there are models and clips to compare', () => {
    expect(models.length).toBeGreaterThan(0);
    expect(clips.length).toBeGreaterThan(0);
  });

  for (const { name, path } of models) {
    test.each(clips)(`${name} gives the same scores for %s`, (clip) => {
      const native = JSON.parse(execFileSync(command, ['classify', '--model', path, '--json', clip], { encoding: 'utf8' })) as Native;
      const { labels, result } = classify(core, readFileSync(path), readFileSync(clip));
      expect(result.durationS).toBeCloseTo(native.duration_s, 6);
      expect(native.predictions).toHaveLength(labels.length);
      for (const { label, score } of native.predictions) {
        const ours = result.scores[labels.indexOf(label)] ?? NaN;
        expect(Math.abs(ours - score), `${label}: ${ours} and ${score}`).toBeLessThanOrEqual(scoreTolerance);
      }
      expect(result.segments).toHaveLength(native.segments.length);
      native.segments.forEach((segment, index) => {
        const ours = result.segments[index];
        expect(ours?.startS).toBeCloseTo(segment.start_s, 6);
        expect(ours?.endS).toBeCloseTo(segment.end_s, 6);
        const score = ours?.scores[labels.indexOf(segment.label)] ?? NaN;
        expect(Math.abs(score - segment.score)).toBeLessThanOrEqual(scoreTolerance);
      });
    });
  }
});
