// What the pictures are made of, apart from the pixels: pooled peaks and frames, the meter's scale, runs of segments.
import { describe, expect, test } from 'vitest';

import { meterFraction } from '../../web/ui/level-meter.js';
import { topIndex } from '../../web/base/clip-json.js';
import { segmentRuns } from '../../web/ui/segment-runs.js';
import { poolFrames } from '../../web/ui/spectrogram.js';
import { poolPeaks } from '../../web/ui/waveform.js';

describe('pooling', () => {
  test('waveform: no peak is lost when columns share a pixel', () => {
    const columns = 1000;
    const peaks = new Float32Array(2 * columns);
    peaks[2 * 777 + 1] = 0.9;
    peaks[2 * 123] = -0.8;
    const drawn = Array.from({ length: 130 }, (_, pixel) => poolPeaks({ peaks, columns }, pixel, 130));
    expect(Math.max(...drawn.map(([, high]) => high))).toBeCloseTo(0.9, 6);
    expect(Math.min(...drawn.map(([low]) => low))).toBeCloseTo(-0.8, 6);
  });

  test('waveform: few columns are stretched over many pixels without gaps', () => {
    const data = { peaks: Float32Array.of(-0.5, 0.5, -0.25, 0.25), columns: 2 };
    expect(poolPeaks(data, 0, 9)).toEqual([-0.5, 0.5]);
    expect(poolPeaks(data, 8, 9)).toEqual([-0.25, 0.25]);
  });

  test('spectrogram: the loudest frame of a column is the one that is seen', () => {
    const values = Float32Array.of(-80, -70, -10, -60, -50, -5); // three frames of two bands
    const out = new Float32Array(2);
    poolFrames({ frames: 3, bands: 2, values }, 0, 1, out);
    expect([...out]).toEqual([-10, -5]);
    poolFrames({ frames: 3, bands: 2, values }, 2, 3, out);
    expect([...out]).toEqual([-50, -5]);
  });
});

describe('level meter', () => {
  test('is linear in decibels from -60 dBFS to 0', () => {
    expect(meterFraction(1)).toBe(1);
    expect(meterFraction(10 ** (-30 / 20))).toBeCloseTo(0.5, 9);
    expect(meterFraction(0.0001)).toBe(0);
    expect(meterFraction(0)).toBe(0);
    expect(meterFraction(NaN)).toBe(0);
    expect(meterFraction(2)).toBe(1);
  });
});

describe('runs of segments', () => {
  const segment = (startS: number, endS: number, ...scores: number[]) => ({ startS, endS, scores });

  test('neighbours with one label become one run with the mean of its scores', () => {
    const runs = segmentRuns([segment(0, 1, 0.9, 0.1), segment(1, 2, 0.7, 0.3), segment(2, 3, 0.2, 0.8)], 0);
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatchObject({ startS: 0, endS: 2, index: 0, segments: 2 });
    expect(runs[0]?.score).toBeCloseTo(0.8, 12);
    expect(runs[1]).toMatchObject({ startS: 2, endS: 3, index: 1 });
  });

  test('overlapping segments give runs that do not overlap', () => {
    const runs = segmentRuns([segment(0, 1, 1, 0), segment(0.5, 1.5, 0, 1), segment(1, 2, 0, 1)], 0);
    expect(runs.map(({ startS, endS }) => [startS, endS])).toEqual([[0, 0.5], [0.5, 2]]);
  });

  test('a gap between segments separates runs of one label', () => {
    expect(segmentRuns([segment(0, 1, 1, 0), segment(3, 4, 1, 0)], 0)).toHaveLength(2);
  });

  test('below the threshold there is no label', () => {
    expect(segmentRuns([segment(0, 1, 0.4, 0.3)], 0.5)[0]).toMatchObject({ index: -1, score: 0.4 });
    expect(topIndex([])).toBe(-1);
  });
});
