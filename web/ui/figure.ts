// A picture with axes: ticks and unit below and to the left, a colour bar to the right. Positions are fractions of the axis.
import { html, nothing, type TemplateResult } from 'lit';
import { paint, type Painter } from './paint.js';
import { paintColourBar } from './spectrogram.js';
import { styleProps } from './style-props.js';

export type AxisTick = { position: number; text: string };

export type FigureModel<T> = {
  /** What the picture shows, in words. */
  label: string;
  painter: Painter<T>;
  data: T;
  xTicks: readonly AxisTick[];
  xUnit: string;
  yTicks: readonly AxisTick[];
  yUnit: string;
  /** Ends and middle of the colour bar; null for none. */
  colourTicks: readonly AxisTick[] | null;
  colourUnit?: string;
  tall?: boolean;
};

export function figure<T>(model: FigureModel<T>): TemplateResult {
  const ticks = (list: readonly AxisTick[]): TemplateResult[] =>
    list.map(({ position, text }) => html`<span class="tick" ${styleProps({ '--at': position })}>${text}</span>`);
  return html`<div class="plots figure">
    <div class=${model.tall ? 'plot plot-figure tall' : 'plot plot-figure'}>
      <div class="frequency-axis" aria-hidden="true">${ticks(model.yTicks)}<span class="y-unit">${model.yUnit}</span></div>
      <canvas role="img" aria-label=${model.label} ${paint(model.painter, model.data)}></canvas>
      ${model.colourTicks
        ? html`<div class="colour-bar" aria-hidden="true"><canvas ${paint(paintColourBar, null)}></canvas>${ticks(model.colourTicks)}
            <span class="colour-unit">${model.colourUnit ?? ''}</span></div>`
        : nothing}
    </div>
    <div class="time-axis" aria-hidden="true">${ticks(model.xTicks)}<span class="unit">${model.xUnit}</span></div>
  </div>`;
}

/** `count` ticks from low to high, evenly. */
export function evenTicks(low: number, high: number, count: number, text: (value: number) => string): AxisTick[] {
  return Array.from({ length: count }, (_, i) => {
    const position = i / (count - 1);
    return { position, text: text(low + position * (high - low)) };
  });
}
