// From scores to a decision, without any browser in it.
import type { Score } from './types.js';

/** Best first; equal scores in label order. At most `topK`. */
export function rankScores(scores: ArrayLike<number>, labels: readonly string[], topK = Infinity): Score[] {
  return labels
    .map((label, index) => ({ index, label, score: scores[index] ?? 0 }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, topK);
}

/** The best score, or null ("none of these") when it is below the threshold or there is none. */
export function decide(ranked: readonly Score[], threshold: number): Score | null {
  const [best] = ranked;
  return best && best.score >= threshold ? best : null;
}
