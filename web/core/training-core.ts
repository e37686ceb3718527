// Training in the C++ core as typed classes: what web/core/core.ts is for classification, around the second module.
import type {
  AddedClip, CleanedClip, DataCheck, Evaluation, Explanation, HistoryRow, Layout, NetworkSummary, RecipeInfo, RunSummary,
  Split, SplitPartName, TrainingProgress,
} from '../api/training-types.js';
import { type CoreSource, type ModuleFiles, instantiateModule } from './instantiate.js';
import { CoreJob, type OpenedWav, Owner, openedWav, stageBytes } from './jobs.js';
import type {
  DataHandle, ExampleIntake, JudgeResult, MonoIntake, OcclusionHandle, RunHandle, ScorerHandle, TrainingModule,
} from './training-module-types.js';
import { unwrap } from './result.js';

export type { CoreSource } from './instantiate.js';

const files: ModuleFiles = {
  url: () => new URL('./generated/earshot-train.wasm', import.meta.url).href,
  glue: () => import('./generated/earshot-train.mjs'),
};

/** An example with every field. */
export type CoreExample = { id: string; label: string; group: string; fold: string };
export type CoreAdded = Omit<AddedClip, 'id' | 'problem'> & { problem: string | null };
/** The recipe itself stays with the page. */
export type CoreRecipeInfo = Omit<RecipeInfo, 'recipe'>;
export type CoreProgress = Pick<
  TrainingProgress,
  'epoch' | 'epochs' | 'fraction' | 'elapsedS' | 'batchLoss' | 'bestEpoch' | 'finished' | 'stoppedEarly' | 'stopped'
> & {
  /** New in the history since the call before. */
  rows: HistoryRow[];
  /** Only with new rows. */
  confusion?: number[];
  betweenEpochs: boolean;
};

export class TrainingCore {
  readonly #module: TrainingModule;

  private constructor(module: TrainingModule) {
    this.#module = module;
  }

  static async load(source: CoreSource = {}): Promise<TrainingCore> {
    return new TrainingCore(await instantiateModule<TrainingModule>(source, files));
  }

