import { describe, expect, test } from 'vitest';

import { colourAt, pixelIndex, pixelTable } from '../../web/ui/colour-map.js';

/** CIE L* of an sRGB colour. */
function lightness([red, green, blue]: [number, number, number]): number {
  const linear = (byte: number): number => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe('colour map', () => {
  test('lightness rises all the way, from nearly black to nearly white', () => {
    const levels = Array.from({ length: 256 }, (_, i) => lightness(colourAt(i / 255)));
    expect(levels[0]).toBeLessThan(5);
    expect(levels[255]).toBeGreaterThan(90);
    for (let i = 1; i < levels.length; i += 1) expect(levels[i]).toBeGreaterThanOrEqual((levels[i - 1] ?? 0) - 0.2); // rounding to bytes
  });

  test('lightness rises evenly: no quarter of the range takes less than half or more than one and a half of its share', () => {
    const at = (value: number): number => lightness(colourAt(value));
    const share = (at(1) - at(0)) / 4;
    for (const from of [0, 0.25, 0.5, 0.75]) {
      const rise = at(from + 0.25) - at(from);
      expect(rise).toBeGreaterThan(0.5 * share);
      expect(rise).toBeLessThan(1.5 * share);
    }
  });

  test('values outside the range and NaN are clamped', () => {
    expect(colourAt(-3)).toEqual(colourAt(0));
    expect(colourAt(7)).toEqual(colourAt(1));
    expect(colourAt(NaN)).toEqual(colourAt(0));
    expect(pixelIndex(NaN, -80, 0)).toBe(0);
    expect(pixelIndex(-Infinity, -80, 0)).toBe(0);
    expect(pixelIndex(3, -80, 0)).toBe(255);
    expect(pixelIndex(-40, -80, 0)).toBe(128);
  });

  test('a pixel is opaque and holds red in its lowest byte', () => {
    const [red, green, blue] = colourAt(1);
    expect(pixelTable()[255]).toBe(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  });
});
