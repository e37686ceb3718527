import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { sortClips, stateOf } from '../../../web/app/studio/clip-rows.js';
import { clipsCsv, csvTable } from '../../../web/app/studio/csv.js';
import { FEATURE_FIELDS, fieldKey, MORE_TRAINING_FIELDS, TRAINING_FIELDS } from '../../../web/app/studio/fields.js';
import { freePath, groupOf, parsePattern, previewGroups } from '../../../web/app/studio/labels.js';
import { packTyped, unpackTyped } from '../../../web/app/studio/project-file.js';
import { sameFeatures, valueAt, withValue } from '../../../web/app/studio/recipes.js';
import { SAMPLE_CLASSES, synthesise } from '../../../web/app/studio/sample-set.js';
import { stepOf } from '../../../web/app/studio/steps.js';
import { en } from '../../../web/app/studio/text/en.js';
import { es } from '../../../web/app/studio/text/es.js';
import { pt } from '../../../web/app/studio/text/pt.js';
import { rocAt, thresholdEffect } from '../../../web/ui/roc.js';
import { toLogFrequency, rangeOf, blend } from '../../../web/ui/matrix-image.js';
import { visibleRows } from '../../../web/ui/virtual-rows.js';
import { clip } from './clips.js';

const root = join(import.meta.dirname, '..', '..', '..');

describe('groups by name', () => {
  test('the first capture names the group, else the whole match', () => {
    expect(groupOf('cello/take7_03.wav', /([^/]+)_\d+\.wav$/u)).toBe('take7');
    expect(groupOf('a-12.wav', /\d+/u)).toBe('12');
    expect(groupOf('plain.wav', /(\d+)_/u)).toBe('');
  });

  test('the preview counts groups and what stands alone, largest first', () => {
    const clips = ['a_1.wav', 'b_1.wav', 'b_2.wav', 'solo.wav'].map((id) => clip(id, 'x'));
    expect(previewGroups(clips, /^(.+)_\d/u)).toEqual({
      groups: [{ name: 'b', clips: 2, example: 'b_1.wav' }, { name: 'a', clips: 1, example: 'a_1.wav' }], alone: 1,
    });
  });

  test('a pattern that is none yet says so', () => {
    expect(parsePattern('(')).toMatchObject({ kind: 'bad' });
    expect(parsePattern('  ')).toEqual({ kind: 'none' });
  });
});

test('a path that is taken gets a number before its extension', () => {
  const taken = new Set(['a/b.wav', 'a/b (2).wav', 'a.b/c']);
  expect(freePath('a/b.wav', (path) => taken.has(path))).toBe('a/b (3).wav');
  expect(freePath('a.b/c', (path) => taken.has(path))).toBe('a.b/c (2)');
  expect(freePath('new.wav', (path) => taken.has(path))).toBe('new.wav');
});

describe('recipes', () => {
  const recipe = { features: { n_fft: 512 }, network: { layers: [] }, training: { epochs: 3 } };

  test('a value is replaced in a copy, made where it was not, and removed', () => {
    const changed = withValue(recipe, ['training', 'optimizer', 'learning_rate'], 0.01);
    expect(valueAt(changed, ['training', 'optimizer', 'learning_rate'])).toBe(0.01);
    expect(recipe.training).toEqual({ epochs: 3 });
    expect(withValue(recipe, ['training', 'epochs'], undefined).training).toEqual({});
  });

  test('only features and waveform augmentation make clips be read anew', () => {
    expect(sameFeatures(recipe, withValue(recipe, ['training', 'epochs'], 9))).toBe(true);
    expect(sameFeatures(recipe, withValue(recipe, ['features', 'n_fft'], 1024))).toBe(false);
    expect(sameFeatures(recipe, withValue(recipe, ['augment', 'waveform'], { shift_s: 0.1 }))).toBe(false);
  });
});

describe('the table of clips', () => {
  const facts = { lengthS: 1, channels: 2, sampleRateHz: 8000, sampleWidthBytes: 2, dbfs: -3, peak: 1, pieces: 1, problem: null, warnings: [] };
  const clips = [clip('b2', 'x', { facts }), clip('b10', 'x', { facts: { ...facts, lengthS: 3 } }), clip('a', 'y')];

  test('is in order of class and natural name, and sorts by any column with unknown values last', () => {
    expect(sortClips(clips, null).map(({ id }) => id)).toEqual(['b2', 'b10', 'a']);
    expect(sortClips(clips, { column: 'lengthS', descending: true }).map(({ id }) => id)).toEqual(['b10', 'b2', 'a']);
    expect(sortClips(clips, { column: 'lengthS', descending: false }).map(({ id }) => id)).toEqual(['b2', 'b10', 'a']);
  });

  test('says of each clip whether it is used', () => {
    expect(stateOf(clip('a', ''))).toBe('no-class');
    expect(stateOf(clip('a', 'x'))).toBe('waiting');
    expect(stateOf(clip('a', 'x', { excluded: true, facts }))).toBe('excluded');
    expect(stateOf(clip('a', 'x', { facts: { ...facts, problem: { code: 'io', message: 'gone' } } }))).toBe('problem');
  });

  test('of five thousand rows only those in sight are drawn, and the spacers keep the height', () => {
    const rows = visibleRows(5000, 44, 44 * 2500, 440);
    expect(rows.to - rows.from).toBeLessThan(40);
    expect(rows.from).toBeLessThanOrEqual(2500);
    expect(rows.above + rows.below + (rows.to - rows.from) * 44).toBe(5000 * 44);
    expect(visibleRows(5000, 44, 1e9, 440).to).toBe(5000);
    expect(visibleRows(3, 44, 0, 440)).toEqual({ from: 0, to: 3, above: 0, below: 0 });
  });
});

