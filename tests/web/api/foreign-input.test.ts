// What shapes suggest, as a table: a guess is judged by its layout and by the features it proposes.
import { describe, expect, test } from 'vitest';

import { guessInput, inputLayouts, inputPresets } from '../../../web/api/foreign-input.js';
import type { ModelOutline } from '../../../web/api/types.js';

type Shape = (number | string)[];

function outline(input: Shape, output: Shape = [1, 10], madeBy = 'Gemm'): ModelOutline {
  const value = (name: string, shape: Shape, by: string) => ({
    name, type: 'FLOAT', madeBy: by, shape: shape.map((size) => (typeof size === 'number' ? size : -1)),
    dimNames: shape.map((size) => (typeof size === 'number' ? '' : size)),
  });
  return { inputs: [value('x', input, '')], outputs: [value('y', output, madeBy)], operators: ['Conv'], quantised: false, opset: 17 };
}

describe('guess', () => {
  test.each<[Shape, string, object]>([
    [['samples'], 'time', { kind: 'waveform', sample_rate: 16_000 }],
    [[1, 16_000], 'batch time', { kind: 'waveform' }],
    [['batch', 'n'], 'batch time', { kind: 'waveform' }],
    [[1, 1, 16_000], 'batch channel time', { kind: 'waveform' }],
    [['b', 1, 'n'], 'batch channel time', { kind: 'waveform' }],
    [[1, 22_050, 1], 'batch time channel', { kind: 'waveform' }],
    [[1, 98, 40], 'batch time coefficients', { kind: 'logmel', n_mels: 40, center: false }],
    [[1, 40, 101], 'batch coefficients time', { kind: 'logmel', n_mels: 40, center: true }],
    [['b', 'frames', 13], 'batch time coefficients', { kind: 'mfcc', n_mfcc: 13 }],
    [['b', 39, 't'], 'batch coefficients time', { kind: 'mfcc', n_mfcc: 13, deltas: 2 }],
    [[1, 1, 64, 101], 'batch channel coefficients time', { kind: 'logmel', n_mels: 64 }],
    [[1, 1, 1001, 80], 'batch channel time coefficients', { n_mels: 80 }],
    [[1, 124, 129, 1], 'batch time coefficients channel', { kind: 'spectrum', n_fft: 256 }],
    [[1, 128, 44, 1], 'batch coefficients time channel', { n_mels: 128 }],
    [['b', 1, 'mels', 'time'], 'batch channel coefficients time', { kind: 'logmel' }],
    [['b', 1, 'time', 'mels'], 'batch channel time coefficients', { kind: 'logmel' }],
    [[1, 40], 'time coefficients', { kind: 'logmel', pooling: 'mean', n_mels: 40 }],
    [[96, 64], 'time coefficients', { n_mels: 64, power: 1, log_offset: 0.001 }],
    [['b', 1024, 128], 'batch time coefficients', { n_mels: 128, preemphasis: 0.97, mel_triangles: 'mel', num_frames: 0 }],
  ])('%j is laid out as %s', (shape, layout, features) => {
    const { input } = guessInput(outline(shape));
    expect(input.layout.join(' ')).toBe(layout);
    expect(input.features).toMatchObject(features);
    expect(inputLayouts.map((axes) => axes.join(' '))).toContain(layout);
  });

  test('AudioSet’s numbers of labels tell whose conventions a model follows', () => {
    expect(guessInput(outline(['n'], ['frames', 521], 'Sigmoid')).input).toMatchObject({
      features: inputPresets['yamnet-waveform'].features, scores: 'probabilities', average: true,
    });
    expect(guessInput(outline([1, 'n'], [1, 527])).input).toMatchObject({ features: { sample_rate: 32_000 }, scores: 'sigmoid', average: false });
    expect(guessInput(outline([1, 1, 'frames', 64], [1, 527])).input.features).toMatchObject({ n_mels: 64, hop_length: 320 });
  });

  test('an AST-style model gets AudioSet’s mean and twice its deviation, and keeps short clips as they are', () => {
    const { input } = guessInput(outline(['batch', 'frames', 128], [1, 527]));
    expect(input).toMatchObject({ mean: -4.2677393, std: 2 * 4.5689974, scores: 'sigmoid', features: inputPresets.ast.features });
    expect(guessInput(outline([1, 1024, 128], [1, 3])).input.features).toMatchObject({
      num_frames: 0, preprocess: { segment: { length_s: 0, short_clip: 'keep', tail: 'keep' } },
    });
  });

  test('a fixed length is left to the file, a free one gets segments', () => {
    expect(guessInput(outline([1, 16_000])).input.features).toMatchObject({ preprocess: { segment: { length_s: 0 } } });
    expect(guessInput(outline([1, 'n'])).input.features).toMatchObject({ preprocess: { segment: { length_s: 1 } } });
  });

  test('scores are probabilities behind a softmax or sigmoid, else logits; their number is the output’s', () => {
    expect(guessInput(outline([1, 'n'], [1, 7], 'Softmax'))).toMatchObject({ numLabels: 7, input: { scores: 'probabilities' } });
    expect(guessInput(outline([1, 'n'], [1, 7, 1, 1]))).toMatchObject({ numLabels: 7, input: { scores: 'softmax' } });
    expect(guessInput(outline([1, 'n'], [1, 'classes'])).numLabels).toBeNull();
    expect(guessInput(outline([1, 'n'], [1, 25, 7])).input.average).toBe(true);
  });

  test('whatever the shape, there is a guess with time in it once', () => {
    for (const shape of [[], [1], [3, 2], [5, 5, 5], [2, 3, 4, 5], [1, 2, 3, 4, 5]]) {
      const { input } = guessInput(outline(shape));
      expect(input.layout.filter((axis) => axis === 'time')).toHaveLength(1);
    }
    expect(guessInput({ ...outline([1]), inputs: [], outputs: [] }).input.layout).toContain('time');
  });
});
