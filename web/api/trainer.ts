// Trains classifiers in the page: clips in, a model file out. All work is done in a worker of its own, with the core that
// the command line trains with; the same clips, recipe and seed give the same model.
//
//   const trainer = await Trainer.load('digits-light');
//   for (const file of files) await trainer.add(file, { id: file.name, label: labelOf(file) });
//   const run = await trainer.train({ onProgress: ({ fraction }) => bar.value = fraction });
//   await run.done;
//   const { accuracy } = await run.evaluate();
//   const bytes = await run.model();          // Classifier.load(bytes), or a download
import { toErrorMessage } from '../base/errors.js';
import type { WorkerClient } from '../worker/client.js';
import type { CoreExample, CoreRecipeInfo } from '../worker/protocol-training.js';
import { prepareInput, type PreparedInput } from './audio-input.js';
import { checkFunction, checkNumber, checkSignal, describe, invalidArgument } from './check.js';
import { toModelSource } from './model-source.js';
import { readRecipe } from './recipe-source.js';
import { connectTraining } from './training-connection.js';
import { TrainingRun, checkEvaluateOptions, judging, reportText } from './training-run.js';
import type {
  AddedClip, AddOptions, CleanedClip, CleanOptions, DataCheck, EvaluateModelOptions, EvaluateOptions, Evaluation, ExampleEdit,
  ExampleInfo, Layout, LayoutInput, LayoutOptions, NetworkOptions, NetworkSummary, Recipe, RecipeInfo, RecipeInput, ReportOptions, Split,
  SplitConfig, SplitOptions, TrainerApi, TrainerOptions, TrainingRunApi, TrainOptions,
} from './training-types.js';
import type { AudioInput, ModelInput } from './types.js';

export class Trainer implements TrainerApi {
  readonly #client: WorkerClient;
  readonly #options: TrainerOptions;
  #info: RecipeInfo;

  /** For load() and for tests; a page calls load(). */
  constructor(client: WorkerClient, info: RecipeInfo, options: TrainerOptions = {}) {
    this.#client = client;
    this.#info = info;
    this.#options = options;
  }

  /** Reads the recipe and starts a worker. The training module is downloaded now, not with the page. */
  static async load(recipe: RecipeInput, options: TrainerOptions = {}): Promise<Trainer> {
    checkSignal(options.signal);
    const client = connectTraining(options);
    try {
      const read = await readRecipe(recipe, options);
      const info = await client.request('training-open', { recipe: JSON.stringify(read) }, { signal: options.signal });
      return new Trainer(client, withRecipe(info, read), options);
    } catch (error) {
      client.dispose();
      throw error;
    }
  }

  get info(): RecipeInfo {
    return this.#info;
  }

  async layout(input: LayoutInput, options: LayoutOptions = {}): Promise<Layout> {
    checkSignal(options.signal);
    const { paths, csvs = [], folders = [] } = input;
    const { kind = '', csv = '', group, signal } = options;
    const groups = group === undefined ? null : paths.map(groupOf(group));
    return this.#client.request('training-layout', { input: JSON.stringify({ paths, csvs, folders, kind, csv, groups }) }, { signal });
  }

  async add(input: AudioInput, info: ExampleInfo, options: AddOptions = {}): Promise<AddedClip> {
    const example = checkExample(info);
    checkAddOptions(options);
    let prepared: PreparedInput;
    try {
      prepared = await prepareInput(input, options.signal);
    } catch (error) {
      const problem = toErrorMessage(error);
      if (!clipProblems.has(problem.code)) throw error;
      await this.#client.request('training-add-problem', { example, problem: problem.message }, { signal: options.signal });
      return { id: example.id, pieces: 0, lengthS: 0, channels: 0, sampleRateHz: 0, sampleWidthBytes: null, dbfs: -Infinity, peak: 0, problem, warnings: [] };
    }
    const added =
      prepared.kind === 'wav'
        ? await this.#client.request('training-add-wav', { file: prepared.file, example }, { ...options, transfer: prepared.transfer })
        : await this.#client.request('training-add-samples', { ...samplesOf(prepared), example }, { ...options, transfer: prepared.transfer });
    const before = prepared.kind === 'wav' ? [] : prepared.warnings;
    return { id: example.id, ...added, warnings: [...before, ...added.warnings] };
  }

  async addNoise(input: AudioInput, options: AddOptions = {}): Promise<void> {
    checkAddOptions(options);
    const prepared = await prepareInput(input, options.signal);
    if (prepared.kind === 'wav') await this.#client.request('training-noise-wav', { file: prepared.file }, { ...options, transfer: prepared.transfer });
    else await this.#client.request('training-noise-samples', samplesOf(prepared), { ...options, transfer: prepared.transfer });
  }

