// The public vocabulary of training: what goes into a Trainer, what comes out. Plain data only, so that all of it can be
// stored (IndexedDB) and sent to a worker. Times are seconds, scores are in [0, 1], rates in hertz; a class is called a
// label. What is undefined (an area without positives, a loss without a validation part) is null, never NaN.
import type { AudioInput, CoreOptions, ErrorCode, FeatureConfig, ModelInput, Progress } from './types.js';

// --- recipes ---------------------------------------------------------------------------------------------------------

/** One entry of models/recipes/index.json, which lists what comes with Earshot. */
export type RecipeEntry = {
  name: string;
  description: string;
  /** Relative to index.json. */
  file: string;
};

/** A recipe as JSON: docs/recipes.md lists every key. Unknown keys and numbers out of range are refused by name. */
export type Recipe = {
  name?: string;
  description?: string;
  features: FeatureConfig;
  network: { layers: RecipeLayer[] };
  output?: 'softmax' | 'sigmoid';
  standardize?: 'per_coefficient' | 'per_element' | 'none';
  augment?: { waveform?: Record<string, unknown>; features?: Record<string, unknown>; mixup?: number };
  training?: Record<string, unknown>;
  split?: SplitConfig;
};

export type RecipeLayer = { type: string; [key: string]: unknown };

/** The keys of a recipe's `split`. */
export type SplitConfig = {
  type?: 'ratio' | 'stratified' | 'folds' | 'leave_one_group_out' | 'official_folds';
  /** What is never torn apart. */
  unit?: 'piece' | 'clip' | 'group';
  /** Shares, 0 .. 1. */
  validation?: number;
  test?: number;
  folds?: number;
  validate_on_next_fold?: boolean;
};

/** The name of a recipe that comes with Earshot, the address of a JSON file, its text, or the recipe itself. */
export type RecipeInput = string | URL | Recipe;

/** What the core made of a recipe. */
export type RecipeInfo = {
  name: string;
  description: string;
  /** As given, complete with what was read from a file. */
  recipe: Recipe;
  /** Every field, defaults filled in. */
  features: FeatureConfig;
  sampleRate: number;
  /** Length of a piece; 0 when whole clips are examples. */
  segmentS: number;
  epochs: number;
  batchSize: number;
  /** Whether clips' waveforms are kept in memory because the recipe changes them (augment.waveform). */
  keepsWaveforms: boolean;
};

export type TrainerOptions = CoreOptions & {
  signal?: AbortSignal;
  /** URL of the folder with index.json and the recipes; default: models/recipes/ beside the page. */
  recipeBase?: string | URL;
};

// --- layout ----------------------------------------------------------------------------------------------------------

export type LayoutKind = 'folders' | 'gtzan' | 'irmas' | 'tinysol' | 'audiomnist' | 'esc50' | 'fsdd' | 'csv';

export type LayoutInput = {
  /** Of audio files, relative to the folder that was dropped, with '/'. */
  paths: readonly string[];
  /** .csv and .tsv files found beside them. */
  csvs?: readonly { path: string; text: string }[];
  /** Every folder, so that empty ones can be named. */
  folders?: readonly string[];
};

export type LayoutOptions = {
  /** As it is, instead of recognising it. */
  kind?: LayoutKind;
  /** The path of the CSV to take (implies `kind: 'csv'`). */
  csv?: string;
  /**
   * Overrides the layout's groups: a regular expression whose first capture (or whole match) names the group, or a
   * function. A path that the expression does not match is a group of its own.
   */
  group?: RegExp | ((path: string) => string);
  signal?: AbortSignal;
};

export type LayoutClip = {
  path: string;
  label: string;
  /** Speaker or recording; '' when unknown. */
  group: string;
  /** Of the official folds; '' when there are none. */
  fold: string;
};

export type Layout = {
  kind: LayoutKind;
  /** "IRMAS", "one folder a class" */
  name: string;
  /** "looks like IRMAS: 11 classes, 6,705 clips" */
  description: string;
  labels: string[];
  /** By path. */
  clips: LayoutClip[];
  /** Audio files that are no part of it. */
  unlabelled: string[];
  hasGroups: boolean;
  hasFolds: boolean;
  /** The groups are guessed: names that look like pieces of one recording. */
  groupsByName: boolean;
  /** Sentences for the user. */
  notes: string[];
};

