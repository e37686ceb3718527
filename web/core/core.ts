// The C++ core as typed classes: bytes and samples in, plain values out, errors as EarshotError.
// Each class owns one handle of the module and must be disposed.
import type { Classifier as ClassifierHandle, ClipJob, ClipResult, EarshotModule, FeatureJob, Stream } from './module-types.js';
import createModule from './generated/earshot.mjs';
import { type CoreSource, type ModuleFiles, instantiateModule } from './instantiate.js';
import { CoreJob, type OpenedWav, Owner, openedWav, stageBytes, stagePlanar } from './jobs.js';
import { programUrl } from './program.js';
import { unwrap } from './result.js';
import type { FeatureMatrix, ModelInfo } from '../api/types.js';
import type { ClipOptions, DecodedFormat, RawPrediction, RawStreamUpdate, StreamOptions } from './types.js';

export type { CoreSource } from './instantiate.js';
export type { OpenedWav } from './jobs.js';
export { isTrap } from './result.js';

const files: ModuleFiles = {
  url: programUrl,
  glue: async () => ({ default: createModule }), // in the worker's script: a file of its own would be asked for after it
};

export class Core {
  readonly #module: EarshotModule;
  readonly version: string;

  private constructor(module: EarshotModule) {
    this.#module = module;
    this.version = unwrap(module.version());
  }

  static async load(source: CoreSource = {}): Promise<Core> {
    return new Core(await instantiateModule<EarshotModule>(source, files));
  }

