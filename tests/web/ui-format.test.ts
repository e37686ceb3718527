import { describe, expect, test } from 'vitest';

import { formatterFor } from '../../web/ui/format.js';

describe('formatting', () => {
  const en = formatterFor('en');

  test('clock: carries rounded tenths into seconds and minutes', () => {
    expect(en.clock(0)).toBe('0:00.0');
    expect(en.clock(9.96)).toBe('0:10.0');
    expect(en.clock(59.97)).toBe('1:00.0');
    expect(en.clock(3599.96)).toBe('1:00:00');
    expect(en.clock(-1)).toBe('0:00.0');
  });

  test('numbers follow the language', () => {
    expect(en.percent(0.9734)).toBe('97.3%');
    expect(formatterFor('es').percent(0.9734)).toMatch(/^97,3\s%$/);
    expect(formatterFor('pt').decimal(1234.5, 1)).toBe('1.234,5');
  });

  test('silence is minus infinity, not NaN', () => {
    expect(en.decibel(-Infinity, 'dBFS')).toBe('−∞ dBFS');
    expect(en.decibel(-21.44)).toBe('−21.4 dB');
    expect(en.decibel(0)).toBe('0.0 dB');
  });

  test('hertz and bytes change their unit and drop needless zeros', () => {
    expect(en.hertz(440)).toBe('440 Hz');
    expect(en.hertz(16000)).toBe('16 kHz');
    expect(en.hertz(11025)).toBe('11 kHz');
    expect(en.bytes(2)).toBe('2 B');
    expect(en.bytes(110_412)).toBe('110 kB');
    expect(en.bytes(2_300_583)).toBe('2.3 MB');
    expect(en.bytes(10_700_000_000)).toBe('10.7 GB');
  });
});
