// Spectrogram pixels: time to the right, low frequencies at the bottom, level as colour. The canvas holds one pixel a
// cell and CSS scales it, so drawing costs the number of cells and not the number of screen pixels.
import { pixelIndex, pixelTable } from './colour-map.js';
import type { Painter } from './paint.js';
import { inSlices } from './slices.js';

/** Row-major [frames, bands], low frequencies first, dB relative to the clip's maximum. */
export type SpectrogramData = { frames: number; bands: number; values: Float32Array };

/** The range of the colour bar. 80 dB is librosa's top_db: below it there is nothing to see. */
export const FLOOR_DB = -80;
export const CEILING_DB = 0;

/** Loudest value of each band over the frames of one picture column; written to `out` (length bands). */
export function poolFrames({ frames, bands, values }: SpectrogramData, column: number, columns: number, out: Float32Array): void {
  const from = Math.floor((column * frames) / columns);
  const to = Math.min(frames, Math.max(from + 1, Math.ceil(((column + 1) * frames) / columns)));
  out.set(values.subarray(from * bands, (from + 1) * bands));
  for (let frame = from + 1; frame < to; frame += 1) {
    const row = frame * bands;
    for (let band = 0; band < bands; band += 1) {
      const value = values[row + band] as number;
      if (value > (out[band] as number)) out[band] = value;
    }
  }
}

export const paintSpectrogram: Painter<SpectrogramData> = ({ canvas, context, width, ratio }, data) => {
  const columns = Math.max(1, Math.min(data.frames, Math.round(width * ratio)));
  canvas.width = columns;
  canvas.height = data.bands;
  if (data.frames === 0) return undefined;
  const image = context.createImageData(columns, data.bands);
  const pixels = new Uint32Array(image.data.buffer);
  const table = pixelTable();
  const levels = new Float32Array(data.bands);
  return inSlices(
    columns,
    (x) => {
      poolFrames(data, x, columns, levels);
      for (let band = 0; band < data.bands; band += 1) {
        pixels[(data.bands - 1 - band) * columns + x] = table[pixelIndex(levels[band] as number, FLOOR_DB, CEILING_DB)] as number;
      }
    },
    (from, to) => context.putImageData(image, 0, 0, from, 0, to - from, data.bands),
  );
};

/** The colour bar: the ramp from quiet at the bottom to loud at the top. */
export const paintColourBar: Painter<null> = ({ canvas, context }) => {
  const table = pixelTable();
  canvas.width = 1;
  canvas.height = table.length;
  const image = context.createImageData(1, table.length);
  new Uint32Array(image.data.buffer).set(table.slice().reverse());
  context.putImageData(image, 0, 0);
};