  loadClassifier(model: Uint8Array): CoreClassifier {
    stageBytes(this.#module, model);
    return new CoreClassifier(this.#module, unwrap(this.#module.load_classifier()), model.byteLength);
  }

  /** A model of `sizeBytes` whose network runs elsewhere; `metadata`: see Adopter.metadataOnly. */
  loadExternalClassifier(metadata: Uint8Array, sizeBytes: number, run: ExternalNetwork): ExternalClassifier {
    stageBytes(this.#module, metadata);
    return new ExternalClassifier(this.#module, unwrap(this.#module.load_external_classifier()), sizeBytes, run);
  }

  /** `head`: the first bytes of a WAV file of `fileSize` bytes. */
  openFeaturesWav(config: string, head: Uint8Array, fileSize: number): OpenedWav<CoreFeatures> {
    stageBytes(this.#module, head);
    const opened = unwrap(this.#module.open_features_wav(config, fileSize));
    return openedWav(opened, (handle) => new CoreFeatures(this.#module, handle));
  }

  openFeatures(config: string, channels: number, sampleRate: number): CoreFeatures {
    return new CoreFeatures(this.#module, unwrap(this.#module.open_features(config, channels, sampleRate)));
  }

  completeFeatureConfig(config: string): string {
    return unwrap(this.#module.complete_feature_config(config));
  }
}

export class CoreClassifier extends Owner<ClassifierHandle> {
  readonly info: ModelInfo;

  constructor(module: EarshotModule, handle: ClassifierHandle, sizeBytes: number) {
    super(module, handle);
    this.info = { ...(JSON.parse(unwrap(handle.info()).json) as Omit<ModelInfo, 'sizeBytes'>), sizeBytes };
  }

  /** A clip whose samples are decoded already; `frames` per channel in all. */
  openClip(
    clip: { channels: number; sampleRate: number; frames: number; format: DecodedFormat },
    options: ClipOptions,
  ): CoreClip {
    const { channels, sampleRate, frames, format } = clip;
    const description = {
      channels,
      sampleRate,
      frames,
      container: format.format,
      sampleWidthBytes: format.sampleWidthBytes ?? 0,
    };
    return new CoreClip(this.module, unwrap(this.module.open_clip(this.handle, description, options)));
  }

  /** `head`: the first bytes of a WAV file of `fileSize` bytes. */
  openWav(head: Uint8Array, fileSize: number, options: ClipOptions): OpenedWav<CoreClip> {
    stageBytes(this.module, head);
    const opened = unwrap(this.module.open_wav(this.handle, fileSize, options));
    return openedWav(opened, (handle) => new CoreClip(this.module, handle));
  }

  openStream(options: StreamOptions): CoreStream {
    return new CoreStream(this.module, unwrap(this.module.open_stream(this.handle, options)));
  }
}

/** [1, frames, coefficients] -> scores. */
export type ExternalNetwork = (features: FeatureMatrix) => Promise<Float32Array>;

/**
 * A classifier whose network answers later. Its audio passes twice through twin jobs: the first leaves the features of each
 * segment, the network gives their scores, the second takes these and does with them what is done with any model's.
 */
export class ExternalClassifier extends CoreClassifier {
  readonly #run: ExternalNetwork;
  #turn: Promise<void> = Promise.resolve();

  constructor(module: EarshotModule, handle: ClassifierHandle, sizeBytes: number, run: ExternalNetwork) {
    super(module, handle, sizeBytes);
    this.#run = run;
  }

  /** Runs the network on a test signal, so that one that does not fit its labels is refused before it is used. */
  async probe(): Promise<void> {
    await this.#inTurn(async () => {
      unwrap(this.handle.probe());
      await this.#answer();
      unwrap(this.handle.forget_external());
    });
  }

  /** One piece of audio through both twins; clips and streams take turns, so that nobody gets another's scores. */
  async pass<Job, T>([features, scores]: readonly [Job, Job], work: (job: Job) => T): Promise<T> {
    return this.#inTurn(async () => {
      work(features);
      await this.#answer();
      return work(scores);
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.then(() => {}, () => {
      unwrap(this.handle.forget_external());
    }).catch(() => {}); // disposed meanwhile
    return turn;
  }

  /** Scores for everything that the first twin has left. */
  async #answer(): Promise<void> {
    for (let features = this.#next(); features; features = this.#next()) {
      const scores = await this.#run(features);
      stagePlanar(this.module, [scores], 0, scores.length);
      unwrap(this.handle.give_scores());
    }
  }

  #next(): FeatureMatrix | null {
    return unwrap(this.handle.take_features());
  }
}

export class CoreClip extends CoreJob<ClipJob> {
  finish(): RawPrediction {
    return toPrediction(unwrap(this.handle.finish()));
  }
}

export class CoreStream extends Owner<Stream> {
  accept(samples: Float32Array): {
    updates: RawStreamUpdate[];
    frames: { frames: number; bands: number; values: Float32Array };
  } {
    stagePlanar(this.module, [samples], 0, samples.length);
    const { updates, ...frames } = unwrap(this.handle.accept(samples.length));
    return { updates, frames };
  }
}

export class CoreFeatures extends CoreJob<FeatureJob> {
  finish(): FeatureMatrix {
    return unwrap(this.handle.finish());
  }
}

function toPrediction(result: ClipResult): RawPrediction {
  const { segmentTimes, segmentScores, scores, info, view } = result;
  const segments = Array.from({ length: segmentTimes.length / 2 }, (_, i) => ({
    startS: segmentTimes[2 * i] ?? 0,
    endS: segmentTimes[2 * i + 1] ?? 0,
    scores: segmentScores.slice(i * scores.length, (i + 1) * scores.length),
  }));
  return {
    durationS: result.durationS,
    scores,
    segments,
    info: {
      format: info.encoding ? `${info.container}, ${info.encoding}` : info.container,
      channels: info.channels,
      sampleWidthBytes: info.sampleWidthBytes || null,
      frameRateHz: info.frameRateHz,
      frameWidthBytes: info.frameWidthBytes || null,
      frameCount: info.frameCount,
      lengthS: info.lengthS,
      dbfs: info.dbfs,
    },
    view: view && {
      peaks: view.peaks,
      columns: view.peaks.length / 2,
      spectrogram: {
        frames: view.frames,
        bands: view.bands,
        values: view.spectrogram,
        fMinHz: view.fMinHz,
        fMaxHz: view.fMaxHz,
        melScale: 'slaney',
      },
    },
    warnings: result.warning ? [result.warning] : [],
  };
}
