// The C++ core as typed classes: bytes and samples in, plain values out, errors as EarshotError.
// Each class owns one handle of the module and must be disposed.
import type {
  Classifier as ClassifierHandle, ClipJob, ClipResult, EarshotModule, FeatureJob, Handle, JobInput, Stream, WavJob,
} from './module-types.js';
import { EarshotError } from '../base/errors.js';
import { type CoreSource, instantiateModule } from './instantiate.js';
import { unwrap } from './result.js';
import type { FeatureMatrix, ModelInfo } from '../api/types.js';
import type { ClipOptions, DecodedFormat, RawPrediction, RawStreamUpdate, StreamOptions } from './types.js';

export type { CoreSource } from './instantiate.js';
export { isTrap } from './result.js';

/** Either a job for the WAV file, or how much of the file's head it takes to begin one. */
export type OpenedWav<Job> =
  | { kind: 'more'; bytesNeeded: number }
  | { kind: 'job'; job: Job; dataOffset: number; dataSize: number; frameWidthBytes: number };

export class Core {
  readonly #module: EarshotModule;
  readonly version: string;

  private constructor(module: EarshotModule) {
    this.#module = module;
    this.version = unwrap(module.version());
  }

  static async load(source: CoreSource = {}): Promise<Core> {
    return new Core(await instantiateModule(source));
  }

  loadClassifier(model: Uint8Array): CoreClassifier {
    stageBytes(this.#module, model);
    return new CoreClassifier(this.#module, unwrap(this.#module.load_classifier()), model.byteLength);
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

class Owner<H extends Handle> {
  #handle: H | null;
  protected readonly module: EarshotModule;

  constructor(module: EarshotModule, handle: H) {
    this.module = module;
    this.#handle = handle;
  }

  get handle(): H {
    if (!this.#handle) throw new EarshotError('disposed', 'This object of the audio engine has been disposed.');
    return this.#handle;
  }

  dispose(): void {
    this.#handle?.delete();
    this.#handle = null;
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

/** What takes a clip by blocks, as samples or (opened on a WAV file) as bytes. */
abstract class CoreJob<H extends Handle & JobInput> extends Owner<H> {
  /** Frames `start` to `end` of the planar channels. */
  accept(channels: readonly Float32Array[], start: number, end: number): void {
    stagePlanar(this.module, channels, start, end);
    unwrap(this.handle.accept(end - start));
  }

  /** The next whole pcm frames of the file. */
  acceptBytes(bytes: Uint8Array): void {
    stageBytes(this.module, bytes);
    unwrap(this.handle.accept_bytes());
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

function openedWav<H extends Handle, Job>(opened: WavJob<H>, own: (handle: H) => Job): OpenedWav<Job> {
  if (opened.kind === 'more') return opened;
  const { job, dataOffset, dataSize, frameWidthBytes } = opened;
  return { kind: 'job', job: own(job), dataOffset, dataSize, frameWidthBytes };
}

// A staging view is fetched anew for each call and filled at once: growth of the memory empties older views.

function stageBytes(module: EarshotModule, bytes: Uint8Array): void {
  unwrap(module.stage_bytes(bytes.byteLength)).set(bytes);
}

function stagePlanar(module: EarshotModule, channels: readonly Float32Array[], start: number, end: number): void {
  const frames = end - start;
  const staged = unwrap(module.stage_floats(frames * channels.length));
  channels.forEach((channel, index) => staged.set(channel.subarray(start, end), index * frames));
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
