// The native command as a user meets it: output schemas, exit statuses, and one sentence for every error.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ensureBuilt, root, run, sine, wav } from './support';

const model = join(root, 'models', 'digits', 'digits.onnx');
const samples = join(root, 'public', 'samples');

let folder = '';
beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'earshot-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('classify', () => {
  it('prints one JSON object a file, best label first, scores summing to one', () => {
    const { status, out, err } = run('classify', '--model', model, '--json', samples);
    expect(err).toBe('');
    expect(status).toBe(0);
    const lines = out.trim().split('\n').map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThanOrEqual(6);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['file', 'duration_s', 'predictions', 'segments']);
      const scores = line.predictions.map((p: { score: number }) => p.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(scores.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(1, 4);
      for (const segment of line.segments) {
        expect(Object.keys(segment)).toEqual(['start_s', 'end_s', 'label', 'score']);
        expect(segment.end_s).toBeLessThanOrEqual(line.duration_s + 1e-9);
      }
    }
  });

  it('keeps the best K with --top', () => {
    const { out } = run('classify', '--model', model, '--json', '--top', '2', join(samples, 'seven.wav'));
    expect(JSON.parse(out).predictions).toHaveLength(2);
  });

  it('reports a bad file among good ones, goes on, and ends with status 1', () => {
    const broken = join(folder, 'broken.wav');
    writeFileSync(broken, 'RIFF....WAVEnothing');
    const { status, out, err } = run('classify', '--model', model, '--json', broken, join(samples, 'seven.wav'));
    expect(status).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(broken);
    expect(JSON.parse(out).file).toContain('seven.wav');
  });

  it('reads a truncated WAV as far as it goes and says so', () => {
    const whole = readFileSync(join(samples, 'seven.wav'));
    const cut = join(folder, 'cut.wav');
    writeFileSync(cut, whole.subarray(0, whole.length - 4000));
    const { status, out, err } = run('classify', '--model', model, '--json', cut);
    expect(status).toBe(0);
    expect(err).toContain(cut);
    expect(JSON.parse(out).duration_s).toBeCloseTo((whole.length - 4000 - 44) / 32000, 3);
  });

  it.each([
    ['silence', () => new Array(16000).fill(0)],
    ['a 0.1 s clip', () => sine(440, 0.1)],
    ['one sample', () => [0.5]],
  ])('gives finite scores for %s', (_, make) => {
    const { status, out } = run('classify', '--model', model, '--json', wav(join(folder, 'odd.wav'), make()));
    expect(status).toBe(0);
    for (const { score } of JSON.parse(out).predictions) expect(Number.isFinite(score)).toBe(true);
  });

  it.each([
    ['a missing file', () => join(folder, 'no-such.wav')],
    ['an empty file', () => { const p = join(folder, 'empty.wav'); writeFileSync(p, ''); return p; }],
    ['a clip without samples', () => wav(join(folder, 'none.wav'), [])],
    ['a text file', () => { const p = join(folder, 'text.txt'); writeFileSync(p, 'hello'); return p; }],
    ['a folder without audio', () => { const p = join(folder, 'no-audio'); mkdirSync(p); return p; }],
  ])('says one sentence and ends with status 1 for %s', (_, make) => {
    const { status, out, err } = run('classify', '--model', model, '--json', make());
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/^earshot: .+\.\n$/);
  });

  it('refuses a model that is not ONNX, and one that was cut short', () => {
    const notOnnx = join(folder, 'not.onnx');
    writeFileSync(notOnnx, 'this is not a model');
    const bytes = readFileSync(model);
    const cut = join(folder, 'cut.onnx');
    writeFileSync(cut, bytes.subarray(0, bytes.length / 2));
    for (const path of [notOnnx, cut]) {
      const { status, err } = run('classify', '--model', path, join(samples, 'seven.wav'));
      expect(status).toBe(1);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).toContain(path);
    }
  });

  it('ends with status 2 for wrong usage', () => {
    expect(run().status).toBe(2);
    expect(run('classify').status).toBe(2);
    expect(run('classify', '--model', model, '--top', 'many', samples).status).toBe(2);
    expect(run('dance').status).toBe(2);
    expect(run('--help').status).toBe(0);
  });
});

