// The colour ramp of spectrograms: dark for quiet, light for loud, with lightness rising evenly.
// Control points: eight evenly spaced colours of seaborn's "mako" map (Michael Waskom, BSD-3-Clause), joined
// by straight lines in sRGB. tests/web/ui-colour-map.test.ts checks that lightness never falls.

const CONTROL_POINTS = [0x0b0405, 0x2e1e3c, 0x413d7b, 0x37659e, 0x348fa7, 0x40b7ad, 0x8ad9b1, 0xdef5e5] as const;
const TABLE_SIZE = 256;

/** [red, green, blue] in 0 .. 255 for `value` in [0, 1]; values outside are clamped, NaN is the lowest colour. */
export function colourAt(value: number): [number, number, number] {
  const scaled = Math.min(1, Math.max(0, value || 0)) * (CONTROL_POINTS.length - 1);
  const index = Math.min(CONTROL_POINTS.length - 2, Math.floor(scaled));
  const low = CONTROL_POINTS[index] as number;
  const high = CONTROL_POINTS[index + 1] as number;
  const mix = (shift: number): number => {
    const from = (low >> shift) & 255;
    return Math.round(from + (((high >> shift) & 255) - from) * (scaled - index));
  };
  return [mix(16), mix(8), mix(0)];
}

let table: Uint32Array | undefined;

/** The ramp as 256 opaque pixels for a Uint32 view on ImageData (RGBA bytes, little-endian as every browser platform is). */
export function pixelTable(): Uint32Array {
  if (!table) {
    table = new Uint32Array(TABLE_SIZE);
    for (let i = 0; i < TABLE_SIZE; i += 1) {
      const [red, green, blue] = colourAt(i / (TABLE_SIZE - 1));
      table[i] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    }
  }
  return table;
}

/** Index into pixelTable for a level in dB on the range [floorDb, ceilingDb]. */
export function pixelIndex(db: number, floorDb: number, ceilingDb: number): number {
  const fraction = (db - floorDb) / (ceilingDb - floorDb);
  // NaN falls through both comparisons and becomes 0 by the bitwise or.
  return fraction >= 1 ? TABLE_SIZE - 1 : fraction <= 0 ? 0 : (fraction * TABLE_SIZE) | 0;
}
