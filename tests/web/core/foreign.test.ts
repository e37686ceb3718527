// Models of others through the built module and the public API, and through a stand-in for ONNX Runtime.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import { guessInput } from '../../../web/api/foreign-input.js';
import type { ForeignInput } from '../../../web/api/types.js';
import { EarshotError } from '../../../web/base/errors.js';
import type { Core } from '../../../web/core/core.js';
import { Adopter } from '../../../web/core/training-adopter.js';
import { type LoadedModel, loadModel, type OnDemand, type OnnxRuntime } from '../../../web/worker/load-model.js';
import { largestModelBytes, readModel } from '../../../web/worker/model-source.js';
import { runStream } from '../../../web/worker/live-stream.js';
import type { StreamEvent } from '../../../web/worker/protocol.js';
import { externalClip } from '../../../web/worker/external-clip.js';
import type { ExternalClassifier } from '../../../web/core/core.js';
import { tinyCnn } from '../support/tiny-onnx.js';
import { tone } from '../support/wav.js';

const generated = join(import.meta.dirname, '..', '..', '..', 'web', 'core', 'generated');
const wasmPath = join(generated, 'earshot.wasm');
const trainPath = join(generated, 'earshot-train.wasm');
const built = existsSync(wasmPath) && existsSync(trainPath);
if (!built) console.log('skipped: tests of the built module, because web/core/generated/ is absent (npm run build:wasm)');

const labels = ['a', 'b', 'c'];
const failure = (code: string) => expect.objectContaining({ name: 'EarshotError', code });