describe('features', () => {
  it('prints {"shape","data"} for every kind, all finite', () => {
    const file = wav(join(folder, 'tone.wav'), sine(440, 0.5));
    for (const kind of 'waveform spectrum power mel logmel mfcc rms zcr centroid bandwidth rolloff flatness chroma pcen'.split(' ')) {
      const { status, out, err } = run('features', '--kind', kind, '--n-fft', '512', '--hop-length', '160', '--n-mels', '40', '--json', file);
      expect(err).toBe('');
      expect(status).toBe(0);
      const { shape, data } = JSON.parse(out);
      expect(data).toHaveLength(shape[0]);
      expect(data[0]).toHaveLength(shape[1]);
      expect(data.flat().every(Number.isFinite)).toBe(true);
    }
  });

  it('equals the stored librosa values when given the same parameters', () => {
    const reference = JSON.parse(readFileSync(join(root, 'tests/reference/features/mfcc13_2.json'), 'utf8'));
    const { sr, n_fft, hop_length, win_length, window, pad_mode, n_mels } = reference.params;
    const file = wav(join(folder, 'reference.wav'), reference.input.samples, sr);
    const { out } = run('features', '--kind', 'mfcc', '--n-mfcc', '13', '--n-fft', n_fft, '--hop-length', hop_length, '--win-length', win_length,
      '--window', window, '--pad-mode', pad_mode, '--n-mels', n_mels, '--json', file);
    const { shape, data } = JSON.parse(out);
    const expected: number[][] = reference.output.mfcc; // [coefficients][frames]
    expect(shape).toEqual([expected[0]?.length, 13]);
    // The WAV rounds samples to 16 bits, so the tolerance is that of the rounding, not of the features.
    const worst = Math.max(...expected.flatMap((row, c) => row.map((value, t) => Math.abs(value - data[t][c]))));
    expect(worst).toBeLessThan(0.5);
  });

  it.each([
    [['--n-mels', '0'], /n_mels/],
    [['--kind', 'chromagram'], /chroma/],
    [['--window', 'kaiser'], /hann/],
    [['--f-max', '90000'], /f_max/],
  ])('names the setting that cannot be: %j', (args, message) => {
    const { status, err } = run('features', ...args, '--json', join(samples, 'seven.wav'));
    expect(status).toBe(1);
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('inspect', () => {
  it('tells the metadata of a clip', () => {
    const { out } = run('inspect', '--json', wav(join(folder, 'meta.wav'), sine(1000, 1, 16000, 0.5)));
    expect(JSON.parse(out)).toMatchObject({
      kind: 'clip', channels: 1, sample_width_bytes: 2, frame_rate_hz: 16000, frame_width_bytes: 2, length_s: 1, frame_count: 16000,
    });
    expect(JSON.parse(out).dbfs).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 2);
  });

  it('tells the graph, parameters, features and labels of a model', () => {
    const info = JSON.parse(run('inspect', '--json', model).out);
    expect(info).toMatchObject({ kind: 'model', opset: 17, labels: [...'0123456789'], self_test: true });
    expect(info.features.kind).toBe('logmel');
    expect(info.nodes.length).toBeGreaterThan(5);
  });
});

describe('train, evaluate, cross-validate', () => {
  const recipe = {
    name: 'tones', features: { sample_rate: 16000, kind: 'logmel', n_fft: 512, hop_length: 256, n_mels: 20, pooling: 'mean' },
    network: { layers: [{ type: 'flatten' }, { type: 'dense', units: 16, activation: 'relu' }] },
    training: { optimizer: { type: 'adam', learning_rate: 0.01 }, batch_size: 8, epochs: 20, keep: 'last' },
    split: { type: 'stratified', validation: 0.2, test: 0.2 },
  };
  let data = '';
  let recipeFile = '';
  beforeAll(() => {
    data = join(folder, 'tones');
    recipeFile = join(folder, 'tones.json');
    writeFileSync(recipeFile, JSON.stringify(recipe));
    for (const [label, base] of [['low', 200], ['high', 3000]] as const) {
      mkdirSync(join(data, label), { recursive: true });
      for (let k = 0; k < 15; k++) wav(join(data, label, `${label}_s${k % 3}_${k}.wav`), sine(base * (1 + k / 50), 0.3));
    }
  });

  it('the same seed gives the same model byte for byte, another seed another one', () => {
    const train = (seed: number, out: string) => {
      const result = run('train', '--data', data, '--recipe', recipeFile, '--seed', String(seed), '--out', join(folder, out));
      expect(result.status).toBe(0);
      return readFileSync(join(folder, out, 'model.onnx'));
    };
    const first = train(3, 'run-a');
    expect(train(3, 'run-b').equals(first)).toBe(true);
    expect(train(4, 'run-c').equals(first)).toBe(false);
    const history = readFileSync(join(folder, 'run-a', 'history.csv'), 'utf8').trim().split('\n');
    expect(history).toHaveLength(21);
    expect(JSON.parse(readFileSync(join(folder, 'run-a', 'metrics.json'), 'utf8')).test.n).toBe(6);
  });

  it('what was trained classifies and evaluates', () => {
    const { status, out } = run('evaluate', '--model', join(folder, 'run-a', 'model.onnx'), '--data', data, '--json');
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ n: 30, labels: ['high', 'low'], unscored: 0 });
    expect(report.accuracy).toBe(1);
    expect(report.confusion).toEqual([[15, 0], [0, 15]]);
  });

  it('cross-validation judges every group once and never trains on it', () => {
    writeFileSync(recipeFile, JSON.stringify({ ...recipe, split: { type: 'leave_one_group_out', unit: 'group', validation: 0 } }));
    const out = join(folder, 'cv');
    const { status } = run('cross-validate', '--data', data, '--recipe', recipeFile, '--group', '_(s\\d)_', '--seed', '1', '--out', out);
    expect(status).toBe(0);
    const report = JSON.parse(readFileSync(join(out, 'cross-validation.json'), 'utf8'));
    expect(report.folds.map((fold: { n: number }) => fold.n)).toEqual([10, 10, 10]);
    expect(report.together.n).toBe(30);
  });

  it.each([
    ['an unknown recipe key', () => ({ ...recipe, epoch: 3 }), /epoch/],
    ['an unknown layer', () => ({ ...recipe, network: { layers: [{ type: 'wizard' }] } }), /wizard/],
    ['JSON that is not an object', () => [], /recipe/i],
  ])('refuses %s by name', (_, make, message) => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, JSON.stringify(make()));
    const { status, err } = run('train', '--data', data, '--recipe', bad, '--out', join(folder, 'never'));
    expect(status).toBe(1);
    expect(err).toMatch(message);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('refuses an empty class folder and a model that lacks a class', () => {
    const odd = join(folder, 'odd-data');
    mkdirSync(join(odd, 'nothing'), { recursive: true });
    mkdirSync(join(odd, 'low'), { recursive: true });
    wav(join(odd, 'low', 'a.wav'), sine(200, 0.3));
    expect(run('train', '--data', odd, '--recipe', recipeFile, '--out', join(folder, 'x')).err).toContain('nothing');
    mkdirSync(join(folder, 'other', 'middle'), { recursive: true });
    wav(join(folder, 'other', 'middle', 'a.wav'), sine(200, 0.3));
    expect(run('evaluate', '--model', join(folder, 'run-a', 'model.onnx'), '--data', join(folder, 'other')).err).toContain('middle');
  });
});