// --- data set --------------------------------------------------------------------------------------------------------

/** Who a clip is. Order of adding does not matter: the data set is sorted by id, its labels by name. */
export type ExampleInfo = {
  /** Unique, and the order of the data: its path. Adding an id again replaces the clip. */
  id: string;
  label: string;
  group?: string;
  fold?: string;
};

export type AddedClip = {
  id: string;
  /** Pieces that became examples; 0 when the clip cannot be used. */
  pieces: number;
  lengthS: number;
  channels: number;
  sampleRateHz: number;
  /** Null for compressed files. */
  sampleWidthBytes: number | null;
  /** -Infinity for silence. */
  dbfs: number;
  /** Largest magnitude; 1 is full scale. */
  peak: number;
  /** Why the clip is left out: unreadable, silent, nothing above the gate. Null when it is used. Never fatal. */
  problem: { code: ErrorCode; message: string } | null;
  /** Sentences, e.g. that the file was cut short. */
  warnings: string[];
};

export type AddOptions = { signal?: AbortSignal; onProgress?: (progress: Progress) => void };

/** Changes to a clip that has been added; its features stay. */
export type ExampleEdit = { id: string; label?: string; group?: string; fold?: string };

export type ClassFacts = { label: string; clips: number; unusable: number; lengthS: number };

/** What a user should know before training. */
export type DataCheck = {
  labels: string[];
  classes: ClassFacts[];
  /** Usable. */
  clips: number;
  /** Pieces of them. */
  examples: number;
  lengthS: number;
  /** [frames, coefficients] of one example; null while there is none. */
  featureShape: number[] | null;
  /** Clips left out, one sentence each. */
  problems: string[];
  /** Sentences: tiny, missing and unequal classes, copies, clips too quiet to use. */
  warnings: string[];
  /** What would make train() fail right now, as the sentence it would fail with; null when it can begin. */
  blocker: string | null;
};

// --- splits ----------------------------------------------------------------------------------------------------------

export type SplitPartName = 'train' | 'validation' | 'test';

export type SplitPart = {
  examples: number;
  /** Ids, in the order of the data; with unit 'piece' a clip can be in several parts. */
  clips: string[];
  /** Clips by label, in label order. */
  clipsByLabel: number[];
};

export type Split = {
  /** "fold 2 of 5", "without george"; '' for a single split. */
  name: string;
  parts: Record<SplitPartName, SplitPart>;
  /** Classes that a part lacks, and recordings or speakers on both sides. */
  warnings: string[];
};

export type SplitOptions = {
  /** Default: the recipe's. `'all'`: every example for training, none to judge on. */
  split?: SplitConfig | 'all';
  /** Default 0. */
  seed?: number;
  signal?: AbortSignal;
};

// --- network ---------------------------------------------------------------------------------------------------------

export type NetworkLayer = {
  /** "conv2d_1" */
  name: string;
  /** As in the recipe; "input", "standardize" and "output" besides. */
  type: string;
  /** Shape of its output, without the batch. */
  output: number[];
  /** Trained. */
  parameters: number;
  /** Fitted or running, not trained. */
  statistics: number;
  /** Of one example, products with kernels only. */
  multiplyAdds: number;
};

export type NetworkSummary = {
  /** Without the batch. */
  input: number[];
  layers: NetworkLayer[];
  parameters: number;
  statistics: number;
  multiplyAdds: number;
};

export type NetworkOptions = {
  /** Default: the labels of the data set, else 2. */
  classes?: number;
  /** [frames, coefficients]; default: of the data set, else of one piece. Needed for whole clips before there is data. */
  featureShape?: readonly number[];
  signal?: AbortSignal;
};

// --- training --------------------------------------------------------------------------------------------------------

export type HistoryRow = {
  /** From 1. */
  epoch: number;
  loss: number | null;
  accuracy: number | null;
  /** Null without a validation part. */
  valLoss: number | null;
  valAccuracy: number | null;
  learningRate: number;
  seconds: number;
};

