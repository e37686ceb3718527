// Keeps a trainer in step with the project: what the project says is usable is in the trainer, under its present label. Features
// are extracted by the trainer's worker; a recipe with other features means reading the clips again.
import type { AddedClip, ExampleEdit, Recipe, TrainerApi } from '../../api/training-types.js';
import type { ClipFacts, ClipRecord } from '../../store/types.js';
import type { Project } from './project.js';
import { sameFeatures } from './recipes.js';

export type ReadingState = { done: number; total: number };

export type ExamplesHost = {
  openTrainer(recipe: Recipe): Promise<TrainerApi>;
  /** Null when its file is gone. */
  readAudio(clip: ClipRecord): Promise<Blob | null>;
  changed(): void;
  /** A run needs the trainer as it is: the sentence that says so; null when there is none. */
  busy(): string | null;
  /** The trainer is gone, and with it every run it has made. */
  forgot(): void;
};

type Known = { hash: string; label: string; group: string; fold: string };

/** Two at a time: while one is being decoded by the browser, the other is in the worker. */
const AT_ONCE = 2;

export class Examples {
  readonly #host: ExamplesHost;
  readonly #project: Project;
  #trainer: TrainerApi | null = null;
  #recipe: Recipe | null = null;
  readonly #known = new Map<string, Known>();
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;
  reading: ReadingState | null = null;

  constructor(host: ExamplesHost, project: Project) {
    this.#host = host;
    this.#project = project;
  }

  /** The trainer as it is now; null before the first ready(). */
  get trainer(): TrainerApi | null {
    return this.#trainer;
  }

  /** Everything read, labels and recipe up to date. Calls queue up; each sees the project as it is when its turn comes. */
  ready(recipe: Recipe, signal?: AbortSignal): Promise<TrainerApi> {
    const turn = this.#queue.then(() => this.#bring(recipe, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** A trainer of this recipe, without reading any clip. */
  open(recipe: Recipe): Promise<TrainerApi> {
    const turn = this.#queue.then(() => this.#open(recipe));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  dispose(): void {
    this.#disposed = true;
    this.#forget();
  }

  #forget(): void {
    if (this.#trainer) this.#host.forgot();
    this.#trainer?.dispose();
    this.#trainer = null;
    this.#recipe = null;
    this.#known.clear();
  }

  async #open(recipe: Recipe): Promise<TrainerApi> {
    if (this.#disposed) throw new DOMException('The project was closed.', 'AbortError');
    if (this.#trainer && this.#recipe && sameFeatures(this.#recipe, recipe)) {
      if (JSON.stringify(this.#recipe) !== JSON.stringify(recipe)) {
        await this.#trainer.setRecipe(recipe);
        this.#recipe = recipe;
      }
      return this.#trainer;
    }
    const busy = this.#host.busy();
    if (this.#trainer && busy !== null) throw new Error(busy);
    const trainer = await this.#host.openTrainer(recipe);
    if (this.#disposed) {
      trainer.dispose();
      throw new DOMException('The project was closed.', 'AbortError');
    }
    this.#forget();
    this.#trainer = trainer;
    this.#recipe = recipe;
    return trainer;
  }

  async #bring(recipe: Recipe, signal?: AbortSignal): Promise<TrainerApi> {
    try {
      // Again until nothing is left: clips may be relabelled and removed while others are read.
      for (;;) {
        const trainer = await this.#open(recipe);
        const { remove, edit, add } = this.#difference();
        if (remove.length + edit.length + add.length === 0) return trainer;
        if (remove.length > 0) {
          await trainer.remove(remove);
          for (const id of remove) this.#known.delete(id);
        }
        if (edit.length > 0) {
          await trainer.edit(edit);
          for (const change of edit) {
            const known = this.#known.get(change.id);
            if (known) Object.assign(known, change);
          }
        }
        await this.#add(trainer, add, signal);
      }
    } catch (error) {
      // What a crashed worker held is gone.
      if (isCrash(error)) this.#forget();
      throw error;
    } finally {
      this.reading = null;
      this.#host.changed();
    }
  }

  #difference(): { remove: string[]; edit: ExampleEdit[]; add: ClipRecord[] } {
    const remove: string[] = [];
    const edit: ExampleEdit[] = [];
    const add: ClipRecord[] = [];
    for (const [id, known] of this.#known) {
      const clip = this.#project.clips.get(id);
      if (!clip || !this.#project.usable(clip) || clip.hash !== known.hash) remove.push(id);
      else if (clip.label !== known.label || clip.group !== known.group || clip.fold !== known.fold) {
        edit.push({ id, label: clip.label, group: clip.group, fold: clip.fold });
      }
    }
    for (const clip of this.#project.clips.values()) {
      const known = this.#known.get(clip.id);
      if (this.#project.usable(clip) && (!known || known.hash !== clip.hash)) add.push(clip);
    }
    return { remove, edit, add };
  }

  async #add(trainer: TrainerApi, clips: readonly ClipRecord[], signal?: AbortSignal): Promise<void> {
    this.reading = { done: 0, total: clips.length };
    this.#host.changed();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < clips.length && !this.#disposed) {
        signal?.throwIfAborted();
        const clip = clips[next] as ClipRecord;
        next += 1;
        // Removed or relabelled since the list was made: the next round sees to it.
        const now = this.#project.clips.get(clip.id);
        if (!now || !this.#project.usable(now)) continue;
        await this.#addOne(trainer, now, signal);
        if (this.reading) this.reading = { done: this.reading.done + 1, total: clips.length };
        this.#host.changed();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (this.#disposed) throw new DOMException('The project was closed.', 'AbortError');
  }

  async #addOne(trainer: TrainerApi, clip: ClipRecord, signal?: AbortSignal): Promise<void> {
    const { id, hash, label, group, fold } = clip;
    const known = { hash, label, group, fold };
    const audio = await this.#host.readAudio(clip);
    if (!audio) {
      this.#known.set(id, known);
      this.#project.setFacts(id, { ...unread, problem: { code: 'file-gone', message: 'The sound is no longer in the browser’s storage.' } });
      return;
    }
    const added = await trainer.add(audio, { id, label, group, fold }, signal ? { signal } : {});
    this.#known.set(id, known);
    this.#project.setFacts(id, factsOf(added));
  }
}

const unread: ClipFacts = { lengthS: 0, channels: 0, sampleRateHz: 0, sampleWidthBytes: null, dbfs: -Infinity, peak: 0, pieces: 0, problem: null, warnings: [] };

export function factsOf(added: AddedClip): ClipFacts {
  const { id: _id, ...facts } = added;
  return facts;
}

export function isCrash(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && (error.code === 'worker-crashed' || error.code === 'disposed');
}
