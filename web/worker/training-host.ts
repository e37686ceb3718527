// The training worker's end of the protocol: one data set, and runs that go on beside the other requests, slice by slice.
import { EarshotError, toErrorMessage } from '../base/errors.js';
import { isTrap } from '../core/result.js';
import {
  type CoreExample, type CoreRun, type CoreScorer, type CoreSource, type CoreTrainingData, TrainingCore,
} from '../core/training-core.js';
import type { CleanedClip, Evaluation, Explanation, SplitPartName } from '../api/training-types.js';
import { exportedFiles } from './exported-files.js';
import { readModel } from './model-source.js';
import type { Endpoint, Operations, RequestOf } from './protocol.js';
import type { AddedExample, Judging, TrainingOperations } from './protocol-training.js';
import { type Answer, type Host, type Open, serveRequests } from './request-loop.js';
import { acceptByBlocks } from './sample-blocks.js';
import { type Slices, sliceMs } from './slices.js';
import { runTraining, progressOf } from './training-loop.js';
import { processWav } from './wav-blocks.js';

type Kind = keyof TrainingOperations;
type Request<K extends Kind> = Operations[K]['request'];

export function serveTraining(
  endpoint: Endpoint,
  loadCore: (source: CoreSource) => Promise<TrainingCore> = TrainingCore.load,
): void {
  serveRequests(endpoint, new TrainingHost(loadCore));
}

class TrainingHost implements Host<Kind> {
  readonly #loadCore: (source: CoreSource) => Promise<TrainingCore>;
  #core: Promise<TrainingCore> | null = null;
  #data: CoreTrainingData | null = null;
  readonly #runs = new Map<number, CoreRun>();
  #nextRun = 1;

  constructor(loadCore: (source: CoreSource) => Promise<TrainingCore>) {
    this.#loadCore = loadCore;
  }

  configure(source: CoreSource): void {
    this.#core = this.#loadCore(source);
    this.#core.catch(() => {});
  }

  /** A run takes minutes; clips can be judged and explained meanwhile. */
  beside(kind: Kind): boolean {
    return kind === 'training-run';
  }

