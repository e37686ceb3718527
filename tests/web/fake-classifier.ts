// A ClassifierApi without a core: answers that follow from the file's name, and a microphone that hears a chirp. For looking at the
// element and for its tests; injected through `element.loader`.
import { EarshotError } from '../../web/api/errors.js';
import type { ClassifierApi, Listening, Recording } from '../../web/api/classifier-api.js';
import type { AudioInput, ClassifyOptions, ClipPrediction, ErrorCode, ListenOptions, ModelInfo } from '../../web/api/types.js';

export const labels = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const BANDS = 64;
const FRAMES_A_SECOND = 100;

export const info: ModelInfo = {
  labels,
  card: {
    name: 'digits',
    title: 'Spoken digits',
    version: '1',
    description: 'Recognises one spoken English digit, zero to nine, in a clip of about a second.',
    licence: 'MIT',
    data: 'Recordings of digits by six speakers, 50 of each digit and speaker, telephone quality.',
    split: 'Leave one speaker out: each speaker was left out of training once and then used for testing.',
    metrics: [
      { name: 'accuracy', value: 0.834, n: 3000, interval: [0.82, 0.847], note: 'Mean over speakers the model had not heard.' },
      { name: 'accuracy, worst speaker', value: 0.712, n: 500, interval: [0.671, 0.75] },
    ],
    limits: 'Other words and noises get a digit too, unless their score stays below the threshold. Children and strong accents were not tested.',
    date: '2026-11-21',
  },
  features: {},
  sampleRate: 8000,
  segmentS: 1,
  threshold: 0.4,
  activation: 'softmax',
  numParameters: 26_890,
  sizeBytes: 110_412,
};

/** Scores with `score` for one label and the rest spread unevenly. */
function scoresFor(index: number, score: number): Float32Array {
  const scores = Float32Array.from(labels, (_, i) => (i === index ? 0 : 1 / (1 + ((i * 7 + index * 3) % 11))));
  const sum = scores.reduce((total, value) => total + value, 0);
  return scores.map((value, i) => (i === index ? score : (value / sum) * (1 - score)));
}

/** A word-like picture: formants that move, in two bursts. */
function melFrames(frames: number, at: (frame: number) => number): Float32Array {
  const values = new Float32Array(frames * BANDS);
  for (let frame = 0; frame < frames; frame += 1) {
    const t = at(frame);
    const burst = Math.exp(-(((t % 1.3) - 0.35) ** 2) / 0.02) + 0.7 * Math.exp(-(((t % 1.3) - 0.75) ** 2) / 0.015);
    for (let band = 0; band < BANDS; band += 1) {
      const formants = [9 + 4 * Math.sin(5 * t), 24 + 9 * Math.sin(3 * t + 1), 41 + 4 * Math.cos(4 * t)];
      const voiced = formants.reduce((sum, f) => sum + Math.exp(-((band - f) ** 2) / 14), 0);
      const grain = Math.sin(frame * 12.9 + band * 78.2) * 43758.5;
      const noise = 0.4 * (grain - Math.floor(grain)) + 0.15;
      values[frame * BANDS + band] = Math.max(-80, 20 * Math.log10(1e-4 + burst * (voiced + 0.08) + noise * 0.002) - 2);
    }
  }
  return values;
}

const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new EarshotError('cancelled', 'Cancelled.'));
    });
  });

export type FakeOptions = { delayMs?: number; microphone?: 'granted' | 'pending' | ErrorCode; parallel?: number };

