// The built WebAssembly module in Node, through web/core and through the public API.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { extractFeatures } from '../../../web/api/features.js';
import { Classifier } from '../../../web/api/classifier.js';
import type { Core } from '../../../web/core/core.js';
import { tone, wavOf } from '../support/wav.js';

const root = join(import.meta.dirname, '..', '..', '..');
const wasmPath = join(root, 'web', 'core', 'generated', 'earshot.wasm');
const reference = join(root, 'tests', 'reference', 'features', 'mfcc13_0.json');
const modelPath = join(root, 'models', 'digits', 'digits.onnx');

/** The reference's bound, relative to its largest value (docs/features.md). */
const featureTolerance = 1e-4;

const built = existsSync(wasmPath);
if (!built) console.log('skipped: tests of the built module, because web/core/generated/ is absent (npm run build:wasm)');

describe.skipIf(!built)('the module in Node', () => {
  let core: Core;
  let wasmBinary: Uint8Array;

  beforeAll(async () => {
    wasmBinary = new Uint8Array(readFileSync(wasmPath));
    core = await (await import('../../../web/core/core.js')).Core.load({ wasmBinary: wasmBinary as Uint8Array<ArrayBuffer> });
  });

  test('tells its version', () => {
    expect(core.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('this is not a model')],
    ['random bytes', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)],
  ])('a model file of %s is an invalid model, and the module goes on', (_name, bytes) => {
    expect(() => core.loadClassifier(bytes)).toThrow(expect.objectContaining({ name: 'EarshotError', code: 'invalid-model' }));
    expect(core.completeFeatureConfig('{}')).toContain('n_fft');
  });

  test.each([
    ['no JSON', '{', 'invalid-config'],
    ['an unknown field', '{"n_ftt": 512}', 'invalid-config'],
    ['a field out of range', '{"hop_length": 0}', 'invalid-config'],
  ])('a feature configuration with %s is refused', (_name, config, code) => {
    expect(() => core.completeFeatureConfig(config)).toThrow(expect.objectContaining({ code }));
    expect(() => core.openFeatures(config, 1, 16000)).toThrow(expect.objectContaining({ code }));
  });

  test('a damaged WAV header is a malformed file', () => {
    const wav = wavOf([tone(440, 0.1, 16000)], 16000);
    wav[22] = 0;
    expect(() => core.openFeaturesWav('{}', wav, wav.length)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  test('a WAV header that is not all there asks for more', () => {
    const wav = wavOf([tone(440, 0.1, 16000)], 16000);
    const opened = core.openFeaturesWav('{}', wav.subarray(0, 20), wav.length);
    expect(opened).toMatchObject({ kind: 'more' });
    expect(opened.kind === 'more' && opened.bytesNeeded).toBeGreaterThan(20);
  });

  test('MFCC equal librosa’s', () => {
    const { params, input, output } = JSON.parse(readFileSync(reference, 'utf8')) as {
      params: Record<string, number>;
      input: { sample_rate: number; samples: number[] };
      output: Record<string, { shape?: number[]; values?: number[][] } | number[][]>;
    };
    const config = {
      kind: 'mfcc', sample_rate: params.sr, n_fft: params.n_fft, hop_length: params.hop_length, win_length: params.win_length, n_mels: params.n_mels, n_mfcc: params.n_mfcc,
    };
    const expected = mfccOf(output);
    const job = core.openFeatures(JSON.stringify(config), 1, input.sample_rate);
    const samples = Float32Array.from(input.samples);
    // In two blocks: the boundary must not show.
    job.accept([samples], 0, 1001);
    job.accept([samples], 1001, samples.length);
    const { frames, coefficients, values } = job.finish();
    job.dispose();
    expect([coefficients, frames]).toEqual([expected.length, expected[0]?.length]);
    const largest = Math.max(...expected.flat().map(Math.abs));
    expected.forEach((row, c) =>
      row.forEach((value, f) => {
        expect(Math.abs((values[f * coefficients + c] ?? NaN) - value) / largest).toBeLessThan(featureTolerance);
      }),
    );
  });

  test('a disposed job says so', () => {
    const job = core.openFeatures('{}', 1, 16000);
    job.dispose();
    job.dispose();
    expect(() => job.finish()).toThrow(expect.objectContaining({ code: 'disposed' }));
  });

  test('views are fetched anew after the memory has grown', () => {
    const job = core.openFeatures(JSON.stringify({ kind: 'rms', n_fft: 512, hop_length: 512, sample_rate: 16000, center: false }), 1, 16000);
    const long = new Float32Array(8_000_000).fill(0.5);
    job.accept([long.subarray(0, 512)], 0, 512);
    job.accept([long], 0, long.length);
    const { values } = job.finish();
    expect(values.length).toBeGreaterThan(15_000);
    expect(Math.max(...values.subarray(0, 100)) - 0.5).toBeCloseTo(0, 5);
    job.dispose();
  });

  test('extractFeatures: a WAV file and its samples give the same, in this thread, with progress to the end', async () => {
    const samples = tone(440, 1, 16000);
    const config = { kind: 'logmel', sample_rate: 16000, n_fft: 512, hop_length: 256, n_mels: 40 };
    const wav = new Blob([wavOf([samples, samples], 16000) as Uint8Array<ArrayBuffer>]);
    const fromFile = await extractFeatures(wav, config, { wasmBinary });
    const rounded = samples.map((sample) => Math.round(sample * 32767) / 32768);
    const fromSamples = await extractFeatures({ samples: rounded, sampleRate: 16000 }, config, { wasmBinary });
    expect(fromFile).toEqual(fromSamples);
    expect(fromFile.coefficients).toBe(40);
  });

  test('a malformed model reaches the caller of load with its code', async () => {
    await expect(Classifier.load(new Uint8Array([1, 2, 3]), { wasmBinary })).rejects.toMatchObject({ code: 'invalid-model' });
  });

  describe.skipIf(!existsSync(modelPath))('with a model', () => {
    let classifier: Classifier;
    beforeAll(async () => {
      classifier = await Classifier.load(new Uint8Array(readFileSync(modelPath)), { wasmBinary });
      return () => classifier.dispose();
    });

    test('a clip gets scores, metadata and drawing data of the size asked for', async () => {
      const samples = tone(440, 2, 44100);
      const file = new Blob([wavOf([samples, samples], 44100) as Uint8Array<ArrayBuffer>]);
      const { info, predictions, durationS, view, segments } = await classifier.classify(file, { view: { columns: 100 } });
      expect(durationS).toBeCloseTo(2, 3);
      expect(info).toMatchObject({ channels: 2, sampleWidthBytes: 2, frameRateHz: 44100, frameWidthBytes: 4, frameCount: 88200, lengthS: 2 });
      expect(info.format).toContain('WAV');
      // A sine of amplitude 0.5: 20 log10(0.5 / sqrt 2).
      expect(info.dbfs).toBeCloseTo(-9.03, 1);
      expect(predictions).toHaveLength(classifier.info.labels.length);
      expect(segments.length).toBeGreaterThan(0);
      expect(view?.peaks).toHaveLength(200);
      for (let column = 0; column < 100; column++) {
        expect(view?.peaks[2 * column]).toBeCloseTo(-0.5, 1);
        expect(view?.peaks[2 * column + 1]).toBeCloseTo(0.5, 1);
      }
    });

    test('the spectrogram shows a tone where it is', async () => {
      const sampleRate = 16000;
      const { view } = await classifier.classify({ samples: tone(1000, 1, sampleRate), sampleRate }, { view: { columns: 10 } });
      const { frames, bands, values, fMinHz, fMaxHz } = view?.spectrogram ?? { frames: 0, bands: 0, values: new Float32Array(0), fMinHz: 0, fMaxHz: 0 };
      expect(values).toHaveLength(frames * bands);
      const middle = values.subarray(Math.floor(frames / 2) * bands, (Math.floor(frames / 2) + 1) * bands);
      const loudest = middle.indexOf(Math.max(...middle));
      expect(Math.max(...values)).toBeCloseTo(0, 4);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-80);
      // Slaney's scale is linear below 1 kHz, 200/3 Hz a mel, and logarithmic above.
      const mel = (hz: number): number => (hz < 1000 ? (3 * hz) / 200 : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4));
      const expected = ((mel(1000) - mel(fMinHz)) / (mel(fMaxHz) - mel(fMinHz))) * (bands + 1) - 1;
      expect(Math.abs(loudest - expected)).toBeLessThanOrEqual(1);
    });

    test('a truncated file is classified as far as it goes, with a warning', async () => {
      const file = new Blob([wavOf([tone(440, 1, 16000)], 16000, { promisedFrames: 99999 }) as Uint8Array<ArrayBuffer>]);
      const { warnings, durationS } = await classifier.classify(file);
      expect(durationS).toBeCloseTo(1, 3);
      expect(warnings.join(' ')).toContain('cut off');
    });

    test('a WAV file without samples is an empty clip', async () => {
      await expect(classifier.classify(new Blob([wavOf([new Float32Array(0)], 16000) as Uint8Array<ArrayBuffer>]))).rejects.toMatchObject({ code: 'empty-clip' });
    });

    test('a long file can be cancelled while it runs', async () => {
      const sampleRate = 44100;
      const file = new Blob([wavOf([tone(440, 120, sampleRate)], sampleRate) as Uint8Array<ArrayBuffer>]);
      const controller = new AbortController();
      const classifying = classifier.classify(file, { signal: controller.signal, onProgress: () => controller.abort() });
      await expect(classifying).rejects.toMatchObject({ code: 'cancelled' });
      await expect(classifier.classify({ samples: tone(440, 1, 16000), sampleRate: 16000 })).resolves.toBeDefined();
    });
  });
});

/** The one matrix of the reference, [coefficients][frames]. */
function mfccOf(output: unknown): number[][] {
  const found = findMatrix(output);
  if (!found) throw new Error('The reference holds no matrix.');
  return found;
}

function findMatrix(value: unknown): number[][] | null {
  if (Array.isArray(value)) return Array.isArray(value[0]) ? (value as number[][]) : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const child of Object.values(value)) {
    const found = findMatrix(child);
    if (found) return found;
  }
  return null;
}
