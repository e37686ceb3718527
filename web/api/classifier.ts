// A loaded classifier: clips and live sound in, predictions out. The work is done in workers of its own.
import { EarshotError } from '../base/errors.js';
import type { RawPrediction } from '../worker/protocol.js';
import type { WorkerClient } from '../worker/client.js';
import { prepareInput } from './audio-input.js';
import { checkFunction, checkNumber, checkSignal, invalidArgument } from './check.js';
import type { ClassifierApi, Listening, Recording } from './classifier-api.js';
import { connect, preload } from './connection.js';
import { decide, rankScores } from './decide.js';
import { startListening } from './listening.js';
import { absolute, toModelSource } from './model-source.js';
import { startRecording } from './recording.js';
import type { AudioInput, ClassifyOptions, ClipPrediction, CoreOptions, ListenOptions, LoadOptions, ModelInfo, ModelInput } from './types.js';
import { WorkerPool, type Recruit } from './worker-pool.js';

export class Classifier implements ClassifierApi {
  readonly info: ModelInfo;
  readonly #pool: WorkerPool;

  /** For load() and for tests; a page calls load(). */
  constructor(client: WorkerClient, info: ModelInfo, workers = 1, recruit: (() => Promise<Recruit>) | null = null) {
    this.#pool = new WorkerPool(client, info, workers, recruit);
    this.info = info;
  }

  /**
   * Begins what does not depend on the model: downloading and compiling the engine, and the worker that the next load()
   * takes. For a page that knows it will load a model and not yet which; a failure shows when one is loaded.
   */
  static preload({ assetBase }: Pick<CoreOptions, 'assetBase'> = {}): void {
    preload({ ...(assetBase !== undefined && { assetBase }) });
  }

  /**
   * Starts a worker, loads the model and runs its self-test. An ONNX file of others rejects with `model-needs-input`, whose
   * `details.guess` is to be corrected, completed with labels, and given as `input`.
   */
  static async load(source: ModelInput, options: LoadOptions = {}): Promise<Classifier> {
    checkLoadOptions(options);
    const model = toModelSource(source);
    const { signal, input, onnxRuntime, onnxRuntimeUrl } = options;
    const runtime = { ...(onnxRuntime && { onnxRuntime }), ...(onnxRuntimeUrl !== undefined && { onnxRuntimeUrl: absolute(onnxRuntimeUrl) }) };
    const start = async (signal?: AbortSignal): Promise<Recruit> => {
      const client = connect(options);
      try {
        return { client, info: await client.load(model, { signal, ...(input && { input }), ...runtime }) };
      } catch (error) {
        client.dispose();
        throw error;
      }
    };
    try {
      const { client, info } = await start(signal);
      return new Classifier(client, info, options.workers, start);
    } catch (error) {
      throw await withGuess(error);
    }
  }

  /** How many clips it is worth having under way at the same time: two for each worker there may be, one of them being read. */
  get parallel(): number {
    return 2 * this.#pool.limit;
  }

  /** The .onnx file of a model that was loaded with `input`, with that written into it: it opens without it from then on. */
  async save(): Promise<Uint8Array> {
    this.#checkUsable();
    return this.#pool.first.request('save-model', {});
  }