export class FakeClassifier implements ClassifierApi {
  readonly info = info;
  readonly parallel: number;
  /** Names of the clips under way, each time one is added. */
  readonly underWay: string[][] = [];
  readonly #options: FakeOptions;
  #running: { name: string; crash(): void }[] = [];

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.parallel = options.parallel ?? 1;
  }

  /** A clip called "poison" takes its worker with it, and with that every other clip under way. */
  async classify(input: AudioInput, options: ClassifyOptions = {}): Promise<ClipPrediction> {
    const name = input instanceof File ? input.name : '';
    return new Promise((resolve, reject) => {
      const mine = { name, crash: () => reject(new EarshotError('worker-crashed', 'The audio engine failed on this input.')) };
      this.#running.push(mine);
      this.underWay.push(this.#running.map((running) => running.name));
      void this.#predict(name, options).then(
        (prediction) => {
          if (name.includes('poison')) for (const { crash } of this.#running.splice(0)) crash();
          else resolve(prediction);
        },
        reject,
      ).finally(() => {
        this.#running = this.#running.filter((running) => running !== mine);
      });
    });
  }

  async #predict(name: string, { signal, onProgress, view }: ClassifyOptions): Promise<ClipPrediction> {
    const delay = this.#options.delayMs ?? 20;
    for (let i = 1; i <= 4; i += 1) {
      await wait(delay / 4, signal);
      onProgress?.({ fraction: i / 4, remainingS: (delay * (1 - i / 4)) / 1000 });
    }
    if (name.includes('broken')) {
      throw new EarshotError('malformed-file', 'The fmt chunk ends after 7 bytes; a WAV file needs at least 16. Export the clip again.');
    }
    const index = Math.max(0, labels.findIndex((label) => name.includes(label)));
    const unsure = name.includes('noise');
    const durationS = name.includes('long') ? 184.2 : name.includes('four-one-eight') ? 2.48 : 0.667;
    const count = Math.max(1, Math.floor(durationS));
    const sequence = name.includes('long') ? [4, 4, 4, 1, 1, 8, 8, 8, 8] : [4, 1, 8];
    const segments = Array.from({ length: count }, (_, i) => ({
      startS: (i * durationS) / count,
      endS: ((i + 1) * durationS) / count,
      scores: scoresFor(count > 1 ? (sequence[i % sequence.length] as number) : index, unsure ? 0.2 : 0.93 - 0.1 * (i % 3)),
    }));
    const scores = scoresFor(index, unsure ? 0.21 : 0.947);
    const predictions = [...scores].map((score, i) => ({ index: i, label: labels[i] as string, score })).sort((a, b) => b.score - a.score);
    const frames = Math.round(durationS * FRAMES_A_SECOND);
    const columns = view?.columns ?? 0;
    return {
      durationS,
      predictions,
      decision: unsure ? null : (predictions[0] ?? null),
      segments,
      info: {
        format: 'WAV, PCM 16 bit', channels: 1, sampleWidthBytes: 2, frameRateHz: 16000, frameWidthBytes: 2,
        frameCount: Math.round(durationS * 16000), lengthS: durationS, dbfs: -21.4,
      },
      view: view
        ? {
            columns,
            peaks: Float32Array.from({ length: 2 * columns }, (_, i) => {
              const t = ((i >> 1) / columns) * durationS;
              const level = Math.exp(-(((t % 1.3) - 0.35) ** 2) / 0.02) + 0.7 * Math.exp(-(((t % 1.3) - 0.75) ** 2) / 0.015);
              return (i % 2 ? 1 : -1) * (0.01 + 0.62 * level * (0.6 + 0.4 * Math.sin(i * 1.7)));
            }),
            spectrogram: {
              frames, bands: BANDS, values: melFrames(frames, (frame) => frame / FRAMES_A_SECOND), fMinHz: 0, fMaxHz: 4000, melScale: 'slaney',
            },
          }
        : null,
      warnings: name.includes('short') ? ['The data chunk is cut short: 0.31 s of 0.67 s could be read.'] : [],
    };
  }

  async listen(options: ListenOptions = {}): Promise<Listening> {
    await this.#open(options);
    let timeS = 0;
    const timer = setInterval(() => {
      const frames = 5;
      options.onFrames?.({ frames, bands: BANDS, values: melFrames(frames, (frame) => timeS + frame / FRAMES_A_SECOND) });
      options.onLevel?.(0.02 + 0.5 * Math.abs(Math.sin(timeS * 4)));
      const before = Math.floor(timeS / 0.25);
      timeS += frames / FRAMES_A_SECOND;
      if (Math.floor(timeS / 0.25) === before) return;
      const index = Math.floor(timeS / 1.3) % labels.length;
      const phase = (timeS % 1.3) / 1.3;
      const scores = scoresFor(index, 0.3 + 0.6 * Math.sin(Math.PI * phase));
      const score = scores[index] as number;
      options.onPrediction?.({
        startS: timeS - 1, endS: timeS, scores, smoothed: scores, top: { index, label: labels[index] as string, score },
        detected: score > 0.6, started: score > 0.6 && phase < 0.4, levelDbfs: -20,
      });
    }, 50);
    return { stop: async () => clearInterval(timer) };
  }

  async record(options: ListenOptions = {}): Promise<Recording> {
    await this.#open(options);
    const timer = setInterval(() => options.onLevel?.(0.3 + 0.3 * Math.random()), 50);
    const end = (): void => clearInterval(timer);
    return {
      stop: async () => {
        end();
        return { samples: Float32Array.from({ length: 16000 }, (_, i) => 0.3 * Math.sin(i / 6)), sampleRate: 16000 };
      },
      cancel: async () => end(),
    };
  }

  dispose(): void {}

  async #open({ onStateChange, signal }: ListenOptions): Promise<void> {
    const { microphone = 'granted' } = this.#options;
    onStateChange?.('prompting');
    await wait(microphone === 'pending' ? 3_600_000 : 10, signal);
    if (microphone !== 'granted' && microphone !== 'pending') throw new EarshotError(microphone, `The microphone failed: ${microphone}.`);
    onStateChange?.('listening');
  }
}