  async edit(edits: readonly ExampleEdit[]): Promise<void> {
    for (const edit of edits) {
      checkText(edit.id, 'id');
      for (const key of ['label', 'group', 'fold'] as const) if (edit[key] !== undefined) checkString(edit[key], key);
    }
    await this.#client.request('training-edit', { edits: JSON.stringify(edits) });
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) checkText(id, 'id');
    await this.#client.request('training-remove', { ids: [...ids] });
  }

  async setRecipe(recipe: RecipeInput): Promise<RecipeInfo> {
    const read = await readRecipe(recipe, this.#options);
    const info = await this.#client.request('training-set-recipe', { recipe: JSON.stringify(read) });
    this.#info = withRecipe(info, read);
    return this.#info;
  }

  async check({ signal }: { signal?: AbortSignal } = {}): Promise<DataCheck> {
    checkSignal(signal);
    return this.#client.request('training-check', {}, { signal });
  }

  async countExamples(): Promise<Record<string, number>> {
    const { classes } = await this.check();
    return Object.fromEntries(classes.map(({ label, clips }) => [label, clips]));
  }

  async splits(options: SplitOptions = {}): Promise<Split[]> {
    checkSignal(options.signal);
    const { split, seed = 0, signal } = options;
    checkSeed(seed);
    return this.#client.request('training-splits', { recipe: this.#recipeText({ split }), all: split === 'all', seed }, { signal });
  }

  async network(options: NetworkOptions = {}): Promise<NetworkSummary> {
    checkSignal(options.signal);
    checkNumber(options.classes, 'classes', { min: 2, max: 100_000, integer: true });
    const { classes = 0, featureShape = null, signal } = options;
    featureShape?.forEach((size, i) => checkNumber(size, `featureShape[${i}]`, { min: 1, max: 1 << 28, integer: true }));
    return this.#client.request('training-network', { options: JSON.stringify({ classes, featureShape }) }, { signal });
  }

  async train(options: TrainOptions = {}): Promise<TrainingRun> {
    checkTrainOptions(options);
    const { seed = 0, split, splitIndex = 0, epochs, resumeFrom, fineTune, signal } = options;
    const how = { all: split === 'all', splitIndex, seed, fineTune: fineTune ? (fineTune.train ?? 'last-layer') : '' };
    const opened = await this.#client.request(
      'training-run-open',
      {
        recipe: this.#recipeText({ split, epochs }),
        options: JSON.stringify(how),
        model: fineTune ? toModelSource(fineTune.model) : null,
        state: resumeFrom?.bytes ?? null,
      },
      { signal },
    );
    return new TrainingRun(this.#client, opened, options);
  }

  async evaluateTogether(runs: readonly TrainingRunApi[], options: EvaluateOptions = {}): Promise<Evaluation> {
    checkEvaluateOptions(options);
    const { part = null, signal } = options;
    return this.#client.request('training-evaluate', { runs: idsOf(runs), part, ...judging(options) }, { signal });
  }

  async reportTogether(runs: readonly TrainingRunApi[], options: ReportOptions = {}): Promise<string> {
    return this.#client.request('training-report', { runs: idsOf(runs), options: reportText(options) }, { signal: options.signal });
  }

  async evaluateModel(model: ModelInput, options: EvaluateModelOptions = {}): Promise<Evaluation> {
    checkEvaluateOptions(options);
    const { clips, signal } = options;
    if (clips?.length === 0) throw invalidArgument('clips must hold at least one id.');
    return this.#client.request(
      'training-evaluate-model',
      { model: toModelSource(model), clips: [...(clips ?? [])], ...judging(options) },
      { signal },
    );
  }

  async clean(input: AudioInput, options: CleanOptions = {}): Promise<CleanedClip> {
    const text = cleanText(options);
    const { signal, onProgress } = options;
    const prepared = await prepareInput(input, signal);
    const cleaned =
      prepared.kind === 'wav'
        ? await this.#client.request('training-clean-wav', { file: prepared.file, options: text }, { signal, onProgress, transfer: prepared.transfer })
        : await this.#client.request(
            'training-clean-samples',
            { ...samplesOf(prepared), options: text },
            { signal, onProgress, transfer: prepared.transfer },
          );
    return prepared.kind === 'wav' ? cleaned : { ...cleaned, warnings: [...prepared.warnings, ...cleaned.warnings] };
  }

  dispose(): void {
    this.#client.dispose();
  }

  /** The recipe with what this call wants otherwise. */
  #recipeText({ split, epochs }: { split?: SplitConfig | 'all'; epochs?: number }): string {
    const { recipe } = this.#info;
    const changed: Recipe = { ...recipe };
    if (split !== undefined && split !== 'all') changed.split = split;
    if (epochs !== undefined) changed.training = { ...recipe.training, epochs };
    return JSON.stringify(changed);
  }
}

