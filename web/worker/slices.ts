// Long work in slices: between two of them the thread takes its messages, so that a cancel arrives.
import { throwIfAborted } from '../base/errors.js';
import type { Progress } from '../api/types.js';

/** Often enough for a cancel to feel immediate, rarely enough to cost nothing. */
export const sliceMs = 40;
/** Below this, a forecast of the remaining time is a guess. */
const forecastAfterMs = 300;

/** Lets waiting messages run: a macrotask without setTimeout's minimum delay of 4 ms. */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export class Slices {
  readonly #signal: AbortSignal;
  readonly #onProgress: (progress: Progress) => void;
  readonly #now: () => number;
  readonly #startedAt: number;
  #sliceStartedAt: number;

  constructor(signal: AbortSignal, onProgress: (progress: Progress) => void, now = () => performance.now()) {
    this.#signal = signal;
    this.#onProgress = onProgress;
    this.#now = now;
    this.#startedAt = this.#sliceStartedAt = now();
  }

  /** To be awaited after each piece of work: reports and yields when a slice is over; throws when cancelled. */
  async step(fraction: number): Promise<void> {
    const now = this.#now();
    if (now - this.#sliceStartedAt >= sliceMs) {
      const elapsedMs = now - this.#startedAt;
      const remainingS =
        elapsedMs >= forecastAfterMs && fraction > 0 ? (elapsedMs * (1 - fraction)) / fraction / 1000 : null;
      this.#onProgress({ fraction, remainingS });
      await yieldToMessages();
      this.#sliceStartedAt = this.#now();
    }
    throwIfAborted(this.#signal);
  }
}