describe.skipIf(!built)('models of others', () => {
  let core: Core;
  let adopter: Adopter;
  const noRuntime = async (): Promise<never> => { throw new Error('not asked for'); };
  const onDemand = (runtime: OnDemand['runtime'] = noRuntime): OnDemand => ({ adopter: async () => adopter, runtime });

  beforeAll(async () => {
    const wasmBinary = new Uint8Array(readFileSync(wasmPath));
    adopter = await Adopter.load({ wasmBinary: new Uint8Array(readFileSync(trainPath)) });
    core = await (await import('../../../web/core/core.js')).Core.load({ wasmBinary });
  });

  const guessed = async (model: Uint8Array<ArrayBuffer>): Promise<ForeignInput> => {
    const error = await loadModel(core, model, {}, onDemand()).then(() => null, (reason: unknown) => reason);
    if (!(error instanceof EarshotError) || !error.details.guess) throw new Error('There is no outline.');
    expect(error.code).toBe('model-needs-input');
    return { ...guessInput(error.details.guess.outline).input, labels };
  };

  test('are refused with a guess, load with it, and open without it once saved', async () => {
    const model = tinyCnn();
    const input = await guessed(model);
    expect(input.layout).toEqual(['batch', 'channel', 'time', 'coefficients']);
    const first = await loadModel(core, model, { input }, onDemand());
    expect(first.info).toMatchObject({ labels, adopted: true, runtime: 'earshot' });
    const samples = [tone(440, 1.5, 16_000)];
    const scoresOf = ({ classifier }: LoadedModel): number[] => {
      const clip = classifier.openClip({ channels: 1, sampleRate: 16_000, frames: 24_000, format: { format: 'x', sampleWidthBytes: null } }, { overlap: -1, columns: 0 });
      clip.accept(samples, 0, 24_000);
      const { scores } = clip.finish();
      clip.dispose();
      return [...scores];
    };
    const scores = scoresOf(first);
    expect(scores.reduce((total, score) => total + score, 0)).toBeCloseTo(1, 5);
    const saved = first.adopted as Uint8Array;
    first.dispose();

    // Without a description, and without asking for what adopts.
    const again = await loadModel(core, saved, {}, { adopter: noRuntime, runtime: noRuntime });
    expect(again.info).toMatchObject({ labels, adopted: false });
    expect(again.adopted).toBeNull();
    expect(scoresOf(again)).toEqual(scores);
    again.dispose();
  });

  test('a description that does not fit is refused with a sentence', async () => {
    const model = tinyCnn();
    const input = await guessed(model);
    const load = (change: Partial<ForeignInput>) => loadModel(core, model, { input: { ...input, ...change } }, onDemand());
    await expect(load({ labels: [] })).rejects.toEqual(failure('invalid-config'));
    await expect(load({ labels: ['a', 'b'] })).rejects.toEqual(failure('invalid-model'));
    await expect(load({ layout: ['batch', 'time', 'coefficients'] })).rejects.toEqual(failure('invalid-model'));
    await expect(load({ features: { ...input.features, n_mels: 41 } })).rejects.toEqual(failure('invalid-model'));
  });

  test('an operator our engine lacks needs ONNX Runtime, which nobody fetches unasked', async () => {
    const model = tinyCnn('Selu');
    const input = { ...(await guessed(tinyCnn())), labels };
    const sizes = { downloadSize: async () => 1234, openNetwork: async () => { throw new Error('not asked for'); } };
    const refused = loadModel(core, model, { input }, onDemand(async () => sizes)).catch((error: unknown) => error);
    expect(await refused).toMatchObject({ code: 'model-needs-runtime', details: { runtime: { sizeBytes: 1234, reason: expect.stringContaining('Selu') } } });
  });

  /** Scores by a rule, late: the first label wins when the features' mean lies above a bound. */
  const standIn = (scoresOf = (n: number) => [n / 100, 0.25, 0.5]): OnnxRuntime & { runs: number[]; disposed: number } => {
    const runtime = {
      runs: [] as number[],
      disposed: 0,
      downloadSize: async () => null,
      openNetwork: async () => ({
        run: async ({ frames }: { frames: number }) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          runtime.runs.push(frames);
          return Float32Array.from(scoresOf(runtime.runs.length));
        },
        dispose: () => { runtime.disposed += 1; },
      }),
    };
    return runtime;
  };

  test('scores of another engine reach their segments, and two clips at once get their own', async () => {
    const runtime = standIn();
    const input = { ...(await guessed(tinyCnn())), labels };
    const model = await loadModel(core, tinyCnn('Selu'), { input, onnxRuntime: 'allow' }, onDemand(async () => runtime));
    expect(model.info).toMatchObject({ runtime: 'onnxruntime', adopted: true });
    expect(runtime.runs).toHaveLength(1); // the probe
    const classifier = model.classifier as ExternalClassifier;
    const samples = [tone(440, 3, 16_000)];
    const clip = () => externalClip(classifier, () =>
      classifier.openClip({ channels: 1, sampleRate: 16_000, frames: 48_000, format: { format: 'x', sampleWidthBytes: null } }, { overlap: -1, columns: 0 }));
    const [one, two] = [clip(), clip()];
    await Promise.all([one.accept(samples, 0, 40_000), two.accept(samples, 0, 17_000), one.accept(samples, 40_000, 48_000), two.accept(samples, 17_000, 48_000)]);
    const [first, second] = await Promise.all([one.finish(), two.finish()]);
    expect(first.segments).toHaveLength(3);
    expect(second.segments).toHaveLength(3);
    const seen = [...first.segments, ...second.segments].map(({ scores }) => Math.round((scores[0] ?? 0) * 100));
    // Each run's number once: nobody's scores were lost or given twice. The probe was number 1.
    expect(seen.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(first.segments.every(({ scores }) => scores[2] === 0.5)).toBe(true);
    one.dispose();
    two.dispose();
    model.dispose();
    expect(runtime.disposed).toBe(1);
  });

  test('a live stream gets its scores late and in order, none lost', async () => {
    const runtime = standIn();
    const input = { ...(await guessed(tinyCnn())), labels };
    const model = await loadModel(core, tinyCnn('Selu'), { input, onnxRuntime: 'allow' }, onDemand(async () => runtime));
    const { port1, port2 } = new MessageChannel();
    const seen: number[] = [];
    const abort = new AbortController();
    const options = { sampleRate: 16_000, hopS: 0.5, smoothingS: 0, threshold: -1, minDurationS: 0, frames: true };
    let frames = 0;
    const finished = new Promise<void>((resolve) => {
      const report = (event: StreamEvent): void => {
        if (event.kind === 'frames') frames += event.frames.frames;
        else seen.push(...event.updates.map(({ scores }) => Math.round((scores[0] ?? 0) * 100)));
        if (seen.length === 5) resolve();
      };
      void runStream(model.classifier, port2, options, { signal: abort.signal, finished: new Promise(() => {}), report }).catch(() => {});
    });
    // Faster than the engine answers.
    for (let i = 0; i < 30; i += 1) port1.postMessage({ kind: 'samples', samples: tone(440, 0.1, 16_000) });
    await finished;
    expect(seen).toEqual([2, 3, 4, 5, 6]); // windows of 1 s each 0.5 s; the probe was number 1
    expect(frames).toBeGreaterThan(100);
    abort.abort();
    port1.close();
    model.dispose();
  });

  test('a quantised model is called that, and offered ONNX Runtime', async () => {
    const input = { ...(await guessed(tinyCnn())), labels };
    const runtime = standIn();
    await expect(loadModel(core, tinyCnn('DynamicQuantizeLinear'), { input }, onDemand(async () => runtime))).rejects.toMatchObject({
      code: 'model-needs-runtime', message: expect.stringMatching(/^This model is quantised/),
    });
  });

  test('an engine that cannot be reached is a sentence of its own', async () => {
    const input = { ...(await guessed(tinyCnn())), labels };
    await expect(loadModel(core, tinyCnn('Selu'), { input, onnxRuntime: 'allow' }, onDemand())).rejects.toEqual(failure('runtime-not-loaded'));
  });

  test('another engine that gives too many scores, or none, is refused and let go', async () => {
    const input = { ...(await guessed(tinyCnn())), labels };
    for (const scores of [[1], [Number.NaN, 0, 0]]) {
      const runtime = standIn(() => scores);
      const loading = loadModel(core, tinyCnn('Selu'), { input, onnxRuntime: 'allow' }, onDemand(async () => runtime));
      await expect(loading).rejects.toEqual(failure('invalid-model'));
      expect(runtime.disposed).toBe(1);
    }
  });

  test('a model larger than a browser’s memory is refused before it is read', async () => {
    const blob = { size: largestModelBytes + 1, arrayBuffer: () => { throw new Error('read'); } } as unknown as Blob;
    await expect(readModel({ kind: 'blob', blob }, new AbortController().signal)).rejects.toEqual(failure('model-too-large'));
  });
});
