// Options of training: augmentation with a noise folder, the feature cache, and going on from a model.
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ensureBuilt, run, sine, toneRecipe, wav } from './support';

let folder = '';
let data = '';

function train(out: string, recipe: object, ...more: string[]) {
  const file = join(folder, 'recipe.json');
  writeFileSync(file, JSON.stringify(recipe));
  return run('train', '--data', data, '--recipe', file, '--seed', '5', '--out', join(folder, out), ...more);
}
const model = (out: string): Buffer => readFileSync(join(folder, out, 'model.onnx'));

beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'earshot-training-'));
  data = join(folder, 'tones');
  for (const [label, hz] of [['low', 200], ['high', 3000]] as const) {
    for (let k = 0; k < 12; k++) wav(join(data, label, `${label}${k}.wav`), sine(hz * (1 + k / 40), 0.3));
  }
  for (let k = 0; k < 3; k++) wav(join(folder, 'noise', `n${k}.wav`), Array.from({ length: 24000 }, (_, i) => 0.2 * Math.sin(i * i * 0.37 + k)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('augmentation', () => {
  const augmented = { ...toneRecipe, augment: { waveform: { probability: 1, gain_db: [-6, 6], background_snr_db: [0, 20] } } };

  it('mixes in a folder of noise, the same each time', () => {
    expect(train('noisy-a', augmented, '--noise', join(folder, 'noise')).status).toBe(0);
    expect(train('noisy-b', augmented, '--noise', join(folder, 'noise')).status).toBe(0);
    expect(train('clean', toneRecipe).status).toBe(0);
    expect(model('noisy-a').equals(model('noisy-b'))).toBe(true);
    expect(model('noisy-a').equals(model('clean'))).toBe(false);
  });

  it('says what is missing when there is no noise to mix in', () => {
    const { status, err } = train('never', augmented);
    expect(status).toBe(1);
    expect(err).toMatch(/noise|background/i);
    expect(train('never', augmented, '--noise', data.replace('tones', 'nowhere')).status).toBe(1);
  });
});

describe('the feature cache', () => {
  it('gives the same model, is used again, and heals when a file is damaged', () => {
    const cache = join(folder, 'cache');
    expect(train('first', toneRecipe, '--cache', cache).status).toBe(0);
    expect(readdirSync(cache)).toHaveLength(24);
    expect(train('second', toneRecipe, '--cache', cache).status).toBe(0);
    const damaged = join(cache, readdirSync(cache)[0] ?? '');
    const whole = readFileSync(damaged);
    truncateSync(damaged, 20);
    expect(train('third', toneRecipe, '--cache', cache).status).toBe(0);
    expect(readFileSync(damaged).equals(whole)).toBe(true);
    for (const out of ['second', 'third']) expect(model(out).equals(model('first'))).toBe(true);
    expect(train('other', { ...toneRecipe, features: { ...toneRecipe.features, n_mels: 24 } }, '--cache', cache).status).toBe(0);
    expect(readdirSync(cache)).toHaveLength(48);
  });
});

describe('more data to train on', () => {
  it('takes clips of the same labels from elsewhere and other sounds, and judges neither', () => {
    const more = join(folder, 'more');
    for (let k = 0; k < 5; k++) {
      wav(join(more, 'deep', `d${k}.wav`), sine(210 + k, 0.3));
      wav(join(more, 'other', `o${k}.wav`), sine(900 + k, 0.3));
    }
    expect(train('alone', toneRecipe).status).toBe(0);
    const { status, err } = train('more', toneRecipe, '--extra', more, '--same-as', 'deep=low', '--outliers', more);
    expect(status).toBe(0);
    expect(err).toContain(`5 clips of ${more} are trained on and never judged`);
    expect(err).toContain(`5 clips of ${more} are trained on as none of the labels`);
    expect(model('more').equals(model('alone'))).toBe(false);
    const metrics = (out: string) => JSON.parse(readFileSync(join(folder, out, 'metrics.json'), 'utf8'));
    expect(metrics('more').test.n).toBe(metrics('alone').test.n);
    expect(JSON.parse(run('inspect', '--json', join(folder, 'more', 'model.onnx')).out).labels).toEqual(['high', 'low']);
  });

  it('says what is wrong with a folder or a name', () => {
    expect(train('no', toneRecipe, '--extra', data, '--same-as', 'deep').err).toContain('--same-as deep');
    expect(train('no', toneRecipe, '--extra', data, '--same-as', 'deep=lower').err).toContain('label of the data');
    expect(train('no', toneRecipe, '--extra', join(folder, 'noise')).status).toBe(1);
    expect(train('no', toneRecipe, '--outliers', data).err).toContain('outside the labels');
  });
});

describe('fine-tuning', () => {
  it('goes on from a model: its features, other labels, the last layer or every one', () => {
    expect(train('base', toneRecipe).status).toBe(0);
    const three = join(folder, 'three');
    for (const [label, hz] of [['low', 250], ['middle', 1000], ['high', 2800]] as const) {
      for (let k = 0; k < 12; k++) wav(join(three, label, `${label}${k}.wav`), sine(hz * (1 + k / 40), 0.3));
    }
    const file = join(folder, 'tune.json');
    // The recipe's own features would not fit; those of the model are taken.
    writeFileSync(file, JSON.stringify({ ...toneRecipe, features: { sample_rate: 8000 }, training: { ...toneRecipe.training, epochs: 30 } }));
    const args = ['train', '--data', three, '--recipe', file, '--from', join(folder, 'base', 'model.onnx')];
    for (const [out, more] of [['last', []], ['whole', ['--train-all']]] as const) {
      expect(run(...args, '--out', join(folder, out), ...more).status).toBe(0);
      const { test } = JSON.parse(readFileSync(join(folder, out, 'metrics.json'), 'utf8'));
      expect(test.labels).toEqual(['high', 'low', 'middle']);
      expect(test.accuracy).toBeGreaterThan(0.6);
      const info = JSON.parse(run('inspect', '--json', join(folder, out, 'model.onnx')).out);
      expect(info).toMatchObject({ labels: ['high', 'low', 'middle'], self_test: true });
      expect(info.features.sample_rate).toBe(16000);
      expect(readFileSync(join(folder, out, 'run.log'), 'utf8')).toContain('fine-tuning');
    }
    expect(run(...args.slice(0, -1), file, '--out', join(folder, 'no')).err).toContain(file);
  });
});
