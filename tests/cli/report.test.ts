// What a training run, an evaluation and a cross-validation leave behind, and what is said about the data before.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ensureBuilt, run, sine, toneRecipe, wav } from './support';

let folder = '';
let recipe = '';
let data = '';

function train(out: string, dataFolder: string, ...more: string[]) {
  return run('train', '--data', dataFolder, '--recipe', recipe, '--seed', '1', '--out', join(folder, out), ...more);
}
const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const json = (...path: string[]) => JSON.parse(text(...path));

beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'earshot-report-'));
  recipe = join(folder, 'tones.json');
  writeFileSync(recipe, JSON.stringify(toneRecipe));
  data = join(folder, 'tones');
  for (const [label, hz] of [['low & <b>deep', 200], ['high', 3000]] as const) {
    for (let k = 0; k < 12; k++) wav(join(data, label, `tone_${k}.wav`), sine(hz * (1 + k / 40), 0.3));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('train', () => {
  beforeAll(() => {
    const result = train('run', data);
    expect(result.err).not.toMatch(/^earshot: .*(unexpected|terminate)/m);
    expect(result.status).toBe(0);
  });

  it('leaves model, history, log, metrics, report and TensorBoard events', () => {
    expect(readdirSync(join(folder, 'run')).sort()).toEqual(['history.csv', 'metrics.json', 'model.onnx', 'report.html', 'run.log', 'tensorboard']);
    expect(text('run', 'history.csv').trim().split('\n')).toHaveLength(9);
    expect(readdirSync(join(folder, 'run', 'tensorboard'))).toEqual(['train', 'validation']);
  });

  it('the report is one page without scripts or requests, with the labels escaped', () => {
    const page = text('run', 'report.html');
    expect(page).not.toMatch(/<script|https?:|src=|<link|@import|url\(/);
    expect(page).not.toContain('<b>deep');
    expect(page).toContain('low &amp; &lt;b&gt;deep');
    for (const id of ['summary', 'confusion', 'classes', 'roc', 'calibration', 'mistakes', 'curves', 'network', 'data']) {
      expect(page).toContain(`<section id="${id}"`);
    }
  });

  it('the log tells what was read, the settings, every epoch and the result', () => {
    const log = text('run', 'run.log');
    expect(log).toContain('looks like one folder a class: 2 classes, 24 clips');
    expect(log).toContain('"batch_size":8');
    expect(log.match(/epoch \d+\/8 {2}loss /g)).toHaveLength(8);
    expect(log).toMatch(/test: \d\.\d{4} of \d+ clips right/);
    expect(log).toMatch(/done, .* UTC\n$/);
  });

  it('the metrics have ROC areas, calibration and the rejected beside the keys they always had', () => {
    const { test, validation } = json('run', 'metrics.json');
    for (const part of [test, validation]) {
      expect(Object.keys(part)).toEqual(expect.arrayContaining(['n', 'correct', 'accuracy', 'interval_95', 'macro_f1', 'log_loss', 'labels', 'confusion',
        'per_class', 'threshold', 'rejected', 'accuracy_of_accepted', 'roc_auc', 'calibration', 'mistakes']));
      expect(part.rejected).toBe(0);
      expect(part.roc_auc.per_class).toHaveLength(2);
    }
    expect(test.calibration.temperature_from).toContain('validation part');
  });

  it('TensorBoard events hold the losses of the history', () => {
    const dir = join(folder, 'run', 'tensorboard', 'train');
    const bytes = readFileSync(join(dir, readdirSync(dir)[0] ?? ''));
    const losses: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = Number(bytes.readBigUInt64LE(at));
      const event = bytes.subarray(at + 12, at + 12 + length);
      const tag = event.indexOf('epoch_loss');
      // After the tag: key 0x15 (field 2, fixed 32 bit), then the float.
      if (tag >= 0 && event[tag + 10] === 0x15) losses.push(event.readFloatLE(tag + 11));
      at += 16 + length;
    }
    const history = text('run', 'history.csv').trim().split('\n').slice(1).map((row) => Number(row.split(',')[1]));
    expect(losses).toHaveLength(8);
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(history[i] ?? Number.NaN, 5));
  });

  it('a threshold is stored in the model, and evaluate counts what it rejects apart', () => {
    expect(train('strict', data, '--threshold', '0.999').status).toBe(0);
    const { status, out } = run('evaluate', '--model', join(folder, 'strict', 'model.onnx'), '--data', data, '--json', '--out', join(folder, 'judged'));
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report.threshold).toBeCloseTo(0.999, 6);
    expect(report.n).toBe(24);
    expect(report.rejected).toBeGreaterThan(0);
    expect(report.unscored).toBe(0);
    expect(json('judged', 'metrics.json')).toEqual(report);
    const page = text('judged', 'report.html');
    expect(page).toContain('None of these');
    expect(page).toContain('<section id="network"');
  });
});

