// The element's events: all bubble and cross shadow boundaries.
import type { ClipPrediction, ErrorCode, ModelInfo, Score, StreamUpdate } from '../api/types.js';
import type { Detection } from './detections.js';
import type { StateKind } from './state.js';

export type EventDetails = {
  /** A model is loaded and usable. */
  ready: { info: ModelInfo };
  prediction:
    | { source: 'clip'; file: string; prediction: ClipPrediction; decision: Score | null }
    | { source: 'live'; update: StreamUpdate };
  /** Live: a label has stayed above the threshold long enough. Once for each detection, when it begins. */
  detection: Detection;
  'state-change': { state: StateKind };
  /** Of the clip being classified, and how many of all clips are finished. */
  progress: { file: string; fraction: number; remainingS: number | null; done: number; total: number };
  /** `file` is null when it is not about a clip. */
  error: { code: ErrorCode; message: string; file: string | null };
};

export type AudioClassifierEvent<K extends keyof EventDetails> = CustomEvent<EventDetails[K]>;

export type AudioClassifierEventMap = { [K in keyof EventDetails]: AudioClassifierEvent<K> };

export type Emit = <K extends keyof EventDetails>(type: K, detail: EventDetails[K]) => void;
