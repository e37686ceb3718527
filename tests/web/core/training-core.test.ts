// The built training module in Node, through the public API: what it answers to good and to bad input.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Trainer } from '../../../web/api/trainer.js';
import type { Recipe, TrainingProgress } from '../../../web/api/training-types.js';
import { Classifier } from '../../../web/api/classifier.js';
import { TrainingCore } from '../../../web/core/training-core.js';
import { tone, wavOf } from '../support/wav.js';

const generated = join(import.meta.dirname, '..', '..', '..', 'web', 'core', 'generated');
const wasmPath = join(generated, 'earshot-train.wasm');
const built = existsSync(wasmPath);
if (!built) console.log('skipped: tests of the training module, because web/core/generated/ is absent (npm run build:wasm)');

const rate = 8000;
const recipe: Recipe = {
  name: 'tones',
  description: 'Two pitches.',
  features: {
    sample_rate: rate, kind: 'logmel', n_fft: 256, hop_length: 128, n_mels: 16,
    preprocess: { gate: { enabled: true, threshold: 0.01 }, segment: { length_s: 0.5, short_clip: 'zero_pad' } },
  },
  network: { layers: [{ type: 'conv1d', filters: 8, kernel: 3, activation: 'relu' }, { type: 'global_max_pool' }] },
  training: { optimizer: { type: 'adam', learning_rate: 0.02 }, batch_size: 8, epochs: 6 },
  split: { type: 'stratified', validation: 0.25, test: 0.25 },
};

/** A tone that lasts from `startS` to `endS` of a second, and faint noise all along. */
function clip(hz: number, take: number, startS = 0, endS = 0.5): { samples: Float32Array; sampleRate: number } {
  let state = 17 + take * 31 + hz;
  const samples = Float32Array.from({ length: rate / 2 }, (_, i) => {
    state = (state * 48271) % 2147483647;
    const on = i >= startS * rate && i < endS * rate;
    return (on ? 0.4 * Math.sin((2 * Math.PI * hz * (1 + 0.01 * (take % 6)) * i) / rate) : 0) + 0.03 * (state / 2147483647 - 0.5);
  });
  return { samples, sampleRate: rate };
}