export type TrainingProgress = {
  /** Epochs finished, epochs planned. */
  epoch: number;
  epochs: number;
  /** Of the planned batches, 0 .. 1, monotone. */
  fraction: number;
  /** Seconds to go; null while a forecast would be a guess. Pauses do not count. */
  remainingS: number | null;
  elapsedS: number;
  /** Of the last batch; null before the first, and for a loss that is no number (a diverged run). */
  batchLoss: number | null;
  /** All epochs so far. */
  history: HistoryRow[];
  /** Counted from 1; 0 before the first epoch has ended. */
  bestEpoch: number;
  /** Of the validation part (else of the training part) after the last epoch, [truth * labels + predicted]; null before. */
  confusion: number[] | null;
  finished: boolean;
  /** No improvement for the recipe's patience. */
  stoppedEarly: boolean;
  /** stop() or a cancel ended it before its last epoch. */
  stopped: boolean;
  paused: boolean;
  /** Bytes of the module's memory. */
  memoryBytes: number;
};

/**
 * All that a run needs to go on from the end of an epoch: weights, optimizer, random numbers, history, best weights.
 * Opaque; the same clips, recipe, split and seed must be there again, else train() rejects with `invalid-argument`.
 */
export type RunSnapshot = { epoch: number; bytes: Uint8Array };

export type TrainOptions = {
  /** Aborting ends the run at once and rejects with `cancelled`. To keep the best epoch use run.stop(). */
  signal?: AbortSignal;
  /** Same seed, data, recipe and build: same weights. Default 0. */
  seed?: number;
  /** Default: the recipe's split, its first one. `index`: of splits(). */
  split?: SplitConfig | 'all';
  splitIndex?: number;
  /** Instead of the recipe's. */
  epochs?: number;
  /** About 10 times a second, and after every epoch. */
  onProgress?: (progress: TrainingProgress) => void;
  /** After every epoch (of every `snapshotEvery`), to be stored by the caller. Costs nothing when absent. */
  onSnapshot?: (snapshot: RunSnapshot) => void;
  snapshotEvery?: number;
  /** Goes on from there. */
  resumeFrom?: RunSnapshot;
  /** Goes on from a model instead of the recipe's network. */
  fineTune?: { model: ModelInput; train?: 'last-layer' | 'all' };
};

export type RunSummary = {
  recipe: string;
  seed: number;
  split: Split;
  labels: string[];
  featureShape: number[];
  parameters: number;
  history: HistoryRow[];
  epochs: number;
  bestEpoch: number;
  stoppedEarly: boolean;
  stopped: boolean;
  /** Of training, pauses apart. */
  seconds: number;
};

// --- judging ---------------------------------------------------------------------------------------------------------

export type Accuracy = {
  n: number;
  correct: number;
  value: number;
  /** 95 %, Wilson. */
  interval: [number, number];
};

export type ClassMetrics = { label: string; n: number; precision: number; recall: number; f1: number };

export type RocCurve = {
  /** Null without positives or negatives; then there are no points. */
  area: number | null;
  positives: number;
  negatives: number;
  falsePositiveRate: Float64Array;
  truePositiveRate: Float64Array;
  /** Scores at or above it count as positive; Infinity at the start. Empty for the macro average. */
  thresholds: Float64Array;
  /** Of the point with the largest true minus false positive rate. */
  youdenThreshold: number | null;
};

export type ReliabilityBin = { low: number; high: number; n: number; meanScore: number; accuracy: number };

export type Calibration = {
  /** ECE, and the largest of the bins. */
  expectedError: number;
  largestError: number;
  logLoss: number;
  brier: number;
  bins: ReliabilityBin[];
};

export type Mistake = {
  /** Id of the clip. */
  clip: string;
  label: string;
  predicted: string;
  /** Of what was predicted, and of what it should have been. */
  score: number;
  scoreOfLabel: number;
};

