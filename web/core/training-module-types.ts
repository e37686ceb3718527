// The second module, earshot-train.wasm (wasm/bindings/training/), by hand. Texts are JSON of the
// types in web/api/training-types.ts unless said otherwise.
import type { Handle, JobInput, Result, StagingModule, WavJob } from './module-types.js';

export interface ExampleIntake extends Handle, JobInput {}

export type CleanResult = {
  lengthS: number;
  keptS: number;
  pieces: number;
  preview: null | {
    columns: number;
    min: Float32Array;
    max: Float32Array;
    envelope: Float32Array;
    kept: Float32Array;
    threshold: number;
    lengthS: number;
  };
  wav: Uint8Array[];
  warning: string;
};

export interface MonoIntake extends Handle, JobInput {
  finish_clean(options: string): Result<CleanResult>;
}

export type CurveResult = {
  area: number | null;
  positives: number;
  negatives: number;
  falsePositiveRate: Float64Array;
  truePositiveRate: Float64Array;
  thresholds: Float64Array;
  youdenThreshold: number | null;
};

export type JudgeResult = {
  json: string;
  perClass: CurveResult[];
  micro: CurveResult;
  macro: CurveResult;
  truth: Int32Array;
  predicted: Int32Array;
  scores: Float32Array;
  fold: Int32Array;
};

export interface ScorerHandle extends Handle {
  /** The share done; 1 when it is complete. */
  step(milliseconds: number): Result<number>;
  append(other: ScorerHandle): Result<null>;
  judge(threshold: number, mostMistakes: number, validation: ScorerHandle | null): Result<JudgeResult>;
}

export type ExplanationResult = {
  label: string;
  score: number;
  scores: Float32Array;
  frames: number;
  coefficients: number;
  values: Float32Array;
  features: Float32Array;
  patchFrames: number;
  patchCoefficients: number;
};

export interface OcclusionHandle extends Handle {
  step(milliseconds: number): Result<number>;
  result(run: RunHandle, clip: string, piece: number): Result<ExplanationResult>;
}

export interface RunHandle extends Handle {
  /** At most to the end of an epoch. The progress, with the history's rows after the first `knownRows`. */
  step(milliseconds: number, knownRows: number): Result<string>;
  progress(knownRows: number): Result<string>;
  stop(): Result<null>;
  summary(): Result<string>;
  state(): Result<Uint8Array>;
  /** Takes the staged bytes. */
  restore(): Result<null>;
  model(card: string, threshold: number, weightBits: number): Result<Uint8Array>;
  network(): Result<string>;
  history_csv(): Result<string>;
  report(options: string, test: ScorerHandle | null, validation: ScorerHandle | null): Result<string>;
  /** Of several folds; the first scorer takes in the others. */
  report_folds(options: string, runs: readonly RunHandle[], scorers: readonly ScorerHandle[]): Result<string>;
  score(part: string): Result<ScorerHandle>;
  explain(clip: string, piece: number, label: string): Result<OcclusionHandle>;
}

export interface DataHandle extends Handle {
  info(): Result<string>;
  set_recipe(recipe: string): Result<string>;
  open_example(example: string, channels: number, sampleRate: number): Result<ExampleIntake>;
  /** Takes the staged bytes: the head of a WAV file. */
  open_example_wav(example: string, fileSize: number): Result<WavJob<ExampleIntake>>;
  add_example(intake: ExampleIntake): Result<{ json: string; dbfs: number }>;
  add_problem(example: string, problem: string): Result<null>;
  open_noise(channels: number, sampleRate: number): Result<MonoIntake>;
  open_noise_wav(fileSize: number): Result<WavJob<MonoIntake>>;
  add_noise(intake: MonoIntake): Result<null>;
  edit(edits: string): Result<null>;
  remove(ids: string): Result<null>;
  check(): Result<string>;
  splits(recipe: string, all: boolean, seed: number): Result<string>;
  network(options: string): Result<string>;
  /** With fineTune in the options it takes the staged bytes: a model. */
  open_run(recipe: string, options: string): Result<RunHandle>;
  /** Takes the staged bytes: a model. */
  score_model(ids: string): Result<ScorerHandle>;
}

export interface TrainingModule extends StagingModule {
  recognise_layout(input: string): Result<string>;
  /** Takes the staged bytes: the files of the list, one after another. */
  convert_teachable_machine(list: string): Result<Uint8Array>;
  open_training(recipe: string): Result<DataHandle>;
  open_clean(options: string, channels: number, sampleRate: number): Result<MonoIntake>;
  /** Takes the staged bytes: the head of a WAV file. */
  open_clean_wav(options: string, fileSize: number): Result<WavJob<MonoIntake>>;
  memory_bytes(): Result<number>;
}

/** wasm/bindings/training/adoption.cpp, in the same module. */
export interface AdoptionModule extends StagingModule {
  /** Takes the staged bytes: an ONNX file. JSON: ModelOutline and `foreign`, whether it lacks Earshot's metadata. */
  outline_model(): Result<string>;
  /** Takes the staged bytes: an ONNX file of others. `input`: ForeignInput as JSON. */
  adopt_model(input: string): Result<{ bytes: Uint8Array; runsHere: boolean; reason: string }>;
  /** Takes the staged bytes: an ONNX file. The same metadata without a network. */
  metadata_only(): Result<Uint8Array>;
}
