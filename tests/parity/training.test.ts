// Training in the WebAssembly core, through the public API in Node, against the native command: the same clips, recipe and
// seed lead to the same losses; a run that is cut off and goes on ends where an uninterrupted one does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Classifier } from '../../web/api/classifier.js';
import { Trainer } from '../../web/api/trainer.js';
import type { HistoryRow, Recipe, RunSnapshot, SplitConfig } from '../../web/api/training-types.js';
import { ensureBuilt, root, run as earshot, wav } from '../cli/support.js';

/** Single precision on two instruction sets, through three epochs of steps that build on each other. */
const lossTolerance = 1e-3;
/** The page stores it, the command reads it: one forward pass, where sums are taken in another order. */
const scoreTolerance = 1e-5;

const generated = join(root, 'web', 'core', 'generated');
const module = (name: string): Uint8Array => new Uint8Array(readFileSync(join(generated, `${name}.wasm`)));

const features = {
  sample_rate: 8000, kind: 'logmel', n_fft: 256, hop_length: 128, n_mels: 16, preprocess: { segment: { length_s: 0.25 } },
};
const training = { optimizer: { type: 'adam', learning_rate: 0.003 }, batch_size: 8, epochs: 3 };
const split: SplitConfig = { type: 'stratified', unit: 'clip', validation: 0.25, test: 0.25 };
const recipes: Recipe[] = [
  {
    name: 'dense', features: { ...features, pooling: 'mean_std' }, training, split,
    network: { layers: [{ type: 'flatten' }, { type: 'dense', units: 24, activation: 'relu' }, { type: 'dropout', rate: 0.2 }] },
  },
  {
    name: 'conv1d', features, training: { ...training, class_weights: 'balanced', label_smoothing: 0.1 }, split,
    network: { layers: [{ type: 'conv1d', filters: 12, kernel: 4, activation: 'relu' }, { type: 'max_pool1d' }, { type: 'flatten' }] },
  },
  {
    name: 'conv2d', features, split,
    augment: { features: { time_masks: 1, frequency_masks: 1, time_warp: 0.05 }, mixup: 0.2 },
    training: { ...training, optimizer: { type: 'adamw', weight_decay: 0.01 }, lr_schedule: { type: 'one_cycle' }, weight_average: { decay: 0.9 } },
    network: {
      layers: [
        { type: 'conv2d', filters: 6, kernel: 3, padding: 'same', bias: false }, { type: 'batch_norm' }, { type: 'activation' },
        { type: 'max_pool2d' }, { type: 'separable_conv2d', filters: 8, kernel: 3, activation: 'relu' }, { type: 'global_average_pool' },
      ],
    },
  },
  { name: 'lstm', features, training, split, network: { layers: [{ type: 'lstm', units: 10, bidirectional: true }] } },
  {
    name: 'waveform', features, split, training: { ...training, optimizer: { type: 'sgd', momentum: 0.9, learning_rate: 0.01 } },
    augment: { waveform: { probability: 0.7, gain_db: [-6, 6], shift_s: 0.02, noise_snr_db: [10, 30] } },
    output: 'sigmoid',
    network: { layers: [{ type: 'gru', units: 8 }] },
  },
];

type Clip = { path: string; bytes: Uint8Array };

let folder = '';
let data = '';
const clips: Clip[] = [];

/** A tone with a rattle, an own one for each clip, and noise that no two clips share. */
function makeClip(hz: number, take: number): number[] {
  let state = 1 + take * 7919 + Math.round(hz);
  const noise = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  const own = hz * (1 + 0.02 * (take % 5));
  return Array.from({ length: 4400 }, (_, i) => 0.35 * Math.sin((2 * Math.PI * own * i) / 8000) * (1 + 0.5 * Math.sin(i / (30 + take))) + 0.25 * noise());
}

async function filled(recipe: Recipe, order: readonly Clip[] = clips): Promise<Trainer> {
  const trainer = await Trainer.load(recipe, { wasmBinary: module('earshot-train') });
  const layout = await trainer.layout({ paths: clips.map(({ path }) => path) });
  const known = new Map(layout.clips.map((clip) => [clip.path, clip]));
  for (const { path, bytes } of order) {
    const { label = '', group = '' } = known.get(path) ?? {};
    const added = await trainer.add(new Blob([bytes as Uint8Array<ArrayBuffer>]), { id: path, label, group });
    expect(added).toMatchObject({ id: path, pieces: 2, problem: null, channels: 1, sampleRateHz: 8000 });
  }
  return trainer;
}

