// Exports of Teachable Machine's form, converted by the training module: the model is standard ONNX that ONNX Runtime Web
// runs unchanged, and TensorFlow.js, ONNX Runtime and our engine give the same scores.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test } from 'vitest';

import { TrainingCore } from '../../web/core/training-core.js';
import { loadCore, root } from './models.js';

const reference = join(root, 'tests', 'reference', 'teachable_machine');
/** All compute in single precision and add in different orders. */
const scoreTolerance = 1e-5;
const bins = 1025;

type Expected = { frames: number; bins: number; cases: { seed: number; scores: number[] }[] };

let training: TrainingCore;
beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  training = await TrainingCore.load({ wasmBinary: readFileSync(join(root, 'web', 'core', 'generated', 'earshot-train.wasm')) });
});

function convert(folder: string): Uint8Array {
  const files = readdirSync(join(reference, folder)).filter((name) => name !== 'expected.json');
  return training.convertTeachableMachine(files.map((name) => ({ name, bytes: readFileSync(join(reference, folder, name)) })));
}

/** The power spectrum whose decibels make.mjs gave TensorFlow.js. */
function powerOfSeed(seed: number, { frames, bins: kept }: Expected): Float32Array {
  const power = new Float32Array(frames * bins).fill(1);
  let state = seed;
  let level = 0;
  for (let i = 0; i < frames * kept; i++) {
    if (i % (4 * seed) === 0) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      level = -110 + 80 * (state / 2 ** 32);
    }
    power[Math.floor(i / kept) * bins + (i % kept)] = 2048 ** 2 * 10 ** (level / 10);
  }
  return power;
}

describe('models imported from Teachable Machine', () => {
  test.each(['transfer', 'functional', 'variety'])('%s: ONNX Runtime gives the scores of TensorFlow.js', async (folder) => {
    const expected = JSON.parse(readFileSync(join(reference, folder, 'expected.json'), 'utf8')) as Expected;
    const session = await ort.InferenceSession.create(convert(folder));
    expect([session.inputNames, session.outputNames]).toEqual([['features'], ['scores']]);
    expect(expected.cases.length).toBeGreaterThan(0);
    for (const { seed, scores } of expected.cases) {
      const input = new ort.Tensor('float32', powerOfSeed(seed, expected), [1, expected.frames, bins]);
      const theirs = (await session.run({ features: input })).scores?.data as Float32Array;
      expect(theirs).toHaveLength(scores.length);
      scores.forEach((score, i) => expect(Math.abs((theirs[i] ?? NaN) - score)).toBeLessThanOrEqual(scoreTolerance));
    }
    await session.release();
  });

  test('the classifying module takes the model as it takes any other', async () => {
    const core = await loadCore();
    const classifier = core.loadClassifier(convert('transfer'));
    expect(classifier.info.labels).toEqual(['Background Noise', 'Clap', 'Whistle']);
    expect(classifier.info.sampleRate).toBe(44100);
    classifier.dispose();
  });

  test('a layer that cannot be converted is named, with a code', () => {
    const model = readFileSync(join(reference, 'transfer', 'model.json'), 'utf8').replace('MaxPooling2D', 'LocallyConnected2D');
    const files = ['metadata.json', 'weights.bin'].map((name) => ({ name, bytes: readFileSync(join(reference, 'transfer', name)) }));
    const convertIt = (): unknown => training.convertTeachableMachine([...files, { name: 'model.json', bytes: Buffer.from(model) }]);
    expect(convertIt).toThrow(expect.objectContaining({ code: 'unsupported-model', message: expect.stringContaining('LocallyConnected2D') }));
  });
});