describe('what is said about the data before training', () => {
  it('names unreadable clips, copies, tiny classes and files without a label', () => {
    const odd = join(folder, 'odd');
    for (let k = 0; k < 12; k++) wav(join(odd, 'low', `a${k}.wav`), sine(200 + 9 * k, 0.3));
    for (let k = 0; k < 3; k++) wav(join(odd, 'high', `b${k}.wav`), sine(3000 + 99 * k, 0.3));
    copyFileSync(join(odd, 'low', 'a0.wav'), join(odd, 'low', 'copy.wav'));
    copyFileSync(join(odd, 'low', 'a1.wav'), join(odd, 'high', 'wrong.wav'));
    writeFileSync(join(odd, 'low', 'broken.wav'), 'RIFF....WAVEnothing');
    wav(join(odd, 'stray.wav'), sine(100, 0.1));
    const { status, err } = train('odd-run', odd);
    expect(status).toBe(0);
    expect(err).toMatch(/left out: .*broken\.wav/);
    expect(err).toContain('low/copy.wav = low/a0.wav');
    expect(err).toContain('low/a1.wav = high/wrong.wav');
    expect(err).toContain('Fewer than 10 clips of: high (4)');
    expect(err).toContain('stray.wav');
    const page = text('odd-run', 'report.html');
    expect(page).toContain('broken.wav');
    expect(page).toContain('Fewer than 10 clips');
    expect(text('odd-run', 'run.log')).toContain('warning: Fewer than 10 clips');
  });

  it('warns when pieces of one recording fall on both sides, and not when groups keep them together', () => {
    const pieces = join(folder, 'pieces');
    for (const [label, hz] of [['low', 200], ['high', 3000]] as const) {
      for (let k = 0; k < 20; k++) wav(join(pieces, label, `rec${Math.floor(k / 4)}_s${k % 4}.wav`), sine(hz + 13 * k, 0.3));
    }
    expect(train('torn', pieces).err).toMatch(/recordings have pieces on both sides.*rec\d/);
    for (const pattern of [[], ['--group', '(.*)_s\\d']]) {
      const together = train('whole', pieces, '--unit', 'group', ...pattern);
      expect(together.status).toBe(0);
      expect(together.err).toMatch(/10 recordings judging by the names|10 groups/);
      expect(together.err).not.toContain('both sides');
    }
  });
});

