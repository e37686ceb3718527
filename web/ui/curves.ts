// Lines over a common axis, drawn by uPlot, with a legend and a table twin of ours. Colours come from CSS: the legend's swatches
// say which.
import { html, noChange, type TemplateResult } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';
import uPlot from 'uplot';
import { tableTwin } from './table-twin.js';

export type Curve = {
  name: string;
  /** One a position; null leaves a gap. */
  values: readonly (number | null)[];
  /** Which of the palette's colours, from 0. */
  colour: number;
  dashed?: boolean;
};

export type CurvesModel = {
  /** Ascending. */
  x: readonly number[];
  curves: readonly Curve[];
  xLabel: string;
  yLabel: string;
  /** Fixed limits; null fits the data. */
  yRange: [number | null, number | null];
  logX?: boolean;
  /** A vertical line, e.g. the best epoch. */
  mark?: number | null;
  formatX(value: number): string;
  formatY(value: number): string;
};

export const PALETTE_SIZE = 8;

class CurvesDirective extends AsyncDirective {
  #element: HTMLElement | undefined;
  #model: CurvesModel | undefined;
  #plot: uPlot | undefined;
  #shape = '';
  #frame = 0;
  #observer: ResizeObserver | undefined;

  render(_model: CurvesModel): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [model]: [CurvesModel]): typeof noChange {
    this.#model = model;
    if (!this.#element) {
      this.#element = part.element as HTMLElement;
      this.#observe();
    }
    this.#schedule();
    return noChange;
  }

  #observe(): void {
    this.#observer = new ResizeObserver(() => this.#schedule());
    this.#observer.observe(this.#element as HTMLElement);
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const element = this.#element;
    const model = this.#model;
    if (!element || !model || element.clientWidth === 0) return;
    const style = getComputedStyle(element);
    const swatches = [...(element.parentElement?.querySelectorAll<HTMLElement>('.swatch') ?? [])];
    const colours = swatches.map((swatch) => getComputedStyle(swatch).color);
    const size = { width: element.clientWidth, height: element.clientHeight };
    const shape = JSON.stringify([model.curves.map(({ name, dashed }) => [name, dashed]), colours, style.color, style.stroke, model.logX, model.xLabel, model.yLabel, model.yRange]);
    if (shape !== this.#shape || !this.#plot) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(model, size, colours, style), alignedData(model), element);
      this.#shape = shape;
    } else {
      if (this.#plot.width !== size.width || this.#plot.height !== size.height) this.#plot.setSize(size);
      this.#plot.setData(alignedData(model));
    }
  }

  #options(model: CurvesModel, size: { width: number; height: number }, colours: readonly string[], style: CSSStyleDeclaration): uPlot.Options {
    const font = `12px ${style.fontFamily}`;
    const axis = { stroke: style.color, grid: { stroke: style.stroke, width: 1 }, ticks: { show: false }, font, labelFont: font, labelGap: 4 };
    const [low, high] = model.yRange;
    return {
      ...size,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 24, 0, 0],
      scales: {
        x: { time: false, ...(model.logX ? { distr: 3 as const } : {}) },
        y: { range: (_plot, min, max) => padded(low ?? min, high ?? max) },
      },
      axes: [
        { ...axis, label: model.xLabel, labelSize: 18, size: 28, values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : (this.#model as CurvesModel).formatX(tick))) },
        { ...axis, label: model.yLabel, labelSize: 18, size: 52, values: (_plot, ticks) => ticks.map((tick) => (this.#model as CurvesModel).formatY(tick)) },
      ],
      series: [
        {},
        ...model.curves.map(({ name, dashed }, i) => ({
          label: name, stroke: colours[i] ?? style.color, width: 2, points: { show: false }, spanGaps: false, ...(dashed ? { dash: [6, 4] } : {}),
        })),
      ],
      hooks: { draw: [(plot) => this.#drawMark(plot, style.color)] },
    };
  }

  #drawMark(plot: uPlot, colour: string): void {
    const mark = this.#model?.mark;
    if (mark === null || mark === undefined) return;
    const x = Math.round(plot.valToPos(mark, 'x', true));
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = Math.max(1, devicePixelRatio);
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  protected override disconnected(): void {
    this.#observer?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override reconnected(): void {
    this.#observe();
    this.#schedule();
  }
}

const curvesDirective = directive(CurvesDirective);

function alignedData({ x, curves }: CurvesModel): uPlot.AlignedData {
  return [x as number[], ...curves.map(({ values }) => values as (number | null)[])];
}

/** An empty or flat range gets some room, so that there is something to draw in. */
function padded(low: number, high: number): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (high > low) return [low, high];
  const room = Math.max(1e-3, Math.abs(high) * 0.05);
  return [low - room, high + room];
}

export type CurvesStrings = { asTable: string };

const MOST_ROWS = 200;

/** The chart, its legend and its table; `title` names all three, and is shown unless a heading above says the same. */
export function curves(model: CurvesModel, title: string, strings: CurvesStrings, summary: string, titled = false): TemplateResult {
  return html`<figure class="curves">
    <figcaption class="curves-head"><span class=${titled ? 'visually-hidden' : 'curves-title'}>${title}</span>
      <span class="legend">${model.curves.map(({ name, colour, dashed }) => html`<span class="legend-entry">
        <span class=${`swatch s${colour % PALETTE_SIZE}${dashed ? ' dashed' : ''}`} aria-hidden="true"></span>${name}</span>`)}</span>
    </figcaption>
    <div class="chart" role="img" aria-label=${`${title}. ${summary}`} ${curvesDirective(model)}></div>
    ${asTable(model, title, strings)}
  </figure>`;
}

function asTable({ x, curves: lines, xLabel, formatX, formatY }: CurvesModel, title: string, strings: CurvesStrings): TemplateResult {
  const step = Math.max(1, Math.ceil(x.length / MOST_ROWS));
  const rows = x.map((_, i) => i).filter((i) => i % step === 0 || i === x.length - 1);
  return tableTwin({
    asTable: strings.asTable, title, columns: [xLabel, ...lines.map(({ name }) => name)],
    rows: rows.map((i) => [formatX(x[i] as number), ...lines.map(({ values }) => (values[i] === null || values[i] === undefined ? '–' : formatY(values[i] as number)))]),
  });
}
