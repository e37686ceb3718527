// Neighbouring segments with the same top label, joined: what the time line draws and its table lists.

import { topIndex } from '../base/clip-json.js';

export type SegmentScores = { startS: number; endS: number; scores: ArrayLike<number> };

export type Run = {
  startS: number;
  endS: number;
  /** Index of the top label; -1 where no score reaches the threshold. */
  index: number;
  /** Mean of the top label's score over the run's segments. */
  score: number;
  segments: number;
};

/** Runs in time order. Where segments overlap, a later one takes over at its start. */
export function segmentRuns(segments: readonly SegmentScores[], threshold: number): Run[] {
  const runs: Run[] = [];
  for (const { startS, endS, scores } of segments) {
    const top = topIndex(scores);
    const score = top < 0 ? 0 : (scores[top] as number);
    const index = top >= 0 && score >= threshold ? top : -1;
    const last = runs.at(-1);
    if (last && last.endS > startS) last.endS = startS;
    // Segments further apart than rounding are separated by audio that the envelope gate removed.
    if (last && last.index === index && startS - last.endS < 1e-3) {
      last.score += (score - last.score) / (last.segments + 1);
      last.segments += 1;
      last.endS = endS;
    } else {
      runs.push({ startS, endS, index, score, segments: 1 });
    }
  }
  return runs;
}
