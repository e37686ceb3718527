// Every model that ships, in our engine and in ONNX Runtime Web: the file is standard ONNX and both read it alike.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Core } from '../../web/core/core.js';
import { loadCore, shippedModels } from './models.js';

/** Both compute in single precision and add in different orders. */
const scoreTolerance = 1e-5;

/** The RMS to which the core brings a segment for a model of level "rms" (wasm/core/preprocess/level.h). */
const levelRms = 0.1;

/**
 * Loud noise with a rising tone, different for every seed. Without a pause and at the level the model is used at, so that
 * trimming, a gate and level normalisation leave it as it is and the features below are those of the classifier.
 */
function testSignal(length: number, seed: number, level: unknown): Float32Array {
  const samples = new Float32Array(length);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    const noise = state / 2 ** 31 - 1;
    samples[i] = 0.25 * noise + 0.5 * Math.sin((2e-3 * seed + (i / length) * 0.05 * seed) * i);
  }
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / length);
  const gain = level === 'rms' ? levelRms / rms : 1 / peak;
  return samples.map((sample) => gain * sample);
}

describe('ONNX Runtime Web', () => {
  let core: Core;

  beforeAll(async () => {
    core = await loadCore();
    ort.env.wasm.numThreads = 1;
    const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
    const binary = readFileSync(join(folder, 'ort-wasm-simd-threaded.wasm'));
    ort.env.wasm.wasmBinary = binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength) as ArrayBuffer;
  });

  for (const { name, path } of shippedModels()) {
    test.each([1, 2, 3])(`${name} gives the same scores for test signal %i`, async (seed) => {
      const bytes = readFileSync(path);
      const classifier = core.loadClassifier(bytes);
      const { features, sampleRate, segmentS, labels } = classifier.info;
      const samples = testSignal(Math.round((segmentS || 1) * sampleRate), seed, (features.preprocess as { level?: unknown }).level);
      const format = { format: 'test signal', sampleWidthBytes: null };
      const clip = classifier.openClip({ channels: 1, sampleRate, frames: samples.length, format }, { overlap: -1, columns: 0 });
      clip.accept([samples], 0, samples.length);
      const ours = clip.finish();
      expect(ours.segments).toHaveLength(1);

      const job = core.openFeatures(JSON.stringify(features), 1, sampleRate);
      job.accept([samples], 0, samples.length);
      const { frames, coefficients, values } = job.finish();
      const session = await ort.InferenceSession.create(bytes);
      const input = new ort.Tensor('float32', values, [1, frames, coefficients]);
      const outputs = await session.run({ [session.inputNames[0] ?? '']: input });
      const theirs = outputs[session.outputNames[0] ?? '']?.data as Float32Array;

      expect(theirs).toHaveLength(labels.length);
      labels.forEach((label, index) => {
        const difference = Math.abs((theirs[index] ?? NaN) - (ours.scores[index] ?? NaN));
        expect(difference, `${label}: ${theirs[index]} and ${ours.scores[index]}`).toBeLessThanOrEqual(scoreTolerance);
      });
      await session.release();
      for (const owned of [clip, job, classifier]) owned.dispose();
    });
  }

  test('there is a model to compare', () => {
    expect(shippedModels().length).toBeGreaterThan(0);
  });
});
