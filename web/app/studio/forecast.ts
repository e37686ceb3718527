// What a network will look like and cost, before it is trained.
import type { NetworkSummary, Recipe } from '../../api/training-types.js';
import type { Desk } from './desk.js';
import type { Examples } from './examples.js';
import type { Project } from './project.js';
import { splitConfig, type Runs } from './runs.js';

export type Estimate = { seconds: number; memoryBytes: number } | null;

export class Forecast {
  readonly #desk: Desk;
  readonly #of: () => { project: Project | null; recipe: Recipe | null; examples: Examples | null; runs: Runs | null };
  #network: { key: string; summary: NetworkSummary | null; failure: string } | null = null;
  #networkWanted = '';
  estimate: Estimate = null;
  estimating = false;

  constructor(desk: Desk, of: () => { project: Project | null; recipe: Recipe | null; examples: Examples | null; runs: Runs | null }) {
    this.#desk = desk;
    this.#of = of;
  }

  /** Of another project. */
  forget(): void {
    this.estimate = null;
    this.#network = null;
    this.#networkWanted = '';
  }

  /** The network of the present recipe for the present classes; null while it is being worked out. */
  network(): { summary: NetworkSummary | null; failure: string } | null {
    const { project, recipe, examples } = this.#of();
    if (!project || !recipe || !examples) return null;
    const classes = Math.max(2, project.classes.filter(({ clips }) => clips > 0).length);
    const key = `${JSON.stringify(recipe)} ${classes}`;
    if (this.#network?.key === key) return this.#network;
    if (this.#networkWanted !== key) {
      this.#networkWanted = key;
      void (async () => {
        let summary: NetworkSummary | null = null;
        let failure = '';
        try {
          summary = await (await examples.open(recipe)).network({ classes });
        } catch (error) {
          failure = error instanceof Error ? error.message : String(error);
        }
        if (this.#networkWanted !== key) return;
        this.#network = { key, summary, failure };
        this.#desk.changed();
      })();
    }
    return this.#network?.summary ? this.#network : null;
  }

  /** Trains the first batches, sees how long they take, and throws them away. */
  async measure(): Promise<void> {
    const { examples, recipe, project, runs } = this.#of();
    if (!examples || !recipe || !project || !runs || runs.active || this.estimating) return;
    this.estimating = true;
    this.#desk.changed();
    const abort = new AbortController();
    try {
      const trainer = await examples.ready(recipe);
      const split = splitConfig(project.settings);
      const parts = (await trainer.splits({ split, seed: project.settings.seed })).length;
      const estimate = await new Promise<Estimate>((resolve, reject) => {
        trainer.train({
          seed: project.settings.seed, split, signal: abort.signal,
          onProgress: ({ elapsedS, fraction, remainingS, memoryBytes, finished }) => {
            if (fraction <= 0 || (elapsedS < 1 && !finished)) return;
            const whole = finished ? elapsedS : elapsedS + (remainingS ?? elapsedS / fraction - elapsedS);
            // With folds, one run a fold and a last one on everything.
            resolve({ seconds: whole * (parts > 1 ? parts + 1 : 1), memoryBytes });
          },
        }).then((run) => run.done.then(() => {}, () => {}).finally(() => run.dispose()), reject);
      });
      this.estimate = estimate;
    } catch (error) {
      this.#desk.report(error);
    } finally {
      abort.abort();
      this.estimating = false;
      this.#desk.changed();
    }
  }
}
