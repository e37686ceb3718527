// Segment predictions along time: one block a run, its strength the score, its name inside where it fits.
import type { Painter } from './paint.js';
import type { Run } from './segment-runs.js';

export type TimelineData = { runs: readonly Run[]; labels: readonly string[]; durationS: number };

const FONT_PX = 12;
const PAD_PX = 6;

export const paintTimeline: Painter<TimelineData> = ({ canvas, context, width, height, ratio, ink, fill, stroke }, data) => {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  context.font = `600 ${FONT_PX}px ${getComputedStyle(canvas).fontFamily}`;
  context.textBaseline = 'middle';
  for (const run of data.runs) {
    const x = (run.startS / data.durationS) * width;
    const w = Math.max(1, (run.endS / data.durationS) * width - x - 1);
    context.globalAlpha = run.index < 0 ? 1 : 0.12 + 0.3 * run.score;
    context.fillStyle = run.index < 0 ? stroke : fill;
    if (run.index < 0) context.fillRect(x, height / 2 - 0.5, w, 1);
    else context.fillRect(x, 0, w, height);
    const label = data.labels[run.index];
    context.globalAlpha = 1;
    if (label !== undefined && context.measureText(label).width + 2 * PAD_PX <= w) {
      context.fillStyle = ink;
      context.fillText(label, x + PAD_PX, height / 2 + 0.5);
    }
  }
};
