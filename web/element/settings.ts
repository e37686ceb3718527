// What attributes say, as HTML reads them: a value that means nothing is as if it were absent.
import type { Mode } from './choices.js';

const modes: readonly Mode[] = ['all', 'file', 'record', 'live'];
const usualTop = 5;
/** More overlap than this makes no difference but takes for ever. */
export const MOST_OVERLAP = 0.95;

export function modeOf(value: unknown): Mode {
  return modes.find((mode) => mode === value) ?? 'all';
}

/** Scores shown; 0 is all of them. */
export function topOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : usualTop;
}

/** A number from 0 to `most`, or null, which leaves it to the model. */
export function shareOf(value: unknown, most = 1): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null;
}
