// A matrix of features as an image: time to the right, first coefficient at the bottom, value as colour; optionally with evidence
// laid over it. The canvas holds one pixel a cell and CSS scales it.
import { pixelIndex, pixelTable } from './colour-map.js';
import type { Painter } from './paint.js';
import { inSlices } from './slices.js';

/** Row-major [frames, rows]; `low` and `high` are the ends of the colour bar. */
export type MatrixData = {
  frames: number;
  rows: number;
  values: Float32Array;
  low: number;
  high: number;
  /** [frames, rows]: positive speaks for the label. Scaled by its own largest magnitude. */
  evidence?: Float32Array | null;
};

/** Orange for, blue against: they stay apart for colour-blind eyes, and both stand out of grey. */
export const EVIDENCE_FOR = [255, 140, 26] as const;
export const EVIDENCE_AGAINST = [72, 149, 239] as const;

export const paintMatrix: Painter<MatrixData> = ({ canvas, context, width, ratio }, data) => {
  const columns = Math.max(1, Math.min(data.frames, Math.round(width * ratio)));
  canvas.width = columns;
  canvas.height = Math.max(1, data.rows);
  if (data.frames === 0 || data.rows === 0) return undefined;
  const image = context.createImageData(columns, data.rows);
  const pixels = new Uint32Array(image.data.buffer);
  const table = pixelTable();
  const scale = data.evidence ? largest(data.evidence) : 0;
  return inSlices(
    columns,
    (x) => {
      const from = Math.floor((x * data.frames) / columns);
      const to = Math.min(data.frames, Math.max(from + 1, Math.ceil(((x + 1) * data.frames) / columns)));
      for (let row = 0; row < data.rows; row += 1) {
        let value = -Infinity;
        let evidence = 0;
        for (let frame = from; frame < to; frame += 1) {
          value = Math.max(value, data.values[frame * data.rows + row] as number);
          const own = data.evidence?.[frame * data.rows + row] ?? 0;
          if (Math.abs(own) > Math.abs(evidence)) evidence = own;
        }
        const at = (data.rows - 1 - row) * columns + x;
        pixels[at] = data.evidence && scale > 0
          ? blend((value - data.low) / Math.max(1e-9, data.high - data.low), evidence / scale)
          : (table[pixelIndex(value, data.low, data.high)] as number);
      }
    },
    (from, to) => context.putImageData(image, 0, 0, from, 0, to - from, data.rows),
  );
};

/** Grey by level, tinted by evidence in [-1, 1]; RGBA bytes in little-endian order. */
export function blend(level: number, evidence: number): number {
  const grey = 24 + 190 * Math.min(1, Math.max(0, level || 0));
  const strength = Math.min(1, Math.abs(evidence)) * 0.85;
  const tint = evidence >= 0 ? EVIDENCE_FOR : EVIDENCE_AGAINST;
  const mix = (channel: 0 | 1 | 2): number => Math.round(grey + (tint[channel] - grey) * strength);
  return ((255 << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0;
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** Smallest and largest finite value. */
export function rangeOf(values: Float32Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Rows evenly spaced in log frequency from `fromHz` to the top, taken from linear bins 0 .. top. */
export function toLogFrequency(values: Float32Array, frames: number, bins: number, topHz: number, fromHz: number, rows: number): Float32Array {
  const source = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const hz = fromHz * (topHz / fromHz) ** (row / (rows - 1));
    source[row] = Math.min(bins - 1, Math.round((hz / topHz) * (bins - 1)));
  }
  const out = new Float32Array(frames * rows);
  for (let frame = 0; frame < frames; frame += 1) {
    for (let row = 0; row < rows; row += 1) out[frame * rows + row] = values[frame * bins + (source[row] as number)] as number;
  }
  return out;
}
