import { describe, expect, test } from 'vitest';

import { frequencyTicks, timeTickLabel, timeTicks } from '../../web/ui/axis.js';
import { hzToMel, melFrequency, melPosition, melToHz, type MelBands } from '../../web/ui/mel.js';

const decimal = (value: number, digits: number): string => value.toFixed(digits);
const axis: MelBands = { bands: 64, fMinHz: 0, fMaxHz: 8000, melScale: 'slaney' };

describe('time axis', () => {
  test.each([0.05, 0.667, 1, 2.48, 59, 60, 184.2, 3600, 90_000])('%d s: at most eight ticks, at least two, in order, inside', (durationS) => {
    const ticks = timeTicks(durationS, 8);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks[0]?.position).toBe(0);
    for (const [i, tick] of ticks.entries()) {
      expect(tick.position).toBeLessThanOrEqual(1 + 1e-9);
      expect(tick.value / durationS).toBeCloseTo(tick.position, 12);
      if (i > 0) expect(tick.value).toBeGreaterThan(ticks[i - 1]?.value ?? Infinity);
    }
  });

  test('an empty clip has no ticks', () => {
    expect(timeTicks(0, 8)).toEqual([]);
    expect(timeTicks(NaN, 8)).toEqual([]);
  });

  test('labels are seconds for short clips and a clock for long ones', () => {
    expect(timeTickLabel({ position: 0, value: 0.5, digits: 1 }, 2, decimal)).toBe('0.5');
    expect(timeTickLabel({ position: 0, value: 90, digits: 0 }, 184, decimal)).toBe('1:30');
    expect(timeTickLabel({ position: 0, value: 3660, digits: 0 }, 4000, decimal)).toBe('1:01:00');
  });
});

describe('mel axis', () => {
  // librosa.hz_to_mel([60, 1000, 4000]) and with htk=True
  test('hertz become the mels of librosa', () => {
    expect(hzToMel(60, 'slaney')).toBeCloseTo(0.9, 9);
    expect(hzToMel(1000, 'slaney')).toBeCloseTo(15, 9);
    expect(hzToMel(6400, 'slaney')).toBeCloseTo(42, 9);
    expect(hzToMel(1000, 'htk')).toBeCloseTo(999.9855, 3);
  });

  test.each(['slaney', 'htk'] as const)('%s: there and back', (scale) => {
    for (const hz of [0, 60, 999, 1000, 1001, 7999]) expect(melToHz(hzToMel(hz, scale), scale)).toBeCloseTo(hz, 6);
  });

  test('a position and its frequency belong together', () => {
    for (const hz of [200, 1000, 4000]) expect(melFrequency(melPosition(hz, axis), axis)).toBeCloseTo(hz, 6);
  });

  test('ticks rise, keep their distance and include both edges of the range', () => {
    const ticks = frequencyTicks(axis);
    expect(ticks.at(-1)).toMatchObject({ value: 8000, position: 1 });
    for (const [i, tick] of ticks.entries()) {
      expect(tick.position).toBeGreaterThanOrEqual(0);
      if (i > 0) expect(tick.position - (ticks[i - 1]?.position ?? 1)).toBeGreaterThanOrEqual(0.1);
    }
  });
});
