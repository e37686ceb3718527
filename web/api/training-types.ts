// The public vocabulary of training: what goes into a Trainer, what comes out. Plain data only, so that all of it can be
// stored (IndexedDB) and sent to a worker. Times are seconds, scores are in [0, 1], rates in hertz; a class is called a
// label. What is undefined (an area without positives, a loss without a validation part) is null, never NaN.
import type {
  AddOptions, AddedClip, DataCheck, ExampleEdit, ExampleInfo, Layout, LayoutInput, LayoutOptions, NetworkOptions, NetworkSummary, RecipeInfo, RecipeInput, RunSummary, Split, SplitOptions, TrainOptions, TrainingProgress,
} from './training-data.js';
import type {
  CleanOptions, CleanedClip, EvaluateModelOptions, EvaluateOptions, Evaluation, ExplainOptions, Explanation, ModelOptions, ReportOptions,
} from './training-results.js';
import type { AudioInput, ModelInput } from './types.js';

export type * from './training-data.js';
export type * from './training-results.js';

/** A training run: in progress until `done` settles, afterwards its results. Dispose it to free its memory. */
export interface TrainingRunApi {
  /** Settles when training is over: all epochs, stopped early, or stop(). Rejects with `cancelled` after an abort. */
  readonly done: Promise<RunSummary>;
  /** The newest. */
  readonly progress: TrainingProgress;
  readonly paused: boolean;
  /** The worker stands still after its current batch. */
  pause(): void;
  resume(): void;
  /** Ends training now and keeps the best epoch so far; `done` resolves. Before the first epoch has ended the current
   * weights are kept. */
  stop(): void;
  /** Of the best epoch so far; may be called while training runs. Rejects with `invalid-data` for an empty part. */
  evaluate(options?: EvaluateOptions): Promise<Evaluation>;
  /** A standard .onnx file with labels, features, card and self-test. */
  model(options?: ModelOptions): Promise<Uint8Array>;
  /** The operators of the network and their shapes. */
  network(): Promise<NetworkSummary>;
  /** One self-contained page: report.html of the command line. */
  report(options?: ReportOptions): Promise<string>;
  /** epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds */
  historyCsv(): Promise<string>;
  /** Which part of a clip of the data set made the decision. */
  explain(clip: string, options?: ExplainOptions): Promise<Explanation>;
  dispose(): void;
}

export interface TrainerApi {
  readonly info: RecipeInfo;
  /** What a folder of clips is; needs no clip to be added. */
  layout(input: LayoutInput, options?: LayoutOptions): Promise<Layout>;
  /** Takes the clip's features; problems of the clip are in the answer. Clips may be added at the same time. */
  add(input: AudioInput, example: ExampleInfo, options?: AddOptions): Promise<AddedClip>;
  /** A recording to mix in, for recipes with augment.waveform.background_snr_db. */
  addNoise(input: AudioInput, options?: AddOptions): Promise<void>;
  /** Labels, groups and folds anew; `invalid-argument` names an id that is not there, and then nothing has changed. */
  edit(edits: readonly ExampleEdit[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Another network or training on the same clips. Its features must be the same, else `invalid-config`. */
  setRecipe(recipe: RecipeInput): Promise<RecipeInfo>;
  check(options?: { signal?: AbortSignal }): Promise<DataCheck>;
  /** Usable clips by label, as in speech-commands. */
  countExamples(): Promise<Record<string, number>>;
  splits(options?: SplitOptions): Promise<Split[]>;
  /** The recipe's network, before any training. */
  network(options?: NetworkOptions): Promise<NetworkSummary>;
  /** Begins a run and returns once its network stands; the run goes on by itself. */
  train(options?: TrainOptions): Promise<TrainingRunApi>;
  /** Several runs (folds) judged together, each on its own part. */
  evaluateTogether(runs: readonly TrainingRunApi[], options?: EvaluateOptions): Promise<Evaluation>;
  /** One self-contained page about runs on different folds: the report.html of a cross-validation. */
  reportTogether(runs: readonly TrainingRunApi[], options?: ReportOptions): Promise<string>;
  /** Any Earshot model on the clips of this data set: its labels must be the data set's. */
  evaluateModel(model: ModelInput, options?: EvaluateModelOptions): Promise<Evaluation>;
  /** The envelope gate on any clip; it need not be in the data set. */
  clean(input: AudioInput, options?: CleanOptions): Promise<CleanedClip>;
  /** Ends the worker; everything in flight rejects with `disposed`. */
  dispose(): void;
}
