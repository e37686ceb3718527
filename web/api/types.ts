// The public vocabulary of the package: what goes in, what comes out. Names follow MediaPipe's audio tasks
// where one exists; times are seconds, scores are in [0, 1].

export type Score = { index: number; label: string; score: number };

export type SegmentPrediction = {
  startS: number;
  endS: number;
  /** One per label, in label order. */
  scores: Float32Array;
};

/** What the file says about itself (systems B): sizes in bytes, level in dBFS (-Infinity for silence). */
export type ClipInfo = {
  format: string;
  channels: number;
  sampleWidthBytes: number | null;
  frameRateHz: number;
  frameWidthBytes: number | null;
  frameCount: number;
  lengthS: number;
  dbfs: number;
};

/** Plain data for drawing; null unless asked for with `view`. */
export type ClipView = {
  /** min and max of the samples in each of `columns` equal stretches: [min0, max0, min1, max1, ...]. */
  peaks: Float32Array;
  columns: number;
  /** Log-mel in dB relative to the clip's maximum, row-major [frames, bands], low frequencies first. */
  spectrogram: { frames: number; bands: number; values: Float32Array; fMinHz: number; fMaxHz: number; melScale: 'slaney' | 'htk' };
};

export type ClipPrediction = {
  durationS: number;
  /** Best first, at most topK. Empty when there was nothing to classify. */
  predictions: Score[];
  /** The top label, or null for "none of these" (below the model's or the caller's threshold, or silence). */
  decision: Score | null;
  segments: SegmentPrediction[];
  info: ClipInfo;
  view: ClipView | null;
  /** Sentences for the user, e.g. that the file was cut short. */
  warnings: string[];
};

export type ModelCard = {
  name?: string;
  title?: string;
  version?: string;
  description?: string;
  licence?: string;
  data?: string;
  split?: string;
  metrics?: { name: string; value: number; n: number; interval?: [number, number]; note?: string }[];
  limits?: string;
  date?: string;
  [key: string]: unknown;
};

export type ModelInfo = {
  labels: string[];
  card: ModelCard;
  /** FeatureConfig as in docs/features.md. */
  features: Record<string, unknown>;
  sampleRate: number;
  /** 0 when the model takes whole clips. */
  segmentS: number;
  threshold: number;
  activation: 'softmax' | 'sigmoid';
  numParameters: number;
  sizeBytes: number;
  /** What runs the network; default: Earshot's own engine. */
  runtime?: 'earshot' | 'onnxruntime';
  /** The model was somebody else's and `input` described it: Classifier.save() gives the file with that written in. */
  adopted?: boolean;
};

/** What a dimension of a model's input holds: `time` once, `batch` and `coefficients` at most once, `channel` is a 1. */
export type InputAxis = 'batch' | 'channel' | 'time' | 'coefficients';

/** How a model that knows nothing of Earshot is fed and read (docs/onnx-models.md). */
export type ForeignInput = {
  /** Kind `waveform` for a model that takes samples. */
  features: FeatureConfig;
  layout: InputAxis[];
  /** One for each score. */
  labels: string[];
  /** What the network's output is; default softmax: logits of one label out of many. */
  scores?: 'softmax' | 'sigmoid' | 'probabilities';
  /** The output has a row for each stretch of time; the scores are their mean. */
  average?: boolean;
  /** The model sees (features - mean) / std. */
  mean?: number;
  std?: number;
  name?: string;
};

export type OutlineValue = { name: string; /** -1: any. */ shape: number[]; dimNames: string[]; type: string; madeBy: string };

/** What an ONNX file says of itself. */
export type ModelOutline = {
  inputs: OutlineValue[];
  outputs: OutlineValue[];
  operators: string[];
  quantised: boolean;
  opset: number;
};

/** What `model-needs-input` carries: the file's outline, and a description to be corrected and completed with labels. */
export type InputGuess = { outline: ModelOutline; input: ForeignInput; /** Scores the file announces; null: unknown. */ numLabels: number | null };

/** What `model-needs-runtime` carries. */
export type RuntimeNeed = { /** Of the download; null when the server does not say. */ sizeBytes: number | null; reason: string };

export type ErrorDetails = { guess?: InputGuess; runtime?: RuntimeNeed };

/** A URL (relative to the page), or the bytes of a model file. */
export type ModelInput = string | URL | Blob | ArrayBuffer | Uint8Array;

