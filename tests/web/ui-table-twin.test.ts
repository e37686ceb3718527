import { expect, test } from 'vitest';

import { coarseMeans, keptStretches } from '../../web/ui/table-twin.js';

test('columns that are kept or dropped side by side are one stretch', () => {
  expect(keptStretches(Float32Array.of(0, 0.4, 1, 1, 0.6, 0, 1, 1), 4)).toEqual([
    { startS: 0, endS: 1, kept: false },
    { startS: 1, endS: 2.5, kept: true },
    { startS: 2.5, endS: 3, kept: false },
    { startS: 3, endS: 4, kept: true },
  ]);
  expect(keptStretches(new Float32Array(), 1)).toEqual([]);
});

test('means over stretches and bands; no more of them than there are cells', () => {
  // 4 frames of 3 coefficients: 0 1 2 | 3 4 5 | 6 7 8 | 9 10 11
  const values = Float32Array.from({ length: 12 }, (_, i) => i);
  expect(coarseMeans(values, 4, 3, 2, 1)).toEqual([[2.5], [8.5]]);
  expect(coarseMeans(values, 4, 3, 8, 8)).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]);
  expect(coarseMeans(values, 4, 3, 1, 2)).toEqual([[4.5, 6]]);
});
