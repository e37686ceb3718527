// What goes into a Trainer and what a run tells of itself (training-types.ts has the whole vocabulary and its conventions).
import type { CoreOptions, ErrorCode, FeatureConfig, ModelInput, Progress } from './types.js';

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
