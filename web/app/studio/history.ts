// Undo for changes of clips: each step keeps the clips as they were before and after. The audio of removed clips stays
// stored while the page is open, so that undo brings the sound back too.
import type { ClipRecord } from '../../store/types.js';

/** Null stands for a clip that was not there, or is not there any more. */
export type ClipChange = { id: string; before: ClipRecord | null; after: ClipRecord | null };
export type Step = { title: string; changes: ClipChange[]; emptyLabelsBefore: readonly string[]; emptyLabelsAfter: readonly string[] };

const MOST_STEPS = 200;

export class History {
  #past: Step[] = [];
  #future: Step[] = [];

  get undoTitle(): string | null {
    return this.#past.at(-1)?.title ?? null;
  }

  get redoTitle(): string | null {
    return this.#future.at(-1)?.title ?? null;
  }

  push(step: Step): void {
    this.#past.push(step);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
  }

  /** The step to take back, null when there is none. */
  undo(): Step | null {
    const step = this.#past.pop();
    if (!step) return null;
    this.#future.push(step);
    return step;
  }

  redo(): Step | null {
    const step = this.#future.pop();
    if (!step) return null;
    this.#past.push(step);
    return step;
  }

  /** Hashes that undo or redo may still need. */
  hashes(): string[] {
    return [...this.#past, ...this.#future].flatMap(({ changes }) =>
      changes.flatMap(({ before, after }) => [before?.hash, after?.hash].filter((hash): hash is string => hash !== undefined)));
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }
}
