// What goes into and comes out of the core, as plain values that also travel between threads.
import type { ClipInfo, ClipView, SegmentPrediction } from '../api/types.js';

export type ClipOptions = {
  /** Negative: the model's own. */
  overlap: number;
  /** Waveform columns to return for drawing; 0: no view. */
  columns: number;
};

/** Facts about a file that its decoded samples no longer show. */
export type DecodedFormat = { format: string; sampleWidthBytes: number | null };

export type StreamOptions = {
  sampleRate: number;
  hopS: number;
  smoothingS: number;
  /** Negative: the model's own. */
  threshold: number;
  minDurationS: number;
  /** Whether mel frames are wanted. */
  frames: boolean;
};

/** A clip as the core returns it: scores in label order, not yet ranked or judged. */
export type RawPrediction = {
  durationS: number;
  scores: Float32Array;
  segments: SegmentPrediction[];
  info: ClipInfo;
  view: ClipView | null;
  warnings: string[];
};

export type RawStreamUpdate = {
  startS: number;
  endS: number;
  scores: Float32Array;
  smoothed: Float32Array;
  top: number;
  detected: boolean;
  started: boolean;
  levelDbfs: number;
};
