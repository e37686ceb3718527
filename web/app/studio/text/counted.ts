// Counts in words and rough lengths of time, for all languages.
import type { Formatter } from '../../../ui/format.js';

/** "1 clip", "1,200 clips". */
export function counted(locale: string): (count: number, one: string, many: string) => string {
  const format = new Intl.NumberFormat(locale);
  return (count, one, many) => `${format.format(count)} ${count === 1 ? one : many}`;
}

/** A length of time as one would say it: "8 s", "2.5 min", "1.2 h". */
export function about(seconds: number, format: Formatter, units: { s: string; min: string; h: string }): string {
  if (seconds < 90) return `${format.integer(Math.max(1, Math.round(seconds)))} ${units.s}`;
  if (seconds < 90 * 60) return `${format.decimal(seconds / 60, seconds < 600 ? 1 : 0)} ${units.min}`;
  return `${format.decimal(seconds / 3600, 1)} ${units.h}`;
}