describe('layouts', () => {
  it('a CSV tells labels, groups and folds, and cross-validation follows its folds', () => {
    const clips = join(folder, 'csv-data');
    let csv = '\uFEFFfile;label;speaker;fold\r\n';
    for (let k = 0; k < 24; k++) {
      wav(join(clips, 'audio', `c${k}.wav`), sine((k % 2 ? 3000 : 200) + 11 * k, 0.3));
      csv += `c${k}.wav;${k % 2 ? 'high' : 'low'};s${k % 4};${1 + Math.floor(k / 8)}\r\n`;
    }
    mkdirSync(join(clips, 'meta'));
    writeFileSync(join(clips, 'meta', 'labels.csv'), csv);
    const { status, out, err } = run('cross-validate', '--data', clips, '--recipe', recipe, '--official-folds', '--out', join(folder, 'cv-csv'));
    expect(err).toContain('looks like a CSV of labels: 2 classes, 24 clips, 4 groups, 3 official folds');
    expect(status).toBe(0);
    expect(out.match(/^fold \d/gm)).toEqual(['fold 1', 'fold 2', 'fold 3']);
    const report = json('cv-csv', 'cross-validation.json');
    expect(report.folds.map((fold: { n: number }) => fold.n)).toEqual([8, 8, 8]);
    expect(report.together.n).toBe(24);
    expect(report.together.calibration.temperature_from).toContain('other folds');
    expect(text('cv-csv', 'report.html')).toContain('<section id="folds"');
    expect(existsSync(join(folder, 'cv-csv', 'run.log'))).toBe(true);
  });

  it('the speaker is read from FSDD names, so that leaving one out needs no pattern', () => {
    const fsdd = join(folder, 'fsdd');
    for (const digit of [0, 1]) {
      for (const speaker of ['ann', 'bob', 'cy']) {
        for (let take = 0; take < 5; take++) wav(join(fsdd, 'recordings', `${digit}_${speaker}_${take}.wav`), sine(300 + 2000 * digit + 7 * take, 0.3));
      }
    }
    const { status, out, err } = run('cross-validate', '--data', fsdd, '--recipe', recipe, '--leave-one-group-out', '--out', join(folder, 'cv-fsdd'));
    expect(err).toContain('looks like FSDD: 2 classes, 30 clips, 3 groups');
    expect(status).toBe(0);
    expect(out.match(/^without \w+/gm)).toEqual(['without ann', 'without bob', 'without cy']);
  });

  it('says what is wrong with folds, groups and layouts that are not there', () => {
    const cv = (...args: string[]) => run('cross-validate', '--data', data, '--recipe', recipe, '--out', join(folder, 'no'), ...args);
    expect(cv('--official-folds').err).toContain('Official folds were asked for');
    expect(cv('--leave-one-group-out').err).toContain('needs a group');
    expect(cv('--layout', 'gtzan').err).toContain('named as in GTZAN');
    expect(cv('--layout', 'gtzn').err).toContain('folders, gtzan');
    expect(cv('--folds', '2', '--official-folds').status).toBe(2);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});

describe('clean', () => {
  let clips = '';
  beforeAll(() => {
    clips = join(folder, 'dirty');
    const quiet = (s: number) => new Array<number>(Math.round(s * 16000)).fill(0.0002);
    wav(join(clips, 'bell', 'long.wav'), [...quiet(1), ...sine(500, 2.5), ...quiet(1.5)]);
    wav(join(clips, 'bell', 'short.wav'), [...quiet(0.5), ...sine(700, 0.4)]);
    wav(join(clips, 'horn', 'a, "b".wav'), sine(900, 1.2));
    wav(join(clips, 'horn', 'mute.wav'), quiet(1));
  });

  it('a dry run prints what each clip and class keeps and writes nothing', () => {
    const { status, out, err } = run('clean', '--data', clips, '--out', join(folder, 'never'), '--dry-run', '--json');
    expect(status).toBe(1); // mute.wav
    expect(err).toContain('mute.wav: nothing is above the threshold.');
    const report = JSON.parse(out);
    expect(report.total).toMatchObject({ clips: 4, pieces: 4 });
    const long = report.clips.find((clip: { file: string }) => clip.file === 'bell/long.wav');
    expect(long).toMatchObject({ label: 'bell', pieces: 2 });
    expect(long.kept_s).toBeCloseTo(2.5, 1);
    expect(long.removed_s).toBeCloseTo(2.5, 1);
    expect(report.classes.map((c: { label: string }) => c.label)).toEqual(['bell', 'horn']);
    expect(existsSync(join(folder, 'never'))).toBe(false);
    expect(run('clean', '--data', clips, '--dry-run').out).toMatch(/kept .* removed .*bell\/long\.wav/);
  });

  it('writes pieces of one second by class, and a CSV that keeps the pieces of a clip together', () => {
    const out = join(folder, 'clean');
    expect(run('clean', '--data', clips, '--out', out).status).toBe(1);
    expect(readdirSync(join(out, 'bell')).sort()).toEqual(['long_0.wav', 'long_1.wav', 'short_0.wav']);
    expect(readFileSync(join(out, 'bell', 'short_0.wav'))).toHaveLength(44 + 2 * 16000);
    const { err } = train('from-clean', out, '--unit', 'group');
    expect(err).toContain('looks like a CSV of labels: 2 classes, 4 clips, 3 groups');
    expect(text('clean', 'pieces.csv')).toContain('bell/long_1.wav,bell,bell/long.wav');
  });

  it('draws the envelope of a clip, as a picture and as numbers', () => {
    const picture = join(folder, 'preview.svg');
    run('clean', '--data', clips, '--dry-run', '--preview', picture, '--clip', 'horn/a, "b".wav');
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg xmlns=.*horn\/a, &quot;b&quot;\.wav/s);
    const numbers = join(folder, 'preview.json');
    run('clean', '--data', clips, '--dry-run', '--preview', numbers);
    const preview = JSON.parse(readFileSync(numbers, 'utf8'));
    expect(preview.length_s).toBeCloseTo(5, 3);
    expect(preview.kept.filter((share: number) => share > 0.5).length / preview.columns).toBeCloseTo(0.5, 1);
  });

  it('says what is wrong in one sentence', () => {
    expect(run('clean', '--data', clips).err).toContain('--dry-run');
    expect(run('clean', '--data', clips, '--dry-run', '--preview', join(folder, 'x.svg'), '--clip', 'nowhere.wav').err).toContain('no such clip');
    expect(run('clean', '--data', clips, '--out', join(folder, 'y'), '--threshold', 'loud').status).toBe(2);
  });
});
