// Keeps a canvas painted: again when its data, size, pixel ratio or colours change, and never twice in one frame.
import { noChange } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';

export type Surface = {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  /** CSS pixels. */
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
  /** Resolved from the canvas's CSS `color`, `fill` and `stroke`. */
  ink: string;
  fill: string;
  stroke: string;
};

/** Paints at once, or starts painting in slices and returns how to stop. */
export type Painter<T> = (surface: Surface, data: T) => void | (() => void);

class PaintDirective extends AsyncDirective {
  #canvas: HTMLCanvasElement | undefined;
  #painter: Painter<unknown> | undefined;
  #data: unknown;
  #observer: ResizeObserver | undefined;
  #frame = 0;
  #stop: (() => void) | undefined;
  #painted = '';

  render(_painter: Painter<never>, _data: unknown): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [painter, data]: [Painter<never>, unknown]): typeof noChange {
    const changed = data !== this.#data || painter !== this.#painter;
    this.#painter = painter as Painter<unknown>;
    this.#data = data;
    if (this.#canvas === undefined) {
      this.#canvas = part.element as HTMLCanvasElement;
      this.#observe();
    }
    if (changed) this.#painted = '';
    this.#schedule();
    return noChange;
  }

  #observe(): void {
    this.#observer = new ResizeObserver(() => this.#schedule());
    this.#observer.observe(this.#canvas as HTMLCanvasElement);
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const canvas = this.#canvas;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || !this.#painter) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const ratio = globalThis.devicePixelRatio || 1;
    const { color: ink, fill, stroke } = getComputedStyle(canvas);
    const key = [width, height, ratio, ink, fill, stroke].join();
    if (key === this.#painted) return;
    this.#painted = key;
    this.#stop?.();
    this.#stop = this.#painter({ canvas, context, width, height, ratio, ink, fill, stroke }, this.#data) ?? undefined;
  }

  protected override disconnected(): void {
    this.#observer?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#stop?.();
    this.#painted = '';
  }

  protected override reconnected(): void {
    this.#observe();
    this.#schedule();
  }
}

const paintDirective = directive(PaintDirective);

/** `<canvas ${paint(paintWaveform, data)}></canvas>`; painter and data are compared by identity. */
export function paint<T>(painter: Painter<T>, data: T): unknown {
  return paintDirective(painter as Painter<never>, data);
}