  async run(message: RequestOf<Kind>, open: Open): Promise<Answer<Operations[Kind]['result']>> {
    switch (message.kind) {
      case 'training-teachable-machine': {
        const files = await exportedFiles(message.files);
        const bytes = (await this.#needCore()).convertTeachableMachine(files);
        return { value: bytes, transfer: [bytes.buffer as ArrayBuffer] };
      }
      case 'training-open':
        return plain(await this.#openData(message.recipe));
      case 'training-set-recipe':
        return plain(this.#needData().setRecipe(message.recipe));
      case 'training-layout':
        return plain((await this.#needCore()).recogniseLayout(message.input));
      case 'training-add-wav':
        return plain(await this.#addWav(message, open.slices()));
      case 'training-add-samples':
        return plain(await this.#addSamples(message, open.slices()));
      case 'training-add-problem':
        this.#needData().addProblem(message.example, message.problem);
        return plain(null);
      case 'training-noise-wav': {
        const data = this.#needData();
        return plain(await processWav(message.file, open.slices(), (head, size) => data.openNoiseWav(head, size)));
      }
      case 'training-noise-samples':
        return plain(await throughJob(this.#needData().openNoise(message.channels.length, message.sampleRate), message, open.slices()));
      case 'training-edit':
        this.#needData().edit(message.edits);
        return plain(null);
      case 'training-remove':
        this.#needData().remove(message.ids);
        return plain(null);
      case 'training-check':
        return plain(this.#needData().check());
      case 'training-splits':
        return plain(this.#needData().splits(message.recipe, message.all, message.seed));
      case 'training-network':
        return plain(this.#needData().network(message.options));
      case 'training-run-open':
        return plain(await this.#openRun(message, open.signal));
      case 'training-run':
        return plain(await this.#train(message, open));
      case 'training-run-close':
        this.#closeRun(message.run);
        return plain(null);
      case 'training-run-network':
        return plain(this.#needRun(message.run).network());
      case 'training-history-csv':
        return plain(this.#needRun(message.run).historyCsv());
      case 'training-model': {
        const { card, threshold, weightBits } = message;
        const bytes = this.#needRun(message.run).model(card, threshold, weightBits);
        return { value: bytes, transfer: [bytes.buffer as ArrayBuffer] };
      }
      case 'training-report':
        return plain(await this.#report(message, open.slices()));
      case 'training-evaluate':
        return evaluationAnswer(await this.#evaluate(message, open.slices()));
      case 'training-evaluate-model':
        return evaluationAnswer(await this.#evaluateModel(message, open));
      case 'training-explain':
        return explanationAnswer(await this.#explain(message, open.slices()));
      case 'training-clean-wav': {
        const core = await this.#needCore();
        const { file, options } = message;
        return cleanAnswer(await processWav(file, open.slices(), (head, size) => core.openCleanWav(options, head, size)));
      }
      case 'training-clean-samples': {
        const core = await this.#needCore();
        const job = core.openClean(message.options, message.channels.length, message.sampleRate);
        return cleanAnswer(await throughJob(job, message, open.slices()));
      }
    }
  }

  async #openData(recipe: string) {
    const data = (await this.#needCore()).openData(recipe);
    this.#data?.dispose();
    this.#data = data;
    return data.info;
  }

  #addWav({ file, example }: Request<'training-add-wav'>, slices: Slices): Promise<AddedExample> {
    const data = this.#needData();
    return this.#add(example, () => processWav(file, slices, (head, size) => data.openExampleWav(example, head, size)));
  }

  #addSamples(message: Request<'training-add-samples'>, slices: Slices): Promise<AddedExample> {
    const data = this.#needData();
    const { example, channels, sampleRate } = message;
    return this.#add(example, () => throughJob(data.openExample(example, channels.length, sampleRate), message, slices));
  }

  /** A clip that cannot be used is part of the data, as a problem: one bad file among thousands stops nothing. */
  async #add(example: CoreExample, take: () => Promise<Omit<AddedExample, 'problem'> & { problem: string | null }>): Promise<AddedExample> {
    try {
      const { problem, ...added } = await take();
      return { ...added, problem: problem === null ? null : { code: 'empty-clip', message: problem } };
    } catch (error) {
      const problem = toErrorMessage(error);
      if (isTrap(error) || !clipProblems.has(problem.code)) throw error;
      this.#needData().addProblem(example, problem.message);
      return { pieces: 0, lengthS: 0, channels: 0, sampleRateHz: 0, sampleWidthBytes: null, dbfs: -Infinity, peak: 0, problem, warnings: [] };
    }
  }

  async #openRun(message: Request<'training-run-open'>, signal: AbortSignal) {
    const { recipe, options, model, state } = message;
    const base = model && (await readModel(model, signal));
    const run = this.#needData().openRun(recipe, options, base);
    try {
      if (state) run.restore(state);
      const progress = await this.#firstProgress(run);
      const id = this.#nextRun++;
      this.#runs.set(id, run);
      return { run: id, progress };
    } catch (error) {
      run.dispose();
      throw error;
    }
  }

  async #firstProgress(run: CoreRun) {
    const progress = run.progress();
    return progressOf(progress, {
      history: progress.rows, confusion: progress.confusion ?? null, remainingS: null, paused: false,
      memoryBytes: (await this.#needCore()).memoryBytes,
    });
  }

  async #train({ run, snapshotEvery }: Request<'training-run'>, open: Open) {
    const core = await this.#needCore();
    return runTraining(this.#needRun(run), open, { snapshotEvery, memoryBytes: () => core.memoryBytes });
  }

  #closeRun(id: number): void {
    this.#runs.get(id)?.dispose();
    this.#runs.delete(id);
  }

  async #report({ runs, options }: Request<'training-report'>, slices: Slices): Promise<string> {
    const [id, ...others] = runs;
    if (id === undefined) throw new EarshotError('invalid-argument', 'There is no run to report.');
    if (others.length > 0) return this.#reportFolds(runs, options, slices);
    const run = this.#needRun(id);
    const { parts } = run.summary().split;
    const scorers: Partial<Record<SplitPartName, CoreScorer>> = {};
    try {
      for (const part of ['validation', 'test'] as const) {
        if (parts[part].examples > 0) scorers[part] = await this.#scored(run, part, slices);
      }
      return run.report(options, scorers.test ?? null, scorers.validation ?? null);
    } finally {
      for (const scorer of Object.values(scorers)) scorer.dispose();
    }
  }

  async #reportFolds(ids: readonly number[], options: string, slices: Slices): Promise<string> {
    const folds = ids.map((id) => this.#needRun(id));
    const scorers: CoreScorer[] = [];
    try {
      for (const fold of folds) scorers.push(await this.#scored(fold, null, slices));
      return (folds[0] as CoreRun).reportFolds(options, folds, scorers);
    } finally {
      for (const scorer of scorers) scorer.dispose();
    }
  }

  /** On a part; null: test where there is one, else validation. */
  async #scored(run: CoreRun, part: SplitPartName | null, slices: Slices): Promise<CoreScorer> {
    const scorer = run.score(part ?? (run.summary().split.parts.test.examples > 0 ? 'test' : 'validation'));
    try {
      await toTheEnd(scorer, slices);
      return scorer;
    } catch (error) {
      scorer.dispose();
      throw error;
    }
  }

  /** The test part's temperature is fitted on the validation part, which the network was chosen by but not trained on. */
  async #evaluate({ runs, part, ...judging }: Request<'training-evaluate'>, slices: Slices): Promise<Evaluation> {
    const scorers: CoreScorer[] = [];
    let validation: CoreScorer | null = null;
    try {
      for (const id of runs) {
        const run = this.#needRun(id);
        scorers.push(await this.#scored(run, part, slices));
        const { parts } = run.summary().split;
        const onTest = part === 'test' || (part === null && parts.test.examples > 0);
        if (runs.length === 1 && onTest && parts.validation.examples > 0) validation = await this.#scored(run, 'validation', slices);
      }
      const [first, ...more] = scorers;
      if (!first) throw new EarshotError('invalid-argument', 'There is no run to judge.');
      for (const scorer of more) first.append(scorer);
      return first.judge(judging.threshold, judging.mostMistakes, validation);
    } finally {
      for (const scorer of scorers) scorer.dispose();
      validation?.dispose();
    }
  }

  async #evaluateModel(message: { model: Request<'training-evaluate-model'>['model']; clips: string[] } & Judging, open: Open): Promise<Evaluation> {
    const model = await readModel(message.model, open.signal);
    const scorer = this.#needData().scoreModel(model, message.clips);
    try {
      await toTheEnd(scorer, open.slices());
      return scorer.judge(message.threshold, message.mostMistakes, null);
    } finally {
      scorer.dispose();
    }
  }

  async #explain({ run, clip, piece, label }: Request<'training-explain'>, slices: Slices): Promise<Explanation> {
    const map = this.#needRun(run).explain(clip, piece, label);
    try {
      await toTheEnd(map, slices);
      return map.finish();
    } finally {
      map.dispose();
    }
  }

  #needCore(): Promise<TrainingCore> {
    this.#core ??= this.#loadCore({});
    return this.#core;
  }

  #needData(): CoreTrainingData {
    if (this.#data) return this.#data;
    throw new EarshotError('invalid-argument', 'There is no data set here. Make a new Trainer and add the clips again.');
  }

  #needRun(id: number): CoreRun {
    const run = this.#runs.get(id);
    if (run) return run;
    throw new EarshotError('disposed', 'This training run has been disposed.');
  }
}

/** What is wrong with a clip, as opposed to wrong arguments, a cancel, or the engine. */
const clipProblems: ReadonlySet<string> = new Set(['unsupported-format', 'malformed-file', 'empty-clip', 'io', 'decode-failed']);

async function throughJob<Result>(
  job: { accept(channels: readonly Float32Array[], start: number, end: number): void; finish(): Result; dispose(): void },
  { channels }: { channels: Float32Array[] },
  slices: Slices,
): Promise<Result> {
  try {
    await acceptByBlocks(job, channels, slices);
    return job.finish();
  } finally {
    job.dispose();
  }
}

async function toTheEnd(job: { step(milliseconds: number): number }, slices: Slices): Promise<void> {
  for (let fraction = 0; fraction < 1; ) {
    fraction = job.step(sliceMs);
    await slices.step(fraction);
  }
}

function plain<T>(value: T): Answer<T> {
  return { value, transfer: [] };
}

function evaluationAnswer(value: Evaluation): Answer<Evaluation> {
  const curves = [...value.roc.perClass, value.roc.micro, value.roc.macro];
  const arrays = curves.flatMap((curve) => [curve.falsePositiveRate, curve.truePositiveRate, curve.thresholds]);
  const { truth, predicted, scores, fold } = value.clips;
  return { value, transfer: buffersOf([...arrays, truth, predicted, scores, fold]) };
}

function explanationAnswer(value: Explanation): Answer<Explanation> {
  return { value, transfer: buffersOf([value.scores, value.values, value.features]) };
}

function cleanAnswer(value: CleanedClip): Answer<CleanedClip> {
  const { preview } = value;
  const columns = preview ? [preview.min, preview.max, preview.envelope, preview.kept] : [];
  return { value, transfer: buffersOf([...columns, ...value.wav]) };
}

function buffersOf(arrays: readonly ArrayBufferView[]): Transferable[] {
  return arrays.map((array) => array.buffer as ArrayBuffer);
}
