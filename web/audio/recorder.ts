// Keeps what the microphone sends, up to a limit, and returns it as one array.
import type { CaptureMessage } from '../base/capture-messages.js';

/** 115 MB of samples at 48 kHz; a longer recording belongs in a file. */
export const longestRecordingS = 600;

export class Recorder {
  readonly #chunks: Float32Array[] = [];
  readonly #capacity: number;
  readonly #onFull: () => void;
  #frames = 0;

  constructor(sampleRate: number, onFull: () => void, longestS = longestRecordingS) {
    this.#capacity = Math.floor(longestS * sampleRate);
    this.#onFull = onFull;
  }

  get full(): boolean {
    return this.#frames >= this.#capacity;
  }

  accept({ samples }: CaptureMessage): void {
    if (this.full) return;
    const kept = samples.subarray(0, this.#capacity - this.#frames);
    this.#chunks.push(kept);
    this.#frames += kept.length;
    if (this.full) this.#onFull();
  }

  samples(): Float32Array {
    const all = new Float32Array(this.#frames);
    let offset = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all;
  }
}
