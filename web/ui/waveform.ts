// Waveform from precomputed peaks: one vertical line from minimum to maximum a pixel column.
import type { Painter } from './paint.js';

/** [min0, max0, min1, max1, ...], samples in [-1, 1]. */
export type WaveformData = { peaks: Float32Array; columns: number };

/** Smallest minimum and largest maximum of the peak columns that fall into one of `width` pixels. */
export function poolPeaks({ peaks, columns }: WaveformData, pixel: number, width: number): [number, number] {
  const from = Math.floor((pixel * columns) / width);
  const to = Math.max(from + 1, Math.ceil(((pixel + 1) * columns) / width));
  let low = Infinity;
  let high = -Infinity;
  for (let c = from; c < to && c < columns; c += 1) {
    low = Math.min(low, peaks[2 * c] as number);
    high = Math.max(high, peaks[2 * c + 1] as number);
  }
  return low <= high ? [low, high] : [0, 0];
}

export const paintWaveform: Painter<WaveformData> = ({ canvas, context, width, height, ratio, fill, stroke }, data) => {
  const pixels = Math.round(width * ratio);
  const rows = Math.round(height * ratio);
  canvas.width = pixels;
  canvas.height = rows;
  context.fillStyle = stroke;
  context.fillRect(0, Math.floor(rows / 2), pixels, 1);
  // A quiet clip is drawn as quiet: the scale is always full scale, except that the tallest peak keeps a margin.
  const half = (rows / 2) * 0.94;
  context.fillStyle = fill;
  for (let x = 0; x < pixels; x += 1) {
    const [low, high] = poolPeaks(data, x, pixels);
    const top = rows / 2 - Math.min(1, high) * half;
    const bottom = rows / 2 - Math.max(-1, low) * half;
    context.fillRect(x, top, 1, Math.max(1, bottom - top));
  }
};
