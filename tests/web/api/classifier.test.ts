import { describe, expect, test, vi } from 'vitest';
import { Classifier, toPrediction } from '../../../web/api/classifier.js';
import { decide, rankScores } from '../../../web/api/decide.js';
import type { AudioInput, ClassifyOptions, ListenOptions, ModelInfo, ModelInput } from '../../../web/api/types.js';
import { WorkerClient } from '../../../web/worker/client.js';
import type { RawPrediction } from '../../../web/worker/protocol.js';
import { FakeWorker } from '../support/fake-worker.js';

const info: ModelInfo = {
  labels: ['dog', 'cat', 'bird'], card: {}, features: {}, sampleRate: 16000, segmentS: 1, threshold: 0.5, activation: 'softmax', numParameters: 1, sizeBytes: 1,
};

function raw(scores: number[], changes: Partial<RawPrediction> = {}): RawPrediction {
  return {
    durationS: 1,
    scores: Float32Array.from(scores),
    segments: [{ startS: 0, endS: 1, scores: Float32Array.from(scores) }],
    info: { format: 'WAV, PCM 16-bit', channels: 1, sampleWidthBytes: 2, frameRateHz: 16000, frameWidthBytes: 2, frameCount: 16000, lengthS: 1, dbfs: -20 },
    view: null,
    warnings: [],
    ...changes,
  };
}

function classifierAnswering(answer: RawPrediction): { classifier: Classifier; worker: FakeWorker } {
  const worker = new FakeWorker((message, self) => {
    if (message.kind.startsWith('classify') && 'id' in message) self.answer({ kind: 'done', id: message.id, value: answer });
  });
  return { classifier: new Classifier(new WorkerClient({ startWorker: () => worker }), info), worker };
}

const clip = { samples: new Float32Array(16000), sampleRate: 16000 };

describe('decision', () => {
  test('ranks best first, equal scores in label order, at most topK', () => {
    expect(rankScores([0.2, 0.6, 0.2], info.labels).map(({ label }) => label)).toEqual(['cat', 'dog', 'bird']);
    expect(rankScores([0.2, 0.6, 0.2], info.labels, 1)).toEqual([{ index: 1, label: 'cat', score: 0.6 }]);
  });

  test('is the top score unless that is below the threshold', () => {
    const ranked = rankScores([0.2, 0.6, 0.2], info.labels);
    expect(decide(ranked, 0)?.label).toBe('cat');
    expect(decide(ranked, 0.6)?.label).toBe('cat');
    expect(decide(ranked, 0.61)).toBeNull();
    expect(decide([], 0)).toBeNull();
  });

  test('uses the model’s threshold unless the caller gives one', () => {
    expect(toPrediction(raw([0.4, 0.3, 0.3]), [], info, {}).decision).toBeNull();
    expect(toPrediction(raw([0.4, 0.3, 0.3]), [], info, { threshold: 0.1 }).decision?.label).toBe('dog');
  });

  test('does not depend on topK', () => {
    const prediction = toPrediction(raw([0.1, 0.8, 0.1]), [], info, { topK: 1 });
    expect(prediction.predictions).toHaveLength(1);
    expect(prediction.decision?.label).toBe('cat');
  });

  test.each([
    ['a clip that the gate emptied', raw([])],
    ['digital silence', raw([0.9, 0.1, 0], { info: { ...raw([]).info, dbfs: -Infinity } })],
  ])('is null for %s, with a warning', (_name, answer) => {
    const prediction = toPrediction(answer, ['from decoding'], info, { threshold: 0 });
    expect(prediction).toMatchObject({ decision: null, predictions: [] });
    expect(prediction.warnings).toEqual(['from decoding', expect.stringContaining('silent')]);
  });
});