test('CSV quotes what needs it, and no cell begins as a formula', () => {
  expect(csvTable(['a', 'b'], [['x,y', 'say "hi"'], ['=1+1', null], [0.5, true]])).toBe('a,b\r\n"x,y","say ""hi"""\r\n\'=1+1,\r\n0.5,1\r\n');
  expect(clipsCsv([{ clip: clip('a.wav', 'x'), frameWidth: null, frames: null, state: 'waiting' }]).split('\r\n')[1]).toBe('a.wav,x,,,waiting,,,,,,,,');
});

test('evaluations survive being written as JSON', () => {
  const value = { scores: Float32Array.of(0.5, 1), thresholds: Float64Array.of(Infinity, 0.25), truth: Int32Array.of(1, 0), dbfs: -Infinity, name: 'x', empty: null };
  expect(JSON.parse(JSON.stringify(value, packTyped), unpackTyped)).toEqual(value);
});

describe('thresholds', () => {
  test('the ROC curve is read as a step function', () => {
    const points = { falsePositiveRate: [0, 0, 0.5, 1], truePositiveRate: [0, 0.5, 0.75, 1] };
    expect(rocAt(points, [0, 0.25, 0.5, 1])).toEqual([0.5, 0.5, 0.75, 1]);
  });

  test('a score at the threshold is accepted', () => {
    const scores = [0.9, 0.1, 0.5, 0.5, 0.2, 0.8];
    expect(thresholdEffect(scores, [0, 1, 1], 2, 0, 0.5)).toEqual({ found: 1, missed: 0, falseAlarms: 1, rejected: 1 });
  });
});

describe('pictures of features', () => {
  test('rows of a logarithmic axis take the bins of their frequencies', () => {
    const bins = 101; // 0 .. 1000 Hz in steps of 10
    const values = Float32Array.from({ length: bins }, (_, i) => i * 10);
    const rows = toLogFrequency(values, 1, bins, 1000, 10, 3);
    expect([...rows]).toEqual([10, 100, 1000]);
  });

  test('evidence for is orange and evidence against blue on grey', () => {
    const channels = (pixel: number): number[] => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    const [red, , blue] = channels(blend(0.5, 1));
    expect(red).toBeGreaterThan(blue as number);
    const against = channels(blend(0.5, -1));
    expect(against[2]).toBeGreaterThan(against[0] as number);
    expect(new Set(channels(blend(0.5, 0))).size).toBe(1);
  });

  test('a range leaves out what is no number', () => {
    expect(rangeOf(Float32Array.of(3, NaN, -1, -Infinity))).toEqual([-1, 3]);
    expect(rangeOf(new Float32Array())).toEqual([0, 1]);
  });
});

describe('the sample set', () => {
  test('the same random numbers give the same sound, within full scale and not silent', () => {
    for (const label of SAMPLE_CLASSES) {
      const random = (): (() => number) => {
        let state = 1;
        return () => (state = (state * 16807) % 2147483647) / 2147483647;
      };
      const samples = synthesise(label, random());
      expect(samples).toEqual(synthesise(label, random()));
      const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(peak).toBeGreaterThan(0.1);
      expect(peak).toBeLessThanOrEqual(1);
    }
  });
});

test('addresses of the Studio name a step; others are not its own', () => {
  expect(stepOf('#studio')).toBe('data');
  expect(stepOf('#studio/train')).toBe('train');
  expect(stepOf('#studio/nonsense')).toBe('data');
  expect(stepOf('')).toBeNull();
  expect(stepOf('#main')).toBeNull();
});

describe('words', () => {
  test.each(Object.entries({ en, es, pt }))('%s has a name and a meaning for every setting and every recipe', (_, text) => {
    for (const { path } of [...TRAINING_FIELDS, ...MORE_TRAINING_FIELDS, ...FEATURE_FIELDS]) {
      const words = (text.fields as Record<string, readonly [string, string]>)[fieldKey(path)];
      expect(words?.every((word) => word !== ''), fieldKey(path)).toBe(true);
    }
    for (const file of readdirSync(join(root, 'models', 'recipes')).filter((name) => name.endsWith('.json'))) {
      const { name } = JSON.parse(readFileSync(join(root, 'models', 'recipes', file), 'utf8')) as { name: string };
      expect((text.recipes as Record<string, unknown>)[name], name).toBeDefined();
    }
  });

  test('no sentence of a translation is left in English', () => {
    const same: string[] = [];
    const compare = (a: unknown, b: unknown, path: string): void => {
      if (typeof a === 'string') {
        if (a === b && a.split(' ').length > 2) same.push(path);
      } else if (typeof a === 'object' && a !== null) {
        for (const key of Object.keys(a)) compare((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`);
      }
    };
    compare(en, es, 'es');
    compare(en, pt, 'pt');
    expect(same).toEqual([]);
  });
});
