// The rest of the public vocabulary of training (training-types.ts): what is asked of a run that is over, or of clips without one.
import type { SplitPartName } from './training-data.js';
import type { Progress } from './types.js';

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
