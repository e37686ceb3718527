// The module that Emscripten generates (wasm/bindings/module.cpp), by hand: every export answers with a Result and
// nothing throws. Float32Array and Uint8Array values are copies, except what stage_bytes and stage_floats return: views
// into the module's memory, valid until the next call of anything.

export type Result<T> = { ok: true; value: T } | { ok: false; code: string; message: string };

export type ClassifierInfo = {
  /** JSON: {labels, card, features, sampleRate, segmentS, threshold, activation, numParameters, numBytes}. */
  json: string;
};

export type ClipResult = {
  durationS: number;
  scores: Float32Array;
  /** Two per segment: start and end. */
  segmentTimes: Float64Array;
  /** labels per segment, row-major. */
  segmentScores: Float32Array;
  info: {
    container: string;
    encoding: string;
    channels: number;
    sampleWidthBytes: number;
    frameRateHz: number;
    frameWidthBytes: number;
    frameCount: number;
    lengthS: number;
    dbfs: number;
  };
  warning: string;
  view: null | {
    peaks: Float32Array;
    spectrogram: Float32Array;
    frames: number;
    bands: number;
    fMinHz: number;
    fMaxHz: number;
  };
};

export type StreamResult = {
  updates: {
    startS: number;
    endS: number;
    scores: Float32Array;
    smoothed: Float32Array;
    top: number;
    detected: boolean;
    started: boolean;
    levelDbfs: number;
  }[];
  frames: number;
  bands: number;
  values: Float32Array;
};

export type FeatureResult = { frames: number; coefficients: number; values: Float32Array };

export type ClipOptions = { overlap: number; columns: number };

export interface Handle {
  delete(): void;
}

export interface Classifier extends Handle {
  info(): Result<ClassifierInfo>;
  // Of a classifier whose network another engine runs (load_external_classifier):
  /** The oldest features waiting for scores; null when there are none. */
  take_features(): Result<FeatureResult | null>;
  /** Takes stage_floats(labels). */
  give_scores(): Result<null>;
  forget_external(): Result<null>;
  /** Leaves the features of a test signal. */
  probe(): Result<null>;
}

export interface JobInput {
  /** Takes stage_floats(channels * frames), planar. */
  accept(frames: number): Result<null>;
  /** Takes stage_bytes(n) with whole pcm frames of the WAV file that the job was opened on. */
  accept_bytes(): Result<null>;
}

export interface ClipJob extends Handle, JobInput {
  finish(): Result<ClipResult>;
}

export type WavJob<Job> =
  /** More of the file's head is needed, at least this many bytes. */
  | { kind: 'more'; bytesNeeded: number }
  | { kind: 'job'; job: Job; dataOffset: number; dataSize: number; frameWidthBytes: number };

export interface Stream extends Handle {
  /** Takes stage_floats(frames), mono. */
  accept(frames: number): Result<StreamResult>;
}

export interface FeatureJob extends Handle, JobInput {
  finish(): Result<FeatureResult>;
}

/** What every module has: the way in. */
export interface StagingModule {
  version(): Result<string>;
  stage_bytes(size: number): Result<Uint8Array>;
  stage_floats(size: number): Result<Float32Array>;
}

export interface EarshotModule extends StagingModule {
  /** Takes the staged bytes: an ONNX file. */
  load_classifier(): Result<Classifier>;
  /** Takes the staged bytes: the metadata of a model whose network another engine runs (AdoptionModule.metadata_only). */
  load_external_classifier(): Result<Classifier>;
  open_clip(
    classifier: Classifier,
    clip: { channels: number; sampleRate: number; frames: number; container: string; sampleWidthBytes: number },
    options: ClipOptions,
  ): Result<ClipJob>;
  /** Takes the staged bytes: the head of a WAV file. */
  open_wav(classifier: Classifier, fileSize: number, options: ClipOptions): Result<WavJob<ClipJob>>;
  open_stream(
    classifier: Classifier,
    options: {
      sampleRate: number;
      hopS: number;
      smoothingS: number;
      threshold: number;
      minDurationS: number;
      frames: boolean;
    },
  ): Result<Stream>;
  open_features(config: string, channels: number, sampleRate: number): Result<FeatureJob>;
  /** Takes the staged bytes: the head of a WAV file. */
  open_features_wav(config: string, fileSize: number): Result<WavJob<FeatureJob>>;
  /** The configuration with every field, checked. */
  complete_feature_config(config: string): Result<string>;
}

export type ModuleOptions = {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): Record<string, never>;
  locateFile?(name: string): string;
  onAbort?(reason: unknown): void;
  print?(text: string): void;
  printErr?(text: string): void;
};

export type CreateModule<Module> = (options: ModuleOptions) => Promise<Module>;