describe('classifier', () => {
  test('samples go to the worker as planar channels and stay the caller’s', async () => {
    const { classifier, worker } = classifierAnswering(raw([0.1, 0.8, 0.1]));
    const prediction = await classifier.classify(clip, { topK: 2, overlap: 0.5, view: { columns: 10 } });
    expect(prediction.decision).toEqual({ index: 1, label: 'cat', score: expect.closeTo(0.8, 6) });
    expect(worker.requests()[0]).toMatchObject({ kind: 'classify-samples', sampleRate: 16000, options: { overlap: 0.5, columns: 10 } });
    expect(clip.samples).toHaveLength(16000);
  });

  test('a WAV file goes to the worker as it is', async () => {
    const { classifier, worker } = classifierAnswering(raw([0.1, 0.8, 0.1]));
    await classifier.classify(new Blob(['RIFF\0\0\0\0WAVEfmt ']));
    expect(worker.requests()[0]).toMatchObject({ kind: 'classify-wav', options: { overlap: -1, columns: 0 } });
  });

  test('an AudioBuffer is copied, so that it stays playable', async () => {
    const { classifier, worker } = classifierAnswering(raw([0.1, 0.8, 0.1]));
    const own = new Float32Array([1, 2, 3]);
    const buffer = { sampleRate: 8000, numberOfChannels: 1, length: 3, copyFromChannel: (target: Float32Array) => target.set(own) };
    await classifier.classify(buffer);
    expect(worker.requests()[0]).toMatchObject({ channels: [Float32Array.from([1, 2, 3])], sampleRate: 8000 });
    expect(own).toHaveLength(3);
  });

  const badInputs: [string, unknown][] = [
    ['input', undefined],
    ['input', 'clip.wav'],
    ['input.sampleRate', { samples: new Float32Array(1), sampleRate: 44100.5 }],
    ['input.sampleRate', { samples: new Float32Array(1), sampleRate: '16000' }],
    ['input.samples', { samples: [1, 2, 3], sampleRate: 16000 }],
    ['input.samples', { samples: [], sampleRate: 16000 }],
    ['input.samples', { samples: [new Float32Array(1), new Float32Array(2)], sampleRate: 16000 }],
  ];
  test.each(badInputs)('a wrong %s is named', async (name, input) => {
    const { classifier, worker } = classifierAnswering(raw([1, 0, 0]));
    await expect(classifier.classify(input as AudioInput)).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining(`${name} must`) });
    expect(worker.received).toEqual([]);
  });

  const badOptions: [string, unknown][] = [
    ['topK', 0],
    ['topK', 1.5],
    ['overlap', 1],
    ['overlap', NaN],
    ['threshold', -0.1],
    ['view.columns', { columns: 0 }],
    ['signal', {}],
    ['onProgress', 'yes'],
  ];
  test.each(badOptions)('a wrong %s (%j) is named', async (name, value) => {
    const { classifier } = classifierAnswering(raw([1, 0, 0]));
    const options = { [name.split('.')[0] as string]: value } as ClassifyOptions;
    await expect(classifier.classify(clip, options)).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining(`${name} must`) });
  });

  test.each([['hopS', 0], ['threshold', 2], ['onPrediction', 1]])('listen: a wrong %s (%j) is named', async (name, value) => {
    const { classifier } = classifierAnswering(raw([1, 0, 0]));
    await expect(classifier.listen({ [name]: value } as ListenOptions)).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining(name) });
  });

  test.each([[undefined], [42], [['a']]])('load: a wrong source (%j) is named', async (source) => {
    await expect(Classifier.load(source as unknown as ModelInput)).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('source must') });
  });

  test.each([[0], [1.5], [17], ['two']])('load: a wrong number of workers (%j) is named', async (workers) => {
    await expect(Classifier.load('model.onnx', { workers: workers as number })).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('workers must') });
  });

  test('after dispose every call rejects with disposed', async () => {
    const { classifier } = classifierAnswering(raw([1, 0, 0]));
    classifier.dispose();
    for (const call of [() => classifier.classify(clip), () => classifier.listen(), () => classifier.record()]) {
      await expect(call()).rejects.toMatchObject({ code: 'disposed' });
    }
  });

  test('where there is no secure page, listening says so and names the file path', async () => {
    const states: string[] = [];
    vi.stubGlobal('isSecureContext', false);
    const { classifier } = classifierAnswering(raw([1, 0, 0]));
    await expect(classifier.listen({ onStateChange: (state) => states.push(state) })).rejects.toMatchObject({ code: 'microphone-insecure', message: expect.stringContaining('file') });
    expect(states).toEqual(['prompting', 'stopped']);
    vi.unstubAllGlobals();
  });
});

test('importing the API in Node touches no browser global', async () => {
  await expect(import('../../../web/api/index.js')).resolves.toHaveProperty('Classifier');
});
