// The moving spectrogram of a live stream. It scrolls, newest at the right edge; or, for people who asked for less motion,
// stands still and is overwritten from left to right like a heart monitor.
import { pixelIndex, pixelTable } from './colour-map.js';

export type MelFrames = { frames: number; bands: number; values: Float32Array };

const RANGE_DB = 65; // shown below the loudest recent value
const FALL_DB_PER_FRAME = 0.02; // the ceiling follows a quieter scene down within some seconds
const MIN_CEILING_DB = -30; // a quiet room is not blown up to full brightness
const GAP_COLUMNS = 4; // cleared ahead of the write position when overwriting

export class LiveSpectrogram {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #columns: number;
  readonly #scroll: boolean;
  #ceilingDb = MIN_CEILING_DB;
  #next = 0;

  /** `columns`: frames visible at once. */
  constructor(canvas: HTMLCanvasElement, options: { columns: number; scroll: boolean }) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#columns = options.columns;
    this.#scroll = options.scroll;
    canvas.width = options.columns;
  }

  push({ frames, bands, values }: MelFrames): void {
    const context = this.#context;
    if (!context || frames === 0 || bands === 0) return;
    if (this.#canvas.height !== bands) {
      this.#canvas.height = bands; // also clears
      this.#next = 0;
    }
    const skip = Math.max(0, frames - this.#columns);
    const image = this.#image(context, frames - skip, bands, values.subarray(skip * bands));
    if (this.#scroll) this.#scrollIn(context, image);
    else this.#overwrite(context, image);
  }

  #image(context: CanvasRenderingContext2D, frames: number, bands: number, values: Float32Array): ImageData {
    const image = context.createImageData(frames, bands);
    const pixels = new Uint32Array(image.data.buffer);
    const table = pixelTable();
    for (let frame = 0; frame < frames; frame += 1) {
      this.#ceilingDb = Math.max(MIN_CEILING_DB, this.#ceilingDb - FALL_DB_PER_FRAME);
      for (let band = 0; band < bands; band += 1) {
        const db = values[frame * bands + band] as number;
        if (db > this.#ceilingDb) this.#ceilingDb = db;
        pixels[(bands - 1 - band) * frames + frame] =
          table[pixelIndex(db, this.#ceilingDb - RANGE_DB, this.#ceilingDb)] as number;
      }
    }
    return image;
  }

  #scrollIn(context: CanvasRenderingContext2D, image: ImageData): void {
    context.drawImage(this.#canvas, -image.width, 0);
    context.putImageData(image, this.#columns - image.width, 0);
  }

  #overwrite(context: CanvasRenderingContext2D, image: ImageData): void {
    context.putImageData(image, this.#next, 0);
    const beyond = this.#next + image.width - this.#columns;
    if (beyond > 0) context.putImageData(image, beyond - image.width, 0);
    this.#next = (this.#next + image.width) % this.#columns;
    context.fillStyle = '#000';
    context.fillRect(this.#next, 0, GAP_COLUMNS, image.height);
  }
}
