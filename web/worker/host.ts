// The worker's end of the protocol: owns the core and the loaded model, does one request after another (streams run
// beside them), and answers each with exactly one `done` or `failed`.
import { EarshotError, cancelled, throwIfAborted, toErrorMessage } from '../base/errors.js';
import { Core, type CoreClassifier, type CoreSource, isTrap } from '../core/core.js';
import type { FeatureMatrix, ModelInfo } from '../api/types.js';
import type { RawPrediction } from '../core/types.js';
import { runStream } from './live-stream.js';
import { readModel } from './model-source.js';
import type {
  Endpoint, MessageFromWorker, MessageToWorker, ModelSource, OperationKind, Operations, RequestMessage,
} from './protocol.js';
import { Slices } from './slices.js';
import { processWav } from './wav-blocks.js';

/** Frames per call into the core, for clips that are decoded already: some 10 ms of work. */
const blockFrames = 1 << 16;

const fatal: MessageFromWorker = {
  kind: 'fatal',
  error: { code: 'worker-crashed', message: 'The audio engine failed on this input. The next call starts it again.' },
};

type Open = { abort: AbortController; finish: () => void; finished: Promise<void> };
type Answer<T> = { value: T; transfer: Transferable[] };

export function serve(endpoint: Endpoint, loadCore: (source: CoreSource) => Promise<Core> = Core.load): void {
  const host = new Host(endpoint, loadCore);
  endpoint.addEventListener('message', ({ data }) => host.receive(data as MessageToWorker));
}

