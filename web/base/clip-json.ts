// A classified clip as the object that `earshot classify --json` prints, for the page's export and the package's command.
import type { ClipPrediction } from '../api/types.js';

export type SegmentJson = { start_s: number; end_s: number; label: string; score: number };
export type ClipJson = {
  file: string;
  duration_s: number;
  predictions: { label: string; score: number }[];
  segments: SegmentJson[];
};

/** `labels`: in index order. */
export function clipJson(file: string, prediction: ClipPrediction, labels: readonly string[]): ClipJson {
  return {
    file,
    duration_s: prediction.durationS,
    predictions: prediction.predictions.map(({ label, score }) => ({ label, score: shortFloat(score) })),
    segments: segmentsJson(prediction.segments, labels),
  };
}

/** The top label of each segment. */
export function segmentsJson(segments: ClipPrediction['segments'], labels: readonly string[]): SegmentJson[] {
  return segments.flatMap(({ startS, endS, scores }) => {
    const top = topIndex(scores);
    if (top < 0) return [];
    return [{ start_s: startS, end_s: endS, label: labels[top] ?? String(top), score: shortFloat(scores[top] as number) }];
  });
}

/** Index of the largest value, -1 when empty. */
export function topIndex(scores: ArrayLike<number>): number {
  let top = -1;
  for (let i = 0; i < scores.length; i += 1) {
    if (top < 0 || (scores[i] as number) > (scores[top] as number)) top = i;
  }
  return top;
}

/** The shortest decimal that is the same float32: 0.97, not 0.9700000286102295. */
export function shortFloat(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return single;
}
