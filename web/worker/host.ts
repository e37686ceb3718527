// The classifying worker's end of the protocol: owns the core and the loaded model. Streams run beside the other requests.
import { EarshotError } from '../base/errors.js';
import { Core, type CoreClassifier, type CoreClip, type CoreSource, ExternalClassifier, type OpenedWav } from '../core/core.js';
import type { FeatureMatrix, ModelInfo } from '../api/types.js';
import type { ClipOptions, RawPrediction } from '../core/types.js';
import { externalClip, externalWav } from './external-clip.js';
import { type LoadedModel, loadModel, type OnDemand } from './load-model.js';
import { runStream } from './live-stream.js';
import { readModel } from './model-source.js';
import type { ClassifyOperations, Endpoint, ModelRequest, Operations, RequestOf } from './protocol.js';
import { type Answer, type Host, type Open, serveRequests, type TrainingProgram } from './request-loop.js';
import { acceptByBlocks } from './sample-blocks.js';
import type { Slices } from './slices.js';
import { processWav, type WavJob } from './wav-blocks.js';

type Kind = keyof ClassifyOperations;

export function serve(
  endpoint: Endpoint,
  loadCore: (source: CoreSource) => Promise<Core> = Core.load,
): void {
  serveRequests(endpoint, new ClassifyHost(loadCore));
}

class ClassifyHost implements Host<Kind> {
  readonly #loadCore: (source: CoreSource) => Promise<Core>;
  #core: Promise<Core> | null = null;
  readonly #onDemand: OnDemand = {
    // Not kept: its memory is as large as the models it has seen.
    adopter: async () => (await import('../core/training-adopter.js')).Adopter.load({ wasmUrl: this.#trainUrl, program: this.#trainingProgram?.() ?? null }),
    runtime: () => import('../backends/ort.js'),
  };
  /** Of the training module; null: beside its script. */
  #trainUrl: string | null = null;
  #trainingProgram: TrainingProgram | null = null;
  #model: LoadedModel | null = null;

  constructor(loadCore: (source: CoreSource) => Promise<Core>) {
    this.#loadCore = loadCore;
  }

  configure(source: CoreSource, trainingProgram: TrainingProgram | null): void {
    this.#trainingProgram = trainingProgram;
    this.#trainUrl = source.wasmUrl ? new URL('earshot-train.wasm', source.wasmUrl).href : null;
    // Starts the download now; whoever needs the core hears of a failure.
    this.#core = this.#loadCore(source);
    this.#core.catch(() => {});
  }

  /** A stream holds no turn: it would keep the others waiting. */
  beside(kind: Kind): boolean {
    return kind === 'stream';
  }

  run(message: RequestOf<Kind>, open: Open): Promise<Answer<Operations[Kind]['result']>> {
    switch (message.kind) {
      case 'load':
        return this.#load(message, open.signal);
      case 'save-model':
        return this.#save();
      case 'classify-wav':
        return this.#classifyWav(message, open.slices());
      case 'classify-samples':
        return this.#classifySamples(message, open.slices());
      case 'features-wav':
        return this.#featuresWav(message, open.slices());
      case 'features':
        return this.#features(message, open.slices());
      case 'stream':
        return this.#stream(message, open);
    }
  }

  async #load(request: ModelRequest, signal: AbortSignal): Promise<Answer<ModelInfo>> {
    // The module compiles while the model downloads.
    const core = this.#needCore();
    core.catch(() => {});
    const bytes = await readModel(request.source, signal);
    const model = await loadModel(await core, bytes, request, this.#onDemand);
    // Streams hold the model they began with until they end: the handle counts its users.
    this.#model?.dispose();
    this.#model = model;
    return { value: model.info, transfer: [] };
  }

  async #save(): Promise<Answer<Uint8Array>> {
    const bytes = this.#model?.adopted;
    if (!bytes) throw new EarshotError('invalid-argument', 'Only a model that was loaded with a description of its input can be saved.');
    return { value: bytes, transfer: [] };
  }

  async #classifyWav(
    { file, options }: Operations['classify-wav']['request'],
    slices: Slices,
  ): Promise<Answer<RawPrediction>> {
    const classifier = this.#needClassifier();
    return clipAnswer(await processWav(file, slices, (head, size) => openWav(classifier, head, size, options)));
  }

  async #classifySamples(
    { channels, sampleRate, format, options }: Operations['classify-samples']['request'],
    slices: Slices,
  ): Promise<Answer<RawPrediction>> {
    const frames = channels[0]?.length ?? 0;
    const classifier = this.#needClassifier();
    const open = (): CoreClip => classifier.openClip({ channels: channels.length, sampleRate, frames, format }, options);
    const clip = classifier instanceof ExternalClassifier ? externalClip(classifier, open) : open();
    try {
      await acceptByBlocks(clip, channels, slices);
      return clipAnswer(await clip.finish());
    } finally {
      clip.dispose();
    }
  }

  async #featuresWav(
    { file, config }: Operations['features-wav']['request'],
    slices: Slices,
  ): Promise<Answer<FeatureMatrix>> {
    const core = await this.#needCore();
    return featureAnswer(await processWav(file, slices, (head, size) => core.openFeaturesWav(config, head, size)));
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

  async #stream({ port, options }: Operations['stream']['request'], open: Open): Promise<Answer<null>> {
    const value = await runStream(this.#needClassifier(), port, options, open);
    return { value, transfer: [] };
  }

  #needCore(): Promise<Core> {
    this.#core ??= this.#loadCore({});
    return this.#core;
  }

  #needClassifier(): CoreClassifier {
    if (!this.#model) throw new EarshotError('invalid-argument', 'No model is loaded. Load one first.');
    return this.#model.classifier;
  }
}

function openWav(classifier: CoreClassifier, head: Uint8Array, size: number, options: ClipOptions): OpenedWav<WavJob<RawPrediction>> {
  const open = (view: ClipOptions): OpenedWav<CoreClip> => classifier.openWav(head, size, view);
  return classifier instanceof ExternalClassifier ? externalWav(classifier, open, options) : open(options);
}

function featureAnswer(value: FeatureMatrix): Answer<FeatureMatrix> {
  return { value, transfer: [value.values.buffer as ArrayBuffer] };
}

function clipAnswer(value: RawPrediction): Answer<RawPrediction> {
  const { view } = value;
  const arrays = view ? [view.peaks, view.spectrogram.values] : [];
  return { value, transfer: arrays.map((array) => array.buffer as ArrayBuffer) };
}
