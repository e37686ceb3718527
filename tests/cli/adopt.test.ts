// earshot adopt: a model of others becomes one that earshot classify reads.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { tinyCnn } from '../web/support/tiny-onnx.js';
import { ensureBuilt, root, run } from './support';

const clip = join(root, 'public', 'samples', 'seven.wav');

let folder = '';
const inFolder = (name: string): string => join(folder, name);
beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'earshot-adopt-'));
  writeFileSync(inFolder('theirs.onnx'), tinyCnn());
  writeFileSync(inFolder('selu.onnx'), tinyCnn('Selu'));
  const description = {
    features: { kind: 'logmel', sample_rate: 16_000, n_fft: 512, win_length: 400, hop_length: 160, n_mels: 40, preprocess: { segment: { length_s: 1 } } },
    layout: ['batch', 'channel', 'time', 'coefficients'],
    labels: ['a', 'b', 'c'],
  };
  writeFileSync(inFolder('description.json'), JSON.stringify(description));
  writeFileSync(inFolder('wrong.json'), JSON.stringify({ ...description, labels: ['a'] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('adopt', () => {
  it('says what the file takes and gives', () => {
    const { status, out } = run('adopt', inFolder('theirs.onnx'));
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ foreign: true, inputs: [{ shape: [1, 1, -1, 40] }], outputs: [{ shape: [1, 3], madeBy: 'MatMul' }] });
  });

  it('writes a model that classify reads', () => {
    expect(run('adopt', '--input', inFolder('description.json'), '--out', inFolder('ours.onnx'), inFolder('theirs.onnx'))).toMatchObject({ status: 0, err: '' });
    const { status, out } = run('classify', '--model', inFolder('ours.onnx'), '--json', clip);
    expect(status).toBe(0);
    const { predictions } = JSON.parse(out) as { predictions: { label: string; score: number }[] };
    expect(predictions.map(({ label }) => label).sort()).toEqual(['a', 'b', 'c']);
    expect(predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 4);
    expect(run('classify', '--model', inFolder('theirs.onnx'), clip).err).toMatch(/no Earshot labels/);
    expect(run('adopt', '--input', inFolder('description.json'), '--out', inFolder('twice.onnx'), inFolder('ours.onnx')).err).toMatch(/already/);
  });

  it('says when only ONNX Runtime can run what it wrote, and when labels do not fit', () => {
    const selu = run('adopt', '--input', inFolder('description.json'), '--out', inFolder('selu-ours.onnx'), inFolder('selu.onnx'));
    expect(selu.status).toBe(0);
    expect(selu.err).toMatch(/Selu/);
    const wrong = run('adopt', '--input', inFolder('wrong.json'), '--out', inFolder('wrong.onnx'), inFolder('theirs.onnx'));
    expect(wrong.status).toBe(1);
    expect(wrong.err).toMatch(/3 scores.*1 labels/);
  });
});