/** What is wrong with a clip, as opposed to wrong arguments and a cancel. */
const clipProblems: ReadonlySet<string> = new Set(['unsupported-format', 'malformed-file', 'empty-clip', 'io', 'decode-failed']);

function withRecipe(info: CoreRecipeInfo, recipe: Recipe): RecipeInfo {
  return { ...info, recipe };
}

function samplesOf({ channels, sampleRate }: Extract<PreparedInput, { kind: 'samples' }>) {
  return { channels, sampleRate };
}

function checkString(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(`${name} must be a text; it is ${describe(value)}.`);
}

function checkText(value: unknown, name: string): void {
  checkString(value, name);
  if (value === '') throw invalidArgument(`${name} must not be empty.`);
}

function checkExample(info: ExampleInfo): CoreExample {
  if (typeof info !== 'object' || info === null) throw invalidArgument(`The example must be {id, label}; it is ${describe(info)}.`);
  const { id, label, group = '', fold = '' } = info;
  checkText(id, 'id');
  checkText(label, 'label');
  checkString(group, 'group');
  checkString(fold, 'fold');
  return { id, label, group, fold };
}

function checkAddOptions({ signal, onProgress }: AddOptions): void {
  checkSignal(signal);
  checkFunction(onProgress, 'onProgress');
}

/** Seeds are 64-bit in the core; a number holds 53 bits of them exactly. */
function checkSeed(seed: number): void {
  checkNumber(seed, 'seed', { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true });
}

function checkTrainOptions(options: TrainOptions): void {
  checkSignal(options.signal);
  checkFunction(options.onProgress, 'onProgress');
  checkFunction(options.onSnapshot, 'onSnapshot');
  if (options.seed !== undefined) checkSeed(options.seed);
  checkNumber(options.splitIndex, 'splitIndex', { min: 0, integer: true });
  checkNumber(options.epochs, 'epochs', { min: 1, max: 100_000, integer: true });
  checkNumber(options.snapshotEvery, 'snapshotEvery', { min: 1, integer: true });
  if (options.resumeFrom !== undefined && !(options.resumeFrom.bytes instanceof Uint8Array)) {
    throw invalidArgument(`resumeFrom.bytes must be a Uint8Array; it is ${describe(options.resumeFrom.bytes)}.`);
  }
  const how = options.fineTune?.train;
  if (how !== undefined && how !== 'last-layer' && how !== 'all') {
    throw invalidArgument(`fineTune.train must be last-layer or all; it is ${describe(how)}.`);
  }
}

/** As the command line has it: the envelope of systems D at a threshold of 20 in units of 16-bit samples. */
const cleanDefaults = { threshold: 20 / 32768, windowS: 0.05, sampleRate: 16000, pieceS: 1, level: 'none', columns: 928, wav: false };

function cleanText(options: CleanOptions): string {
  checkAddOptions(options);
  checkNumber(options.threshold, 'threshold', { min: 0, max: 1 });
  checkNumber(options.windowS, 'windowS', { min: 0.001, max: 10 });
  checkNumber(options.sampleRate, 'sampleRate', { min: 100, max: 768_000, integer: true });
  checkNumber(options.pieceS, 'pieceS', { min: 0, max: 3600 });
  checkNumber(options.columns, 'columns', { min: 0, max: 100_000, integer: true });
  if (options.level !== undefined && !['none', 'peak', 'rms'].includes(options.level)) {
    throw invalidArgument(`level must be none, peak or rms; it is ${describe(options.level)}.`);
  }
  const { signal: _signal, onProgress: _onProgress, ...settings } = options;
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return JSON.stringify({ ...cleanDefaults, ...given });
}

function groupOf(group: RegExp | ((path: string) => string)): (path: string) => string {
  if (typeof group === 'function') {
    return (path) => {
      const name: unknown = group(path);
      checkString(name, 'the group of a path');
      return name as string;
    };
  }
  if (!(group instanceof RegExp)) throw invalidArgument(`group must be a regular expression or a function; it is ${describe(group)}.`);
  // A global expression remembers where it was.
  const pattern = new RegExp(group.source, group.flags.replace(/[gy]/g, ''));
  return (path) => {
    const match = pattern.exec(path);
    return match ? (match[1] ?? match[0]) : path;
  };
}

function idsOf(runs: readonly TrainingRunApi[]): number[] {
  const ids = runs.map((run) => {
    if (run instanceof TrainingRun) return run.id;
    throw invalidArgument(`runs must be runs of this Trainer; there is ${describe(run)} among them.`);
  });
  if (ids.length === 0) throw invalidArgument('runs must hold at least one run.');
  return ids;
}
