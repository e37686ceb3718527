// Stores the newest snapshot of a training; epochs that end while one is being written are skipped.
import type { RunSnapshot } from '../../api/training-types.js';

export class SnapshotWriter {
  readonly #store: (snapshot: RunSnapshot) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #waiting: RunSnapshot | null = null;
  #writing: Promise<void> | null = null;
  last: RunSnapshot | null = null;

  constructor(store: (snapshot: RunSnapshot) => Promise<void>, failed: (error: unknown) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  write(snapshot: RunSnapshot): void {
    this.last = snapshot;
    this.#waiting = snapshot;
    this.#writing ??= this.#drain();
  }

  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting) {
        const snapshot = this.#waiting;
        this.#waiting = null;
        await this.#store(snapshot);
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#writing = null;
    }
  }
}
