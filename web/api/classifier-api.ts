// The interface of a loaded classifier, apart from its implementation so that the element and its tests can use a fake.
import type { AudioInput, ClassifyOptions, ClipPrediction, ListenOptions, ModelInfo } from './types.js';

export interface Listening {
  /** Stops the microphone; resolves when tracks, worklet and stream are released. */
  stop(): Promise<void>;
}

/** A recording in progress: level through the options' onLevel, the clip at the end. */
export interface Recording {
  /** Rejects with `empty-clip` when nothing was recorded. `warnings`: sentences, e.g. that the limit was reached. */
  stop(): Promise<{ samples: Float32Array; sampleRate: number; warnings?: string[] }>;
  cancel(): Promise<void>;
}

export interface ClassifierApi {
  readonly info: ModelInfo;
  /** How many clips it is worth having under way at the same time; default 1. */
  readonly parallel?: number;
  classify(input: AudioInput, options?: ClassifyOptions): Promise<ClipPrediction>;
  listen(options?: ListenOptions): Promise<Listening>;
  record(options?: ListenOptions): Promise<Recording>;
  /** Where it can be saved; see Classifier.save. */
  save?(): Promise<Uint8Array>;
  dispose(): void;
}
