// What page and training worker say to each other, in the terms of protocol.ts. The worker holds one data set and any
// number of runs, which have numbers.
import type {
  CleanedClip, DataCheck, Evaluation, Explanation, Layout, NetworkSummary, RunSummary, Split, SplitPartName, TrainingProgress,
} from '../api/training-types.js';
import type { Progress } from '../api/types.js';
import type { CoreAdded, CoreExample, CoreRecipeInfo } from '../core/training-core.js';
import type { ErrorMessage } from '../base/errors.js';
import type { ModelSource, WavFile } from './protocol.js';

export type { CoreExample, CoreRecipeInfo };

export type AddedExample = Omit<CoreAdded, 'problem'> & { problem: ErrorMessage | null };
export type Judging = { threshold: number; mostMistakes: number };

/** What a run reports while it goes on; the page puts the rows together. */
export type RunEvent =
  | { kind: 'progress'; progress: TrainingProgress }
  | { kind: 'snapshot'; epoch: number; bytes: Uint8Array };

type Samples = { channels: Float32Array[]; sampleRate: number };
type Operation<Request, Result, Reported = never> = { request: Request; progress: Reported; result: Result };

/** Texts named `recipe` and `options` are JSON for the core. */
export type TrainingOperations = {
  /** The files of an export, or the zip they lie in; the result is a model file. */
  'training-teachable-machine': Operation<{ files: { name: string; blob: Blob }[] }, Uint8Array>;
  'training-open': Operation<{ recipe: string }, CoreRecipeInfo>;
  'training-set-recipe': Operation<{ recipe: string }, CoreRecipeInfo>;
  'training-layout': Operation<{ input: string }, Layout>;
  'training-add-wav': Operation<{ file: WavFile; example: CoreExample }, AddedExample, Progress>;
  'training-add-samples': Operation<Samples & { example: CoreExample }, AddedExample, Progress>;
  'training-add-problem': Operation<{ example: CoreExample; problem: string }, null>;
  'training-noise-wav': Operation<{ file: WavFile }, null, Progress>;
  'training-noise-samples': Operation<Samples, null, Progress>;
  'training-edit': Operation<{ edits: string }, null>;
  'training-remove': Operation<{ ids: string[] }, null>;
  'training-check': Operation<object, DataCheck>;
  'training-splits': Operation<{ recipe: string; all: boolean; seed: number }, Split[]>;
  'training-network': Operation<{ options: string }, NetworkSummary>;
  /** Builds the network; training begins with training-run. */
  'training-run-open': Operation<
    { recipe: string; options: string; model: ModelSource | null; state: Uint8Array | null },
    { run: number; progress: TrainingProgress }
  >;
  /** Runs to its end, or until `finish` (which keeps what has been reached) or `cancel`; may be paused. */
  'training-run': Operation<{ run: number; snapshotEvery: number }, RunSummary, RunEvent>;
  'training-run-close': Operation<{ run: number }, null>;
  'training-run-network': Operation<{ run: number }, NetworkSummary>;
  'training-history-csv': Operation<{ run: number }, string>;
  'training-model': Operation<{ run: number; card: string; threshold: number; weightBits: number }, Uint8Array>;
  /** Several runs are folds. */
  'training-report': Operation<{ runs: number[]; options: string }, string, Progress>;
  /** Several runs are judged together. `part` null: test where there is one, else validation. */
  'training-evaluate': Operation<{ runs: number[]; part: SplitPartName | null } & Judging, Evaluation, Progress>;
  'training-evaluate-model': Operation<{ model: ModelSource; clips: string[] } & Judging, Evaluation, Progress>;
  'training-explain': Operation<{ run: number; clip: string; piece: number; label: string }, Explanation, Progress>;
  'training-clean-wav': Operation<{ file: WavFile; options: string }, CleanedClip, Progress>;
  'training-clean-samples': Operation<Samples & { options: string }, CleanedClip, Progress>;
};
