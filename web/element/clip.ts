// One clip in the list: where its sound comes from and how far it has got.
import type { AudioInput, ClipPrediction, ClipView, Score } from '../api/types.js';
import type { ClipRow } from '../ui/clip-rows.js';
import type { Failure } from './state.js';

export type ClipSource =
  | { kind: 'input'; input: AudioInput }
  /** Fetched when its turn comes. */
  | { kind: 'url'; url: string };

export type ClipStatus =
  | { kind: 'waiting' }
  | { kind: 'working'; fraction: number; remainingS: number | null }
  /** `view` is dropped when many clips have been looked at, and made again on demand. */
  | { kind: 'done'; prediction: ClipPrediction; view: ClipView | null }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'cancelled' };

export type Clip = {
  readonly id: number;
  readonly name: string;
  source: ClipSource;
  status: ClipStatus;
  /** Made with the microphone here: can be saved. */
  readonly recorded: boolean;
};

/** The caller's threshold over the model's own: the top label, or null for "none of these". */
export function decide(prediction: ClipPrediction, threshold: number | null): Score | null {
  if (threshold === null) return prediction.decision;
  const top = prediction.predictions[0];
  return top && top.score >= threshold ? top : null;
}

export function clipRow(clip: Clip, threshold: number | null, sentence: (failure: Failure) => string): ClipRow {
  const { status } = clip;
  const prediction = status.kind === 'done' ? status.prediction : null;
  const decision = prediction && decide(prediction, threshold);
  return {
    id: clip.id,
    file: clip.name,
    durationS: prediction?.durationS ?? null,
    label: decision?.label ?? null,
    score: decision?.score ?? prediction?.predictions[0]?.score ?? null,
    status: status.kind,
    fraction: status.kind === 'working' ? status.fraction : 0,
    message: status.kind === 'failed' ? sentence(status.failure) : '',
  };
}
