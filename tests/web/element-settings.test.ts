import { describe, expect, test } from 'vitest';

import { modeOf, shareOf, topOf } from '../../web/element/settings.js';

describe('attributes as they are meant', () => {
  test('known values count, others are as if absent', () => {
    expect([modeOf('record'), modeOf('LOUD'), modeOf(null)]).toEqual(['record', 'all', 'all']);
    expect([topOf(3), topOf(0), topOf(-1), topOf(1.5), topOf(Number.NaN), topOf(null)]).toEqual([3, 0, 5, 5, 5, 5]);
    expect([shareOf(0.4), shareOf(0), shareOf(1.2), shareOf(Number.NaN), shareOf(null), shareOf(0.96, 0.95)]).toEqual([0.4, 0, null, null, null, null]);
  });
});