describe.skipIf(!built)('the training module', () => {
  let wasmBinary: Uint8Array;
  let trainer: Trainer;
  const perLabel = 16;

  async function filled(options: Partial<Recipe> = {}): Promise<Trainer> {
    const made = await Trainer.load({ ...recipe, ...options }, { wasmBinary });
    for (const [label, hz] of [['high', 2500], ['low', 400]] as const) {
      for (let take = 0; take < perLabel; take++) {
        await made.add(clip(hz, take), { id: `${label}/${take}.wav`, label, group: `g${take % 4}`, fold: String(1 + (take % 2)) });
      }
    }
    return made;
  }

  beforeAll(async () => {
    wasmBinary = new Uint8Array(readFileSync(wasmPath));
    trainer = await filled();
  });
  afterAll(() => trainer.dispose());

  test('tells what it made of the recipe', () => {
    expect(trainer.info).toMatchObject({ name: 'tones', sampleRate: rate, segmentS: 0.5, epochs: 6, batchSize: 8, keepsWaveforms: false, recipe });
    expect(trainer.info.features).toMatchObject({ n_mels: 16, window: 'hann' });
  });

  test.each([
    ['an unknown key', { ...recipe, trainign: {} }, 'trainign'],
    ['an unknown layer', { ...recipe, network: { layers: [{ type: 'magic' }] } }, 'magic'],
    ['features out of range', { ...recipe, features: { hop_length: 0 } }, 'hop_length'],
  ])('a recipe with %s is refused by name', async (_name, bad, word) => {
    await expect(Trainer.load(bad as Recipe, { wasmBinary })).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining(word) as string });
  });

  test('the data is checked, and its labels counted', async () => {
    const check = await trainer.check();
    expect(check).toMatchObject({ labels: ['high', 'low'], clips: 32, examples: 32, featureShape: [32, 16], problems: [], blocker: null });
    expect(check.lengthS).toBeCloseTo(16, 5);
    await expect(trainer.countExamples()).resolves.toEqual({ high: 16, low: 16 });
  });

  test('silent, empty, damaged and copied clips are reported, and training waits for what blocks it', async () => {
    const other = await Trainer.load(recipe, { wasmBinary });
    await expect(other.check()).resolves.toMatchObject({ blocker: 'There are no examples to train on.', featureShape: null });
    const silent = await other.add({ samples: new Float32Array(4000), sampleRate: rate }, { id: 'silent.wav', label: 'a' });
    expect(silent).toMatchObject({ pieces: 0, dbfs: -Infinity, problem: { code: 'empty-clip', message: expect.stringContaining('threshold') as string } });
    const empty = await other.add({ samples: new Float32Array(0), sampleRate: rate }, { id: 'empty.wav', label: 'a' });
    expect(empty.problem?.message).toContain('0 samples');
    const damaged = wavOf([tone(440, 0.5, rate)], rate);
    damaged[22] = 0;
    const broken = await other.add(new Blob([damaged as Uint8Array<ArrayBuffer>]), { id: 'broken.wav', label: 'a' });
    expect(broken.problem?.code).toBe('malformed-file');
    const short = wavOf([tone(440, 0.5, rate)], rate, { promisedFrames: 9000 });
    const cut = await other.add(new Blob([short as Uint8Array<ArrayBuffer>]), { id: 'cut.wav', label: 'a' });
    expect(cut).toMatchObject({ pieces: 1, problem: null, warnings: [expect.any(String)] });
    await other.add(clip(400, 0), { id: 'one.wav', label: 'a' });
    await other.add(clip(400, 0), { id: 'two.wav', label: 'b' });
    const check = await other.check();
    expect(check.problems).toHaveLength(3);
    expect(check.problems.join(' ')).toContain('silent.wav');
    expect(check.warnings.join(' ')).toContain('two.wav = one.wav');
    expect(check.blocker).toBeNull();
    await other.remove(['two.wav']);
    await expect(other.train()).rejects.toMatchObject({ code: 'invalid-data', message: expect.stringContaining('two labels') as string });
    other.dispose();
  });

  test('edits rename and move clips without adding them again; an unknown id changes nothing', async () => {
    const other = await filled();
    await other.edit([{ id: 'low/0.wav', label: 'deep', fold: '9' }, { id: 'low/1.wav', label: 'deep' }]);
    await expect(other.countExamples()).resolves.toEqual({ deep: 2, high: 16, low: 14 });
    await expect(other.edit([{ id: 'low/2.wav', label: 'deep' }, { id: 'nobody', label: 'x' }])).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('nobody') as string });
    await expect(other.countExamples()).resolves.toEqual({ deep: 2, high: 16, low: 14 });
    other.dispose();
  });

  test('layouts are recognised from paths, with groups by a pattern', async () => {
    const layout = await trainer.layout({ paths: ['x/b/1_s0.wav', 'x/b/1_s1.wav', 'x/a/2.wav', 'notes/y.wav'].slice(0, 3), folders: ['x', 'x/a', 'x/b'] });
    expect(layout).toMatchObject({ kind: 'folders', labels: ['a', 'b'], hasFolds: false });
    expect(layout.clips.map(({ path, label }) => [path, label])).toEqual([['x/a/2.wav', 'a'], ['x/b/1_s0.wav', 'b'], ['x/b/1_s1.wav', 'b']]);
    const grouped = await trainer.layout({ paths: ['a/p1_x.wav', 'b/p2_y.wav'] }, { group: /p\d/ });
    expect(grouped.clips.map(({ group }) => group)).toEqual(['p1', 'p2']);
    const csv = await trainer.layout({ paths: ['1.wav', '2.wav'], csvs: [{ path: 'labels.csv', text: 'path,label,fold\n1.wav,on,1\n2.wav,off,2\n' }] });
    expect(csv).toMatchObject({ kind: 'csv', labels: ['off', 'on'], hasFolds: true });
    await expect(trainer.layout({ paths: [] })).rejects.toMatchObject({ code: 'invalid-data' });
  });

  test('splits name their clips and warn of what is on both sides', async () => {
    const [only] = await trainer.splits({ seed: 1 });
    expect(only?.parts.train.clips).toHaveLength(16);
    expect(only?.parts.test.clipsByLabel).toEqual([4, 4]);
    expect(only?.warnings.join(' ')).toContain('groups');
    const all = [...(only?.parts.train.clips ?? []), ...(only?.parts.validation.clips ?? []), ...(only?.parts.test.clips ?? [])];
    expect(new Set(all).size).toBe(32);
    const groups = await trainer.splits({ split: { type: 'leave_one_group_out', unit: 'group' } });
    expect(groups).toHaveLength(4);
    const everything = await trainer.splits({ split: 'all' });
    expect(everything).toMatchObject([{ name: 'all', parts: { train: { examples: 32 }, validation: { examples: 0 } } }]);
    await expect(trainer.splits({ split: { type: 'folds', folds: 1 } })).rejects.toMatchObject({ code: 'invalid-config' });
  });

  test('a network is described before there is data, and for any number of classes', async () => {
    const empty = await Trainer.load(recipe, { wasmBinary });
    const network = await empty.network({ classes: 5 });
    // conv1d: 3 * 16 * 8 + 8; dense: 8 * 5 + 5.
    expect(network).toMatchObject({ input: [32, 16], parameters: 392 + 45 });
    expect(network.layers.map(({ type }) => type)).toEqual(['input', 'standardize', 'conv1d', 'global_max_pool', 'output']);
    empty.dispose();
    await expect(trainer.network()).resolves.toMatchObject({ parameters: 392 + 18 });
  });

  test('a recipe for other features is refused while there are clips', async () => {
    await expect(trainer.setRecipe({ ...recipe, features: { ...recipe.features, n_mels: 20 } })).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining('Add the clips again') as string });
    await expect(trainer.setRecipe({ ...recipe, augment: { waveform: { probability: 1, gain_db: [-6, 6] } } })).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining('waveform') as string });
  });

  test('a run learns, judges, explains, reports and gives a model that classifies', async () => {
    const seen: TrainingProgress[] = [];
    const run = await trainer.train({ seed: 2, onProgress: (progress) => seen.push(progress) });
    const summary = await run.done;
    expect(summary).toMatchObject({ recipe: 'tones', labels: ['high', 'low'], epochs: 6, parameters: 410, stopped: false, featureShape: [32, 16] });
    expect(summary.history.at(-1)?.loss).toBeLessThan(summary.history[0]?.loss ?? 0);
    expect(seen.at(-1)).toMatchObject({ finished: true, fraction: 1, epoch: 6 });
    expect(seen.at(-1)?.confusion?.reduce((sum, n) => sum + n, 0)).toBe(8);
    expect(seen.every(({ fraction }, i) => i === 0 || fraction >= (seen[i - 1]?.fraction ?? 0))).toBe(true);

    const evaluation = await run.evaluate({ threshold: 0.5 });
    expect(evaluation).toMatchObject({ on: 'the test part', accuracy: { n: 8 }, rejection: { threshold: 0.5 } });
    expect(evaluation.accuracy.value).toBeGreaterThan(0.8);
    expect(evaluation.calibration.temperatureFrom).toContain('validation');
    expect(evaluation.roc.perClass).toHaveLength(2);
    for (const curve of [...evaluation.roc.perClass, evaluation.roc.micro]) {
      expect([curve.falsePositiveRate[0], curve.truePositiveRate[0], curve.thresholds[0]]).toEqual([0, 0, Infinity]);
      expect([curve.falsePositiveRate.at(-1), curve.truePositiveRate.at(-1)]).toEqual([1, 1]);
      expect(curve.thresholds).toHaveLength(curve.truePositiveRate.length);
      expect(curve.area).toBeGreaterThan(0.8);
    }
    expect(evaluation.roc.macro.thresholds).toHaveLength(0);
    const { ids, scores, truth, predicted } = evaluation.clips;
    expect(ids).toEqual(summary.split.parts.test.clips);
    expect(scores).toHaveLength(16);
    ids.forEach((id, i) => {
      expect(evaluation.labels[truth[i] ?? -1]).toBe(id.split('/')[0]);
      expect((scores[2 * i] ?? 0) + (scores[2 * i + 1] ?? 0)).toBeCloseTo(1, 5);
      expect(predicted[i]).toBe((scores[2 * i] ?? 0) >= (scores[2 * i + 1] ?? 0) ? 0 : 1);
    });
    await expect(run.evaluate({ part: 'validation' })).resolves.toMatchObject({ on: 'the validation part', accuracy: { n: 8 } });

    const report = await run.report({ title: 'Tones & more', facts: [['Who', 'a <test>']], dataDescription: 'two pitches' });
    const missing = ['<!doctype html>', 'Tones &amp; more', 'a &lt;test&gt;', 'two pitches', 'Conv', 'the test part'].filter((words) => !report.includes(words));
    expect(missing).toEqual([]);
    expect((await run.historyCsv()).split('\n')[0]).toBe('epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds');
    expect((await run.network()).parameters).toBe(410);

    const model = await run.model({ card: { title: 'Tönchen' } });
    const classifier = await Classifier.load(model, { wasmBinary: new Uint8Array(readFileSync(join(generated, 'earshot.wasm'))) });
    expect(classifier.info).toMatchObject({ labels: ['high', 'low'], card: { title: 'Tönchen', recipe: 'tones', seed: 2 } });
    expect((await classifier.classify(clip(2600, 40))).decision?.label).toBe('high');
    classifier.dispose();
    run.dispose();
    await expect(run.model()).rejects.toMatchObject({ code: 'disposed' });
  });

  test('an explanation points at the part of the clip that made the decision', async () => {
    const other = await filled({ features: { ...recipe.features, preprocess: { segment: { length_s: 0.5 } } } });
    // Tones for a quarter of the time each, so that the rest is noise that both classes have.
    for (const [label, hz] of [['high', 2500], ['low', 400]] as const) {
      for (let take = 0; take < perLabel; take++) await other.add(clip(hz, take, 0.1 * (take % 4), 0.1 * (take % 4) + 0.12), { id: `${label}/${take}.wav`, label });
    }
    await other.add(clip(2500, 3, 0.3, 0.42), { id: 'late.wav', label: 'high' });
    const run = await other.train({ seed: 1, split: 'all', epochs: 15 });
    await run.done;
    const map = await run.explain('late.wav');
    expect(map).toMatchObject({ method: 'occlusion', label: 'high', frames: 32, coefficients: 16, patch: { frames: 4, coefficients: 2 } });
    expect(map.score).toBeGreaterThan(0.5);
    const strongest = map.values.indexOf(Math.max(...map.values));
    const frame = Math.floor(strongest / 16);
    // 0.3 s to 0.42 s are frames 19 to 26; a patch reaches four further.
    expect(frame).toBeGreaterThanOrEqual(15);
    expect(frame).toBeLessThanOrEqual(30);
    await expect(run.explain('late.wav', { label: 'low' })).resolves.toMatchObject({ label: 'low' });
    await expect(run.explain('nobody.wav')).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('nobody') as string });
    await expect(run.explain('late.wav', { piece: 4 })).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('1 piece') as string });
    await expect(run.explain('late.wav', { label: 'loud' })).rejects.toMatchObject({ code: 'invalid-argument' });
    other.dispose();
  });

  test('folds are trained one after another and judged together', async () => {
    const split = { type: 'folds', folds: 2, validation: 0.2 } as const;
    const runs = [];
    for (let splitIndex = 0; splitIndex < 2; splitIndex++) {
      const run = await trainer.train({ split, splitIndex, epochs: 2 });
      await run.done;
      runs.push(run);
    }
    const together = await trainer.evaluateTogether(runs);
    expect(together).toMatchObject({ on: 'all folds together', accuracy: { n: 32 } });
    expect([...together.clips.fold].filter((fold) => fold === 1)).toHaveLength(16);
    expect(new Set(together.clips.ids).size).toBe(32);
    const report = await trainer.reportTogether(runs, { title: 'Tones in folds' });
    expect(report).toContain('Tones in folds');
    for (const { split } of await Promise.all(runs.map(({ done }) => done))) expect(report).toContain(split.name);
    expect(report).toContain(`of 32 clips`);
    await expect(trainer.train({ split, splitIndex: 2 })).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('splitIndex') as string });
    for (const run of runs) run.dispose();
  });

  test('a stopped run keeps its best epoch; edits do not disturb a run, and are seen by the next', async () => {
    const other = await filled();
    let epochs = 0;
    const run = await other.train({ epochs: 10_000, onProgress: ({ epoch }) => (epochs = epoch) });
    while (epochs < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    await other.edit([{ id: 'low/0.wav', label: 'third' }, { id: 'high/0.wav', label: 'third' }]);
    run.stop();
    const summary = await run.done;
    expect(summary).toMatchObject({ stopped: true, labels: ['high', 'low'] });
    expect(summary.bestEpoch).toBeGreaterThan(0);
    await expect(run.evaluate()).resolves.toMatchObject({ labels: ['high', 'low'] });
    const next = await other.train({ epochs: 1, split: 'all' });
    await expect(next.done).resolves.toMatchObject({ labels: ['high', 'low', 'third'] });
    await expect(next.evaluate()).rejects.toMatchObject({ code: 'invalid-data', message: expect.stringContaining('validation part') as string });
    await expect(other.evaluateTogether([run, next], { part: 'train' })).rejects.toMatchObject({ code: 'invalid-argument' });
    other.dispose();
  });

  test('goes on from a model, and refuses one that hears something else', async () => {
    const base = await trainer.train({ split: 'all', epochs: 6, seed: 2 });
    await base.done;
    const model = await base.model();
    const other = await filled();
    await other.edit([{ id: 'low/0.wav', label: 'third' }, { id: 'high/1.wav', label: 'third' }]);
    const tuned = await other.train({ split: 'all', epochs: 2, fineTune: { model, train: 'last-layer' } });
    await expect(tuned.done).resolves.toMatchObject({ labels: ['high', 'low', 'third'], parameters: 8 * 3 + 3 });
    expect((await tuned.network()).layers.length).toBeGreaterThan(3);
    await expect(other.train({ fineTune: { model: new Uint8Array([1, 2, 3]) } })).rejects.toMatchObject({ code: 'invalid-model' });
    other.dispose();
    const deaf = await Trainer.load({ ...recipe, features: { ...recipe.features, n_mels: 20 } }, { wasmBinary });
    for (let take = 0; take < 8; take++) await deaf.add(clip(take % 2 ? 400 : 2500, take), { id: String(take), label: take % 2 ? 'low' : 'high' });
    await expect(deaf.train({ fineTune: { model } })).rejects.toMatchObject({ code: 'invalid-config' });
    await expect(deaf.evaluateModel(model)).rejects.toMatchObject({ code: 'invalid-config' });
    deaf.dispose();
    base.dispose();
  });

  test('noise is mixed in by a recipe that wants it, and missed by one that has none', async () => {
    const augment = { waveform: { probability: 1, background_snr_db: [0, 10] } };
    const other = await filled({ augment });
    await expect(other.train()).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringMatching(/noise|background/i) as string });
    await other.addNoise({ samples: tone(1000, 2, 16000, 0.3), sampleRate: 16000 });
    const run = await other.train({ epochs: 1, split: 'all' });
    await expect(run.done).resolves.toMatchObject({ epochs: 1 });
    await expect(other.addNoise({ samples: new Float32Array(0), sampleRate: 16000 })).rejects.toMatchObject({ code: 'empty-clip' });
    other.dispose();
  });

  test('cleaning keeps what is above the threshold, and gives pieces as WAV files', async () => {
    const samples = new Float32Array(4 * 16000);
    samples.set(tone(440, 2.5, 16000, 0.5), 16000);
    const cleaned = await trainer.clean({ samples, sampleRate: 16000 }, { wav: true, columns: 100 });
    expect(cleaned).toMatchObject({ lengthS: 4, pieces: 2, warnings: [] });
    // The envelope's window of 0.05 s adds a little at both ends.
    expect(cleaned.keptS).toBeGreaterThanOrEqual(2.5);
    expect(cleaned.keptS).toBeLessThan(2.56);
    expect(cleaned.keptS + cleaned.removedS).toBeCloseTo(4, 9);
    expect(cleaned.preview).toMatchObject({ columns: 100, lengthS: 4 });
    expect([cleaned.preview?.kept[10], cleaned.preview?.kept[50], cleaned.preview?.kept[95]]).toEqual([0, 1, 0]);
    expect(cleaned.preview?.max[50]).toBeCloseTo(0.5, 2);
    expect(cleaned.preview?.envelope[50]).toBeCloseTo(0.5, 2);
    expect(cleaned.wav.map((bytes) => bytes.length)).toEqual([44 + 32000, 44 + 32000]);
    const again = await trainer.clean(new Blob([cleaned.wav[0] as Uint8Array<ArrayBuffer>]), { pieceS: 0, columns: 0 });
    expect(again).toMatchObject({ lengthS: 1, keptS: 1, pieces: 1, preview: null, wav: [] });
    await expect(trainer.clean({ samples: new Float32Array(0), sampleRate: 16000 })).rejects.toMatchObject({ code: 'empty-clip' });
  });

  test('whatever has been scored to the end can be judged, also when its time is up with the last batch', async () => {
    const core = await TrainingCore.load({ wasmBinary: wasmBinary as Uint8Array<ArrayBuffer> });
    const text = JSON.stringify(recipe);
    const data = core.openData(text);
    for (const [label, hz] of [['high', 2500], ['low', 400]] as const) {
      for (let take = 0; take < perLabel; take++) {
        const { samples, sampleRate } = clip(hz, take);
        const intake = data.openExample({ id: `${label}/${take}.wav`, label, group: '', fold: '' }, 1, sampleRate);
        intake.accept([samples], 0, samples.length);
        intake.finish();
        intake.dispose();
      }
    }
    const run = data.openRun(text, JSON.stringify({ all: false, splitIndex: 0, seed: 1, fineTune: '' }), null);
    const scorer = run.score('test');
    // No time at all: one batch a call, and each call ends where a slice of time may end.
    while (scorer.step(0) < 1);
    expect(scorer.judge(0.5, 5, null).accuracy.n).toBe(8);
    for (const object of [scorer, run, data]) object.dispose();
  });
});