  recogniseLayout(input: string): Layout {
    return JSON.parse(unwrap(this.#module.recognise_layout(input))) as Layout;
  }

  /** A model file out of an export of Teachable Machine. */
  convertTeachableMachine(files: readonly { name: string; bytes: Uint8Array }[]): Uint8Array {
    const all = new Uint8Array(files.reduce((size, { bytes }) => size + bytes.length, 0));
    let at = 0;
    for (const { bytes } of files) {
      all.set(bytes, at);
      at += bytes.length;
    }
    stageBytes(this.#module, all);
    const list = files.map(({ name, bytes }) => ({ name, size: bytes.length }));
    return unwrap(this.#module.convert_teachable_machine(JSON.stringify(list)));
  }

  openData(recipe: string): CoreTrainingData {
    return new CoreTrainingData(this.#module, unwrap(this.#module.open_training(recipe)));
  }

  openClean(options: string, channels: number, sampleRate: number): CoreClean {
    return new CoreClean(this.#module, unwrap(this.#module.open_clean(options, channels, sampleRate)), options);
  }

  openCleanWav(options: string, head: Uint8Array, fileSize: number): OpenedWav<CoreClean> {
    stageBytes(this.#module, head);
    const opened = unwrap(this.#module.open_clean_wav(options, fileSize));
    return openedWav(opened, (handle) => new CoreClean(this.#module, handle, options));
  }

  get memoryBytes(): number {
    return unwrap(this.#module.memory_bytes());
  }
}

/** A clip for the data set; finish() puts it there. */
export class CoreExampleIntake extends CoreJob<ExampleIntake, TrainingModule> {
  readonly #data: DataHandle;

  constructor(module: TrainingModule, handle: ExampleIntake, data: DataHandle) {
    super(module, handle);
    this.#data = data;
  }

  finish(): CoreAdded {
    const { json, dbfs } = unwrap(this.#data.add_example(this.handle));
    const { warning, ...facts } = JSON.parse(json) as Omit<CoreAdded, 'warnings' | 'dbfs'> & { warning: string };
    return { ...facts, dbfs, warnings: warning ? [warning] : [] };
  }
}

export class CoreNoise extends CoreJob<MonoIntake, TrainingModule> {
  readonly #data: DataHandle;

  constructor(module: TrainingModule, handle: MonoIntake, data: DataHandle) {
    super(module, handle);
    this.#data = data;
  }

  finish(): null {
    return unwrap(this.#data.add_noise(this.handle));
  }
}

export class CoreClean extends CoreJob<MonoIntake, TrainingModule> {
  readonly #options: string;

  constructor(module: TrainingModule, handle: MonoIntake, options: string) {
    super(module, handle);
    this.#options = options;
  }

  finish(): CleanedClip {
    const { warning, ...result } = unwrap(this.handle.finish_clean(this.#options));
    return { ...result, removedS: result.lengthS - result.keptS, warnings: warning ? [warning] : [] };
  }
}

export class CoreTrainingData extends Owner<DataHandle, TrainingModule> {
  get info(): CoreRecipeInfo {
    return JSON.parse(unwrap(this.handle.info())) as CoreRecipeInfo;
  }

  setRecipe(recipe: string): CoreRecipeInfo {
    return JSON.parse(unwrap(this.handle.set_recipe(recipe))) as CoreRecipeInfo;
  }

  openExample(example: CoreExample, channels: number, sampleRate: number): CoreExampleIntake {
    const intake = unwrap(this.handle.open_example(JSON.stringify(example), channels, sampleRate));
    return new CoreExampleIntake(this.module, intake, this.handle);
  }

  /** `head`: the first bytes of a WAV file of `fileSize` bytes. */
  openExampleWav(example: CoreExample, head: Uint8Array, fileSize: number): OpenedWav<CoreExampleIntake> {
    stageBytes(this.module, head);
    const opened = unwrap(this.handle.open_example_wav(JSON.stringify(example), fileSize));
    return openedWav(opened, (intake) => new CoreExampleIntake(this.module, intake, this.handle));
  }

  addProblem(example: CoreExample, problem: string): void {
    unwrap(this.handle.add_problem(JSON.stringify(example), problem));
  }

  openNoise(channels: number, sampleRate: number): CoreNoise {
    return new CoreNoise(this.module, unwrap(this.handle.open_noise(channels, sampleRate)), this.handle);
  }

  openNoiseWav(head: Uint8Array, fileSize: number): OpenedWav<CoreNoise> {
    stageBytes(this.module, head);
    return openedWav(unwrap(this.handle.open_noise_wav(fileSize)), (intake) => new CoreNoise(this.module, intake, this.handle));
  }

  edit(edits: string): void {
    unwrap(this.handle.edit(edits));
  }

  remove(ids: readonly string[]): void {
    unwrap(this.handle.remove(JSON.stringify(ids)));
  }

  check(): DataCheck {
    return JSON.parse(unwrap(this.handle.check())) as DataCheck;
  }

  splits(recipe: string, all: boolean, seed: number): Split[] {
    return JSON.parse(unwrap(this.handle.splits(recipe, all, seed))) as Split[];
  }

  network(options: string): NetworkSummary {
    return JSON.parse(unwrap(this.handle.network(options))) as NetworkSummary;
  }

  /** `model`: to go on from, where the options say so. */
  openRun(recipe: string, options: string, model: Uint8Array | null): CoreRun {
    if (model) stageBytes(this.module, model);
    return new CoreRun(this.module, unwrap(this.handle.open_run(recipe, options)));
  }

  /** No ids: every clip. */
  scoreModel(model: Uint8Array, ids: readonly string[]): CoreScorer {
    stageBytes(this.module, model);
    return new CoreScorer(this.module, unwrap(this.handle.score_model(JSON.stringify(ids))));
  }
}

export class CoreRun extends Owner<RunHandle, TrainingModule> {
  #knownRows = 0;

  step(milliseconds: number): CoreProgress {
    return this.#read(unwrap(this.handle.step(milliseconds, this.#knownRows)));
  }

  progress(): CoreProgress {
    return this.#read(unwrap(this.handle.progress(this.#knownRows)));
  }

  stop(): void {
    unwrap(this.handle.stop());
  }

  summary(): RunSummary {
    return JSON.parse(unwrap(this.handle.summary())) as RunSummary;
  }

  state(): Uint8Array {
    return unwrap(this.handle.state());
  }

  restore(state: Uint8Array): void {
    stageBytes(this.module, state);
    unwrap(this.handle.restore());
  }

  model(card: string, threshold: number, weightBits: number): Uint8Array {
    return unwrap(this.handle.model(card, threshold, weightBits));
  }

  network(): NetworkSummary {
    return JSON.parse(unwrap(this.handle.network())) as NetworkSummary;
  }

  historyCsv(): string {
    return unwrap(this.handle.history_csv());
  }

  report(options: string, test: CoreScorer | null, validation: CoreScorer | null): string {
    return unwrap(this.handle.report(options, test?.handle ?? null, validation?.handle ?? null));
  }

  /** Of folds, this run's among them; `scorers` has the scorer of each. */
  reportFolds(options: string, runs: readonly CoreRun[], scorers: readonly CoreScorer[]): string {
    return unwrap(this.handle.report_folds(options, runs.map(({ handle }) => handle), scorers.map(({ handle }) => handle)));
  }

  score(part: SplitPartName): CoreScorer {
    return new CoreScorer(this.module, unwrap(this.handle.score(part)));
  }

  explain(clip: string, piece: number, label: string): CoreExplanation {
    const handle = unwrap(this.handle.explain(clip, piece, label));
    return new CoreExplanation(this.module, handle, this.handle, clip, piece);
  }

  #read(json: string): CoreProgress {
    const progress = JSON.parse(json) as CoreProgress;
    this.#knownRows += progress.rows.length;
    return progress;
  }
}

export class CoreScorer extends Owner<ScorerHandle, TrainingModule> {
  /** The share done, 0 .. 1. */
  step(milliseconds: number): number {
    return unwrap(this.handle.step(milliseconds));
  }

  append(other: CoreScorer): void {
    unwrap(this.handle.append(other.handle));
  }

  judge(threshold: number, mostMistakes: number, validation: CoreScorer | null): Evaluation {
    return toEvaluation(unwrap(this.handle.judge(threshold, mostMistakes, validation?.handle ?? null)));
  }
}

export class CoreExplanation extends Owner<OcclusionHandle, TrainingModule> {
  readonly #run: RunHandle;
  readonly #clip: string;
  readonly #piece: number;

  constructor(module: TrainingModule, handle: OcclusionHandle, run: RunHandle, clip: string, piece: number) {
    super(module, handle);
    this.#run = run;
    this.#clip = clip;
    this.#piece = piece;
  }

  step(milliseconds: number): number {
    return unwrap(this.handle.step(milliseconds));
  }

  finish(): Explanation {
    const { patchFrames, patchCoefficients, ...map } = unwrap(this.handle.result(this.#run, this.#clip, this.#piece));
    return { method: 'occlusion', ...map, patch: { frames: patchFrames, coefficients: patchCoefficients } };
  }
}

function toEvaluation({ json, perClass, micro, macro, truth, predicted, scores, fold }: JudgeResult): Evaluation {
  const judged = JSON.parse(json) as Omit<Evaluation, 'roc' | 'clips'> & { clips: { ids: string[] } };
  return { ...judged, roc: { perClass, micro, macro }, clips: { ids: judged.clips.ids, truth, predicted, scores, fold } };
}
