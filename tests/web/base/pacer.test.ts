import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { Pacer } from '../../web/element/pacer.js';

describe('pacer', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  test('few rows are drawn at once, each time', () => {
    const draw = vi.fn();
    const pacer = new Pacer(draw);
    for (let i = 0; i < 5; i += 1) pacer.ask(3);
    expect(draw).toHaveBeenCalledTimes(5);
  });

  test('of many, changes are drawn together, and the last one is never forgotten', () => {
    const draw = vi.fn();
    const pacer = new Pacer(draw);
    for (let ms = 0; ms < 1000; ms += 1) {
      pacer.ask(1000);
      vi.advanceTimersByTime(1);
    }
    expect(draw.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(draw.mock.calls.length).toBeLessThanOrEqual(6);
    const before = draw.mock.calls.length;
    pacer.ask(1000);
    vi.runAllTimers();
    expect(draw).toHaveBeenCalledTimes(before + 1);
  });

  test('stopped, it draws no more', () => {
    const draw = vi.fn();
    const pacer = new Pacer(draw);
    pacer.ask(1000);
    pacer.stop();
    vi.runAllTimers();
    expect(draw).not.toHaveBeenCalled();
  });
});