export type CoreOptions = {
  /**
   * URL of a folder with the engine and, for the npm package, the workers' scripts: earshot.wasm, earshot-train.wasm, worker.js,
   * training-worker.js. Default: where the bundler put them.
   */
  assetBase?: string | URL;
  /** The module itself, where it cannot be fetched (Node). */
  wasmBinary?: Uint8Array;
};

export type LoadOptions = CoreOptions & {
  signal?: AbortSignal;
  /**
   * How many workers may classify clips at the same time, 1 to 16; default 1. A further one, with a copy of the model, is started when
   * classify() is called while all are busy.
   */
  workers?: number;
  /** For an ONNX file of others; without it such a file rejects with `model-needs-input`. */
  input?: ForeignInput;
  /**
   * Whether ONNX Runtime Web may be downloaded (own origin) for a model with operators that Earshot's engine lacks;
   * default `never`: such a model rejects with `model-needs-runtime`, which says how large the download is.
   */
  onnxRuntime?: 'allow' | 'never';
  /**
   * For the npm package, which does not carry ONNX Runtime: the address of `ort.wasm.bundle.min.mjs` of the package onnxruntime-web,
   * with `ort-wasm-simd-threaded.wasm` beside it. Default: none; in Node, the installed package. The Earshot page has its own.
   */
  onnxRuntimeUrl?: string | URL;
};

/** Fields of FeatureConfig (docs/features.md); missing ones take their defaults. */
export type FeatureConfig = Record<string, unknown>;

export type FeatureOptions = CoreOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void };

/** Row-major [frames, coefficients]. */
export type FeatureMatrix = { frames: number; coefficients: number; values: Float32Array };

export type Progress = { fraction: number; remainingS: number | null };

export type ClassifyOptions = {
  signal?: AbortSignal;
  /** Most predictions to return; default all. */
  topK?: number;
  /** A top score below this decides for "none of these"; default: the model's own. */
  threshold?: number;
  /** 0 .. 0.95; default: the model's own hop. */
  overlap?: number;
  /** Ask for drawing data with this many waveform columns. */
  view?: { columns: number };
  onProgress?: (progress: Progress) => void;
};

/** What is used of an AudioBuffer; these types are also read where there is no Web Audio. */
export type AudioBufferLike = {
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  readonly length: number;
  copyFromChannel(destination: Float32Array<ArrayBuffer>, channel: number): void;
};

export type AudioInput = File | Blob | AudioBufferLike | { samples: Float32Array | Float32Array[]; sampleRate: number };

export type StreamUpdate = {
  startS: number;
  endS: number;
  scores: Float32Array;
  smoothed: Float32Array;
  top: Score;
  detected: boolean;
  started: boolean;
  levelDbfs: number;
};

/** Newest mel frames for a scrolling view: row-major [frames, bands], dB. */
export type StreamFrames = { frames: number; bands: number; values: Float32Array };

export type MicrophoneState = 'prompting' | 'listening' | 'stopped';

export type ListenOptions = {
  deviceId?: string;
  /** Browser processing changes the spectrum, so all three are off by default. */
  echoCancellation?: boolean;
  noiseSuppression?: boolean;
  autoGainControl?: boolean;
  hopS?: number;
  smoothingS?: number;
  threshold?: number;
  minDurationS?: number;
  onPrediction?: (update: StreamUpdate) => void;
  onFrames?: (frames: StreamFrames) => void;
  /** Peak level in [0, 1], about 20 times a second. */
  onLevel?: (peak: number) => void;
  onStateChange?: (state: MicrophoneState) => void;
  onError?: (error: Error) => void;
  signal?: AbortSignal;
};

export type ErrorCode =
  | 'invalid-argument' | 'unsupported-format' | 'malformed-file' | 'empty-clip' | 'invalid-model' | 'unsupported-model'
  | 'self-test-failed' | 'invalid-config' | 'invalid-data' | 'io' | 'cancelled' | 'internal'
  // the page's own
  | 'model-needs-input' | 'model-needs-runtime' | 'runtime-not-loaded' | 'model-too-large'
  | 'worker-crashed' | 'disposed' | 'core-not-loaded' | 'decode-failed'
  | 'microphone-denied' | 'microphone-dismissed' | 'microphone-missing' | 'microphone-in-use' | 'microphone-insecure' | 'microphone-unavailable';