class Host {
  readonly #endpoint: Endpoint;
  readonly #loadCore: (source: CoreSource) => Promise<Core>;
  readonly #open = new Map<number, Open>();
  #core: Promise<Core> | null = null;
  #classifier: CoreClassifier | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(endpoint: Endpoint, loadCore: (source: CoreSource) => Promise<Core>) {
    this.#endpoint = endpoint;
    this.#loadCore = loadCore;
  }

  receive(message: MessageToWorker): void {
    switch (message.kind) {
      case 'configure':
        // Starts the download now; whoever needs the core hears of a failure.
        this.#core = this.#loadCore({ wasmUrl: message.wasmUrl, wasmBinary: message.wasmBinary as BufferSource | null });
        this.#core.catch(() => {});
        break;
      case 'cancel':
        this.#open.get(message.id)?.abort.abort(cancelled());
        break;
      case 'finish':
        this.#open.get(message.id)?.finish();
        break;
      default:
        void this.#answer(message);
    }
  }

  async #answer(message: RequestMessage): Promise<void> {
    const { id } = message;
    const abort = new AbortController();
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const open: Open = { abort, finish, finished };
    this.#open.set(id, open);
    try {
      const { value, transfer } = await this.#enqueue(message, open);
      this.#post({ kind: 'done', id, value }, transfer);
    } catch (error) {
      // Fatal answers this request too, with everything else that is in flight.
      this.#post(isTrap(error) ? fatal : { kind: 'failed', id, error: toErrorMessage(error) });
    } finally {
      this.#open.delete(id);
    }
  }

  /** Requests share one classifier and so take turns. A stream holds no turn: it would keep the others waiting. */
  #enqueue(message: RequestMessage, open: Open): Promise<Answer<Operations[OperationKind]['result']>> {
    const turn = this.#queue.then(() => {
      throwIfAborted(open.abort.signal);
      return this.#run(message, open);
    });
    this.#queue = message.kind === 'stream' ? this.#queue : turn.catch(() => {});
    return turn;
  }

  #run(message: RequestMessage, open: Open): Promise<Answer<Operations[OperationKind]['result']>> {
    const { signal } = open.abort;
    const slices = (): Slices => new Slices(signal, (value) => this.#post({ kind: 'progress', id: message.id, value }));
    switch (message.kind) {
      case 'load':
        return this.#load(message.source, signal);
      case 'classify-wav':
        return this.#classifyWav(message, slices());
      case 'classify-samples':
        return this.#classifySamples(message, slices());
      case 'features-wav':
        return this.#featuresWav(message, slices());
      case 'features':
        return this.#features(message, slices());
      case 'stream':
        return this.#stream(message, open);
    }
  }

  async #load(source: ModelSource, signal: AbortSignal): Promise<Answer<ModelInfo>> {
    // The module compiles while the model downloads.
    const core = this.#needCore();
    core.catch(() => {});
    const bytes = await readModel(source, signal);
    const classifier = (await core).loadClassifier(bytes);
    // Streams hold the model they began with until they end: the handle counts its users.
    this.#classifier?.dispose();
    this.#classifier = classifier;
    return { value: classifier.info, transfer: [] };
  }

  async #classifyWav(
    { blob, options }: Operations['classify-wav']['request'],
    slices: Slices,
  ): Promise<Answer<RawPrediction>> {
    const classifier = this.#needClassifier();
    return clipAnswer(await processWav(blob, slices, (head, size) => classifier.openWav(head, size, options)));
  }

  async #classifySamples(
    { channels, sampleRate, format, options }: Operations['classify-samples']['request'],
    slices: Slices,
  ): Promise<Answer<RawPrediction>> {
    const frames = channels[0]?.length ?? 0;
    const clip = this.#needClassifier().openClip({ channels: channels.length, sampleRate, frames, format }, options);
    try {
      await acceptByBlocks(clip, channels, slices);
      return clipAnswer(clip.finish());
    } finally {
      clip.dispose();
    }
  }

  async #featuresWav(
    { blob, config }: Operations['features-wav']['request'],
    slices: Slices,
  ): Promise<Answer<FeatureMatrix>> {
    const core = await this.#needCore();
    return featureAnswer(await processWav(blob, slices, (head, size) => core.openFeaturesWav(config, head, size)));
  }

  async #features(
    { channels, sampleRate, config }: Operations['features']['request'],
    slices: Slices,
  ): Promise<Answer<FeatureMatrix>> {
    const job = (await this.#needCore()).openFeatures(config, channels.length, sampleRate);
    try {
      await acceptByBlocks(job, channels, slices);
      return featureAnswer(job.finish());
    } finally {
      job.dispose();
    }
  }

  async #stream(message: { id: number } & Operations['stream']['request'], open: Open): Promise<Answer<null>> {
    const value = await runStream(this.#needClassifier(), message.port, message.options, {
      signal: open.abort.signal,
      finished: open.finished,
      report: (event, transfer) => this.#post({ kind: 'progress', id: message.id, value: event }, transfer),
    });
    return { value, transfer: [] };
  }

  #needCore(): Promise<Core> {
    this.#core ??= this.#loadCore({});
    return this.#core;
  }

  #needClassifier(): CoreClassifier {
    if (!this.#classifier) throw new EarshotError('invalid-argument', 'No model is loaded. Load one first.');
    return this.#classifier;
  }

  #post(message: MessageFromWorker, transfer: Transferable[] = []): void {
    this.#endpoint.postMessage(message, transfer);
  }
}

async function acceptByBlocks(
  job: { accept(channels: readonly Float32Array[], start: number, end: number): void },
  channels: readonly Float32Array[],
  slices: Slices,
): Promise<void> {
  const frames = channels[0]?.length ?? 0;
  for (let start = 0; start < frames; start += blockFrames) {
    const end = Math.min(frames, start + blockFrames);
    job.accept(channels, start, end);
    await slices.step(end / frames);
  }
}

function featureAnswer(value: FeatureMatrix): Answer<FeatureMatrix> {
  return { value, transfer: [value.values.buffer as ArrayBuffer] };
}

function clipAnswer(value: RawPrediction): Answer<RawPrediction> {
  const { view } = value;
  const arrays = view ? [view.peaks, view.spectrogram.values] : [];
  return { value, transfer: arrays.map((array) => array.buffer as ArrayBuffer) };
}