export type Evaluation = {
  /** "the test part" */
  on: string;
  labels: string[];
  accuracy: Accuracy;
  macroF1: number;
  logLoss: number;
  /** [truth * labels + predicted] */
  confusion: number[];
  perClass: ClassMetrics[];
  roc: { perClass: RocCurve[]; micro: RocCurve; macro: RocCurve };
  calibration: { temperature: number; temperatureFrom: string; before: Calibration; after: Calibration };
  /** Clips whose best score is below `threshold`, and the accuracy of the others (null when there are none). */
  rejection: { threshold: number; rejected: number; accuracyOfAccepted: number | null };
  /** The most confident first. */
  mistakes: Mistake[];
  /** Scores averaged over the pieces of each clip. */
  clips: {
    ids: string[];
    /** Label indices. */
    truth: Int32Array;
    predicted: Int32Array;
    /** [clips, labels] */
    scores: Float32Array;
    /** Which run judged the clip; 0 when there is but one. */
    fold: Int32Array;
  };
};

export type EvaluateOptions = {
  /** Default: test when there is one, else validation. */
  part?: SplitPartName;
  /** Of "none of these", 0 .. 1. Default 0. */
  threshold?: number;
  /** How many mistakes to list; default 20. */
  mostMistakes?: number;
  signal?: AbortSignal;
};

export type EvaluateModelOptions = Omit<EvaluateOptions, 'part'> & {
  /** Default: every usable clip. */
  clips?: readonly string[];
};

// --- keeping ---------------------------------------------------------------------------------------------------------

export type ModelOptions = {
  /** Stored in the model as its card, with what the run knows. */
  card?: Record<string, unknown>;
  /** A best score below it means "none of these"; default 0. */
  threshold?: number;
  /** Significant bits of the stored weights, 2 .. 24; 12 compress to about 60 %. Default 24. */
  weightBits?: number;
  signal?: AbortSignal;
};

export type ReportOptions = {
  title?: string;
  subtitle?: string;
  /** Rows besides recipe, seed, features, epochs and time. */
  facts?: readonly (readonly [string, string])[];
  /** "looks like ESC-50: ..." */
  dataDescription?: string;
  threshold?: number;
  signal?: AbortSignal;
};

// --- explanation -----------------------------------------------------------------------------------------------------

export type ExplainOptions = {
  /** Which piece of the clip, from 0; default 0. */
  piece?: number;
  /** Whose score is explained; default: the one that the piece gets. */
  label?: string;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
};

/**
 * Occlusion map (Zeiler and Fergus, 2014): what the log-odds of `label` lose when a patch of the features is replaced by
 * what is usual there (the mean of the run's training part). Positive: the cell speaks for the label.
 */
export type Explanation = {
  method: 'occlusion';
  label: string;
  score: number;
  /** Of the whole piece, in label order. */
  scores: Float32Array;
  frames: number;
  coefficients: number;
  /** [frames, coefficients], differences of log-odds: the mean of the patches that cover the cell. */
  values: Float32Array;
  /** The features themselves, [frames, coefficients]. */
  features: Float32Array;
  /** Size of the patch in cells. */
  patch: { frames: number; coefficients: number };
};

// --- cleaning --------------------------------------------------------------------------------------------------------

export type CleanConfig = {
  /** Linear, full scale = 1. Default 20 / 32768. */
  threshold?: number;
  /** Of the envelope's rolling maximum. Default 0.05. */
  windowS?: number;
  /** Of the result. Default 16000. */
  sampleRate?: number;
  /** Length of a piece; 0: one piece, everything that is kept. Default 1. */
  pieceS?: number;
  /** Of every piece. Default 'none'. */
  level?: 'none' | 'peak' | 'rms';
};

export type CleanOptions = CleanConfig & {
  /** Columns of the preview; 0: totals only. Default 928. */
  columns?: number;
  /** Also give the pieces as WAV files. Default false. */
  wav?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
};

export type CleanPreview = {
  columns: number;
  /** Of the samples, one value a column. */
  min: Float32Array;
  max: Float32Array;
  /** The envelope's largest value. */
  envelope: Float32Array;
  /** Kept share of the samples, 0 .. 1. */
  kept: Float32Array;
  threshold: number;
  lengthS: number;
};

export type CleanedClip = {
  lengthS: number;
  /** Above the threshold, the tail that fills no piece included. */
  keptS: number;
  removedS: number;
  pieces: number;
  preview: CleanPreview | null;
  /** 16-bit mono; empty unless asked for. */
  wav: Uint8Array[];
  warnings: string[];
};

// --- the classes -----------------------------------------------------------------------------------------------------

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
