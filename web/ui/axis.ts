// Where the ticks of an axis go and how they read. Positions are fractions of the axis, 0 at its start.
import { melPosition, type MelBands } from './mel.js';

export type Tick = { position: number; value: number; digits: number };

const TIME_STEPS_S = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const FREQUENCIES_HZ = [0, 50, 100, 200, 500, 1000, 2000, 4000, 8000, 16000, 32000];
const MIN_FREQUENCY_GAP = 0.1; // of the axis height: labels of neighbouring ticks must not touch

/** Ticks in seconds, at most `maxTicks`, on steps people count in (0.1 s, 15 s, 5 min ...). */
export function timeTicks(durationS: number, maxTicks: number): Tick[] {
  if (!(durationS > 0) || maxTicks < 1) return [];
  const fits = (step: number): boolean => Math.floor(durationS / step) + 1 <= maxTicks;
  const step = TIME_STEPS_S.find(fits) ?? Math.ceil(durationS / maxTicks / 3600) * 3600;
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const ticks: Tick[] = [];
  for (let i = 0; i * step <= durationS * (1 + 1e-9); i += 1) {
    ticks.push({ position: (i * step) / durationS, value: i * step, digits });
  }
  return ticks;
}

/** Ticks on a mel axis: octaves that lie inside it and keep their distance; 0 is its bottom. */
export function frequencyTicks(axis: MelBands): Tick[] {
  const ticks: Tick[] = [];
  // From the top down, so that of two labels that collide the lower, denser one goes.
  for (const hz of [...FREQUENCIES_HZ].reverse()) {
    if (hz < axis.fMinHz || hz > axis.fMaxHz) continue;
    // f_min and f_max themselves lie half a band outside the picture; their labels belong to its edges.
    const position = Math.min(1, Math.max(0, melPosition(hz, axis)));
    const above = ticks.at(-1);
    if (!above || above.position - position >= MIN_FREQUENCY_GAP) ticks.push({ position, value: hz, digits: 0 });
  }
  return ticks.reverse();
}

/** Text of a time tick: seconds below a minute, else m:ss or h:mm:ss. `decimal` localises the number. */
export function timeTickLabel(tick: Tick, durationS: number, decimal: (value: number, digits: number) => string): string {
  if (durationS < 60) return decimal(tick.value, tick.digits);
  const whole = Math.round(tick.value);
  const s = String(whole % 60).padStart(2, '0');
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}
