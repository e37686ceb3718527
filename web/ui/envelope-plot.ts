// What the envelope gate keeps of a clip: waveform columns in two colours, the envelope over them, the threshold as a line.
import type { Painter } from './paint.js';

export type EnvelopeData = {
  columns: number;
  min: Float32Array;
  max: Float32Array;
  envelope: Float32Array;
  /** Share kept of each column. */
  kept: Float32Array;
  threshold: number;
};

/** The vertical scale: full scale, or what the loudest sample needs when the clip is quiet. */
export function scaleOf({ envelope, threshold }: EnvelopeData): number {
  return Math.min(1, Math.max(envelope.reduce((most, value) => Math.max(most, value), 0) * 1.1, threshold * 1.5, 1e-4));
}

export const paintEnvelope: Painter<EnvelopeData> = ({ canvas, context, width, height, ratio, ink, fill, stroke }, data) => {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const middle = height / 2;
  const unit = (middle * 0.96) / scaleOf(data);
  const x = (column: number): number => (column / data.columns) * width;
  const step = Math.max(1, width / data.columns);
  for (let c = 0; c < data.columns; c += 1) {
    const top = middle - (data.max[c] as number) * unit;
    const bottom = middle - (data.min[c] as number) * unit;
    context.fillStyle = (data.kept[c] as number) >= 0.5 ? fill : stroke;
    context.fillRect(x(c), top, step, Math.max(1, bottom - top));
  }
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  for (const sign of [1, -1]) {
    context.beginPath();
    for (let c = 0; c < data.columns; c += 1) {
      const y = middle - sign * (data.envelope[c] as number) * unit;
      if (c === 0) context.moveTo(x(c), y);
      else context.lineTo(x(c), y);
    }
    context.stroke();
  }
  context.setLineDash([5, 4]);
  context.lineWidth = 1;
  for (const sign of [1, -1]) {
    const y = Math.round(middle - sign * data.threshold * unit) + 0.5;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.stroke();
  }
};