function trainNatively(recipe: Recipe, out: string): { history: HistoryRow[]; metrics: Record<string, { accuracy: number; confusion: number[][] }>; model: string } {
  const file = join(folder, `${recipe.name}.json`);
  writeFileSync(file, JSON.stringify(recipe));
  const { status, err } = earshot('train', '--data', data, '--recipe', file, '--seed', '7', '--out', out);
  expect(status, err).toBe(0);
  const rows = readFileSync(join(out, 'history.csv'), 'utf8').trim().split('\n').slice(1);
  const history = rows.map((row) => {
    const [epoch = NaN, loss = NaN, accuracy = NaN, valLoss = NaN, valAccuracy = NaN, learningRate = NaN, seconds = NaN] = row.split(',').map(Number);
    return { epoch, loss, accuracy, valLoss, valAccuracy, learningRate, seconds };
  });
  const metrics = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')) as Record<string, { accuracy: number; confusion: number[][] }>;
  return { history, metrics, model: join(out, 'model.onnx') };
}

beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'earshot-parity-'));
  data = join(folder, 'data');
  for (const [label, hz] of [['low', 300], ['middle', 900], ['high', 2400]] as const) {
    for (let take = 0; take < 12; take++) {
      const path = `${label}/clip ${take}.wav`;
      clips.push({ path, bytes: new Uint8Array(readFileSync(wav(join(data, path), makeClip(hz, take), 8000))) });
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('training natively and in WebAssembly', () => {
  for (const recipe of recipes) {
    test(`${recipe.name}: three epochs reach the same losses, and the same answers on the test part`, async () => {
      const native = trainNatively(recipe, join(folder, recipe.name ?? ''));
      // Another order of adding: the data set is the same.
      const trainer = await filled(recipe, [...clips].reverse());
      const run = await trainer.train({ seed: 7 });
      const summary = await run.done;
      expect(summary.history).toHaveLength(3);
      summary.history.forEach((row, i) => {
        const theirs = native.history[i];
        for (const key of ['loss', 'valLoss'] as const) {
          expect(Math.abs((row[key] ?? NaN) - (theirs?.[key] ?? NaN)), `epoch ${i + 1}, ${key}: ${row[key]} and ${theirs?.[key]}`).toBeLessThan(lossTolerance);
        }
        expect(row.learningRate).toBeCloseTo(theirs?.learningRate ?? NaN, 8);
      });
      const evaluation = await run.evaluate();
      expect(evaluation.on).toBe('the test part');
      expect(evaluation.accuracy.value).toBeCloseTo(native.metrics.test?.accuracy ?? NaN, 6);
      expect(evaluation.confusion).toEqual(native.metrics.test?.confusion.flat());
      trainer.dispose();
    });
  }

  test('the command evaluates a model from the page as the page does, and the page the command’s', async () => {
    const recipe = recipes[1] as Recipe;
    const trainer = await filled(recipe);
    const run = await trainer.train({ seed: 3, split: 'all', epochs: 6 });
    await run.done;
    const bytes = await run.model({ card: { name: 'mine', licence: 'CC0-1.0' }, threshold: 0.2 });
    const file = join(folder, 'page.onnx');
    writeFileSync(file, bytes);

    const { status, out, err } = earshot('evaluate', '--model', file, '--data', data, '--json');
    expect(status, err).toBe(0);
    const native = JSON.parse(out) as { n: number; accuracy: number; confusion: number[][] };
    const evaluation = await trainer.evaluateModel(bytes);
    expect(evaluation.accuracy).toMatchObject({ n: native.n, value: native.accuracy });
    expect(evaluation.confusion).toEqual(native.confusion.flat());

    const classifier = await Classifier.load(bytes, { wasmBinary: module('earshot') });
    expect(classifier.info).toMatchObject({ labels: ['high', 'low', 'middle'], card: { name: 'mine', licence: 'CC0-1.0', seed: 3 }, threshold: expect.closeTo(0.2, 6) as number });
    for (const clip of [clips[0], clips[30]] as Clip[]) {
      const { predictions } = await classifier.classify(new Blob([clip.bytes as Uint8Array<ArrayBuffer>]));
      const at = evaluation.clips.ids.indexOf(clip.path);
      for (const { index, score } of predictions) {
        expect(Math.abs(score - (evaluation.clips.scores[at * 3 + index] ?? NaN))).toBeLessThan(scoreTolerance);
      }
    }
    classifier.dispose();
    trainer.dispose();
  });
});

describe('cleaning', () => {
  test('keeps, removes and cuts what the command does', async () => {
    const dirty = join(folder, 'dirty');
    const silence = Array<number>(6000).fill(0);
    const files = ['a', 'b'].map((label, i) => {
      const samples = [...silence, ...makeClip(500 * (i + 1), i), ...silence, ...makeClip(700, i + 2)];
      return { label, path: wav(join(dirty, label, 'clip.wav'), samples, 8000) };
    });
    const { status, out, err } = earshot('clean', '--data', dirty, '--dry-run', '--json', '--threshold', '900', '--piece-s', '0.2', '--sample-rate', '8000');
    expect(status, err).toBe(0);
    const native = JSON.parse(out) as { clips: { label: string; length_s: number; kept_s: number; pieces: number }[] };
    const trainer = await Trainer.load(recipes[0] as Recipe, { wasmBinary: module('earshot-train') });
    for (const { label, path } of files) {
      const cleaned = await trainer.clean(new Blob([readFileSync(path) as Uint8Array<ArrayBuffer>]), { threshold: 900 / 32768, pieceS: 0.2, sampleRate: 8000, columns: 0 });
      const theirs = native.clips.find((clip) => clip.label === label);
      expect(cleaned.pieces).toBe(theirs?.pieces);
      expect(cleaned.keptS).toBeCloseTo(theirs?.kept_s ?? NaN, 9);
      expect(cleaned.keptS).toBeLessThan(cleaned.lengthS - 1);
      expect(cleaned.lengthS).toBeCloseTo(theirs?.length_s ?? NaN, 9);
    }
    trainer.dispose();
  });
});

describe('a run that was cut off', () => {
  for (const recipe of [recipes[2], recipes[3]] as Recipe[]) {
    test(`${recipe.name}: goes on in another worker from its last epoch, and ends with the same file`, async () => {
      const whole = await filled(recipe);
      const uninterrupted = await whole.train({ seed: 5, epochs: 4 });
      const expected = await uninterrupted.done;
      const wanted = await uninterrupted.model();
      whole.dispose();

      const snapshots: RunSnapshot[] = [];
      const first = await filled(recipe);
      const cut = await first.train({ seed: 5, epochs: 4, onSnapshot: (snapshot) => snapshots.push(snapshot) });
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (snapshots.length < 2) return;
          clearInterval(timer);
          first.dispose();
          resolve();
        }, 1);
      });
      await expect(cut.done.then(() => 'done', (error: { code: string }) => error.code)).resolves.toMatch(/disposed|done/);

      const resumeFrom = snapshots[1] as RunSnapshot;
      expect(resumeFrom.epoch).toBe(2);
      const second = await filled(recipe);
      const run = await second.train({ seed: 5, epochs: 4, resumeFrom });
      expect(run.progress).toMatchObject({ epoch: 2, epochs: 4 });
      const { history, bestEpoch } = await run.done;
      expect(history.map(({ seconds: _, ...row }) => row)).toEqual(expected.history.map(({ seconds: _, ...row }) => row));
      expect(bestEpoch).toBe(expected.bestEpoch);
      expect(Buffer.from(await run.model()).equals(Buffer.from(wanted))).toBe(true);

      await expect(second.train({ seed: 6, epochs: 4, resumeFrom })).rejects.toMatchObject({ code: 'invalid-argument' });
      await expect(second.train({ seed: 5, epochs: 4, resumeFrom: { epoch: 2, bytes: resumeFrom.bytes.slice(0, 200) } })).rejects.toMatchObject({ code: 'malformed-file' });
      second.dispose();
    });
  }
});