  async classify(input: AudioInput, options: ClassifyOptions = {}): Promise<ClipPrediction> {
    this.#checkUsable();
    checkClassifyOptions(options);
    const prepared = await prepareInput(input, options.signal);
    const clip = { overlap: options.overlap ?? -1, columns: options.view?.columns ?? 0 };
    const request = { signal: options.signal, onProgress: options.onProgress };
    const raw = await this.#pool.run((client) =>
      prepared.kind === 'wav'
        ? client.request('classify-wav', { file: prepared.file, options: clip }, { ...request, transfer: prepared.transfer })
        : client.request(
            'classify-samples',
            { channels: prepared.channels, sampleRate: prepared.sampleRate, format: prepared.format, options: clip },
            { ...request, transfer: prepared.transfer },
          ));
    return toPrediction(raw, prepared.kind === 'wav' ? [] : prepared.warnings, this.info, options);
  }

  /** Call it inside a click or key handler. */
  async listen(options: ListenOptions = {}): Promise<Listening> {
    this.#checkUsable();
    checkListenOptions(options);
    return startListening(this.#pool.first, this.info.labels, options);
  }

  /** Call it inside a click or key handler. */
  async record(options: ListenOptions = {}): Promise<Recording> {
    this.#checkUsable();
    checkListenOptions(options);
    return startRecording(options);
  }

  /** Ends its workers; everything in flight rejects with `disposed`. */
  dispose(): void {
    this.#pool.dispose();
  }

  #checkUsable(): void {
    if (this.#pool.first.disposed) {
      throw new EarshotError('disposed', 'This classifier has been disposed. Load it again to use it.');
    }
  }
}

/** The worker sends a file's outline; what that suggests is worked out here. */
async function withGuess(error: unknown): Promise<unknown> {
  if (!(error instanceof EarshotError) || !error.details.guess) return error;
  const { guessInput } = await import('./foreign-input.js');
  return new EarshotError(error.code, error.message, { cause: error, details: { guess: guessInput(error.details.guess.outline) } });
}

function checkLoadOptions({ signal, workers, input, onnxRuntime }: LoadOptions): void {
  checkSignal(signal);
  checkNumber(workers, 'workers', { min: 1, max: 16, integer: true });
  if (onnxRuntime !== undefined && onnxRuntime !== 'allow' && onnxRuntime !== 'never') {
    throw invalidArgument('onnxRuntime must be "allow" or "never".');
  }
  if (input !== undefined && (typeof input !== 'object' || !Array.isArray(input.layout) || !Array.isArray(input.labels))) {
    throw invalidArgument('input must be an object with features, layout and labels.');
  }
}

/** Ranks and judges what the core found. */
export function toPrediction(
  raw: RawPrediction,
  inputWarnings: readonly string[],
  { labels, threshold }: Pick<ModelInfo, 'labels' | 'threshold'>,
  options: Pick<ClassifyOptions, 'topK' | 'threshold'>,
): ClipPrediction {
  const { durationS, info, view } = raw;
  const warnings = [...inputWarnings, ...raw.warnings];
  // A model scores silence like anything else, and its answer means nothing.
  const silent = info.dbfs === -Infinity || raw.scores.length === 0;
  if (silent) warnings.push('This clip is silent, so there is nothing to recognise. Check the recording level.');
  const ranked = silent ? [] : rankScores(raw.scores, labels);
  return {
    durationS,
    predictions: ranked.slice(0, options.topK),
    decision: decide(ranked, options.threshold ?? threshold),
    segments: silent ? [] : raw.segments,
    info,
    view,
    warnings,
  };
}

function checkClassifyOptions({ signal, topK, overlap, threshold, view, onProgress }: ClassifyOptions): void {
  checkSignal(signal);
  checkFunction(onProgress, 'onProgress');
  checkNumber(topK, 'topK', { min: 1, integer: true });
  checkNumber(overlap, 'overlap', { min: 0, max: 0.95 });
  checkNumber(threshold, 'threshold', { min: 0, max: 1 });
  checkNumber(view?.columns, 'view.columns', { min: 1, max: 100_000, integer: true });
}

function checkListenOptions(options: ListenOptions): void {
  checkSignal(options.signal);
  checkNumber(options.hopS, 'hopS', { min: 0.01, max: 60 });
  checkNumber(options.smoothingS, 'smoothingS', { min: 0, max: 60 });
  checkNumber(options.threshold, 'threshold', { min: 0, max: 1 });
  checkNumber(options.minDurationS, 'minDurationS', { min: 0, max: 60 });
  for (const name of ['onPrediction', 'onFrames', 'onLevel', 'onStateChange', 'onError'] as const) {
    checkFunction(options[name], name);
  }
}
