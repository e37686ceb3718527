// The list of what a live stream has heard, newest first.
import type { StreamUpdate } from '../api/types.js';

export type Detection = {
  label: string;
  startS: number;
  endS: number;
  /** Best smoothed score so far. */
  score: number;
};

const KEEP = 50;

/** The list after one more update: a new detection, a longer one, or the same list. */
export function withUpdate(list: readonly Detection[], update: StreamUpdate): readonly Detection[] {
  if (!update.detected) return list;
  const { label, score } = update.top;
  const [latest, ...older] = list;
  if (!update.started && latest?.label === label) {
    return [{ ...latest, endS: update.endS, score: Math.max(latest.score, score) }, ...older];
  }
  return [{ label, startS: update.startS, endS: update.endS, score }, ...list].slice(0, KEEP);
}
