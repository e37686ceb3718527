import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { Pacer } from '../../../web/base/pacer.js';

describe('pacer', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  test('changes are drawn together, and the last one is never forgotten', () => {
    const draw = vi.fn();
    const pacer = new Pacer(draw);
    for (let ms = 0; ms < 1000; ms += 1) {
      pacer.soon();
      vi.advanceTimersByTime(1);
    }
    expect(draw.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(draw.mock.calls.length).toBeLessThanOrEqual(6);
    const before = draw.mock.calls.length;
    pacer.soon();
    vi.runAllTimers();
    expect(draw).toHaveBeenCalledTimes(before + 1);
  });

  test('stopped, it draws no more', () => {
    const draw = vi.fn();
    const pacer = new Pacer(draw);
    pacer.soon();
    pacer.stop();
    vi.runAllTimers();
    expect(draw).not.toHaveBeenCalled();
  });
});
