// Training runs: started, watched, stored as they go, judged. One trains at a time.
import type {
  Evaluation, HistoryRow, Recipe, RunSnapshot, SplitConfig, TrainerApi, TrainingProgress, TrainingRunApi, TrainOptions,
} from '../../api/training-types.js';
import type { Database } from '../../store/database.js';
import type { RunPart, RunRecord } from '../../store/types.js';
import type { Examples } from './examples.js';
import type { Project, ProjectSettings } from './project.js';
import { SnapshotWriter } from './snapshot-writer.js';

export type RunPhase = 'preparing' | 'training' | 'judging' | 'final';

export type ActiveRun = {
  record: RunRecord;
  phase: RunPhase;
  progress: TrainingProgress | null;
  /** Of several folds; null for a single run. */
  fold: { index: number; count: number } | null;
  paused: boolean;
  /** Epochs and confusion of the part being watched. */
  labels: string[];
};

export type RunsHost = {
  database: Database;
  changed(): void;
  failed(error: unknown): void;
  /** What the model's card and the report say about the data. */
  describe(record: RunRecord): { title: string; subtitle: string; card: Record<string, unknown> };
};

/** What is stored of a run that was cut off. */
type Stored = { snapshot: RunSnapshot | null; parts: ReadonlyMap<number, RunPart> };

const NOTHING: Stored = { snapshot: null, parts: new Map() };

/** How many finished runs keep their network in memory, for explanations. */
const KEPT_ALIVE = 2;

export class Runs {
  readonly #host: RunsHost;
  readonly #project: Project;
  readonly #examples: Examples;
  list: RunRecord[] = [];
  active: ActiveRun | null = null;
  #run: TrainingRunApi | null = null;
  #abort: AbortController | null = null;
  #stopRequested = false;
  readonly #alive = new Map<string, TrainingRunApi>();

  constructor(host: RunsHost, project: Project, examples: Examples, stored: readonly RunRecord[]) {
    this.#host = host;
    this.#project = project;
    this.#examples = examples;
    // What was running when the page went away is cut off; its last epoch is stored.
    this.list = stored.map((run) => (run.status === 'running' ? { ...run, status: 'cut-off' as const } : run));
  }

  find(id: string): RunRecord | null {
    return this.list.find((run) => run.id === id) ?? null;
  }

  get shown(): RunRecord[] {
    return this.list.filter(({ deleted }) => !deleted);
  }

  async start(recipe: Recipe, recipeName: string, name: string, epochs: number): Promise<RunRecord | null> {
    if (this.active) return null;
    const { settings } = this.#project;
    const record: RunRecord = {
      id: crypto.randomUUID(), project: this.#project.id, name, createdAt: Date.now(), recipeName, recipe,
      seed: settings.seed, split: splitConfig(settings), splitName: '', splitIndex: 0, epochs, notes: [], status: 'running', failure: '',
      history: [], bestEpoch: 0, seconds: 0, parameters: 0, labels: [], data: '', evaluation: null, report: '', deleted: false,
    };
    return this.#train(record, NOTHING);
  }

  /** Goes on from the last epoch that was stored, in folds from that of the fold it was in; null with a sentence when the data are not the same any more. */
  async resume(id: string): Promise<RunRecord | null> {
    const record = this.find(id);
    if (!record || this.active) return null;
    const snapshot = (await this.#host.database.runBytes(id))?.snapshot ?? null;
    const parts = await this.#host.database.runParts(id);
    return this.#train({ ...record, status: 'running', failure: '' }, { snapshot, parts });
  }

  pause(): void {
    this.#run?.pause();
    if (this.active) this.active.paused = true;
    this.#host.changed();
  }

  goOn(): void {
    this.#run?.resume();
    if (this.active) this.active.paused = false;
    this.#host.changed();
  }

  /** Keeps the best epoch. Of folds, ends the present one and leaves out the rest. */
  stop(): void {
    this.#stopRequested = true;
    if (this.active?.paused) this.goOn();
    this.#run?.stop();
  }

  /** Throws the run away. */
  cancel(): void {
    this.#abort?.abort();
  }

  async setDeleted(id: string, deleted: boolean): Promise<void> {
    await this.#change(id, { deleted });
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#change(id, { name });
  }

  dispose(): void {
    this.#abort?.abort();
    for (const run of this.#alive.values()) run.dispose();
    this.#alive.clear();
  }

  /** The run with its network in memory: as it ended, or brought back from its last epoch. Null when that is not possible. */
  async alive(id: string): Promise<TrainingRunApi | null> {
    const known = this.#alive.get(id);
    if (known) return known;
    const record = this.find(id);
    const bytes = await this.#host.database.runBytes(id);
    if (!record || !bytes?.snapshot || record.data !== fingerprint(this.#project)) return null;
    const trainer = await this.#examples.ready(record.recipe as Recipe);
    const run = await trainer.train({ ...optionsOf(record), epochs: bytes.snapshot.epoch, resumeFrom: bytes.snapshot });
    await run.done;
    this.#keepAlive(id, run);
    return run;
  }

  /** Runs end with the trainer they came from. */
  forgetAlive(): void {
    this.#alive.clear();
  }

  async #change(id: string, change: Partial<RunRecord>): Promise<void> {
    const record = this.find(id);
    if (!record) return;
    const changed = { ...record, ...change };
    this.#replace(changed);
    try {
      await this.#host.database.putRun(changed);
    } catch (error) {
      this.#host.failed(error);
    }
  }

  #replace(record: RunRecord): void {
    const index = this.list.findIndex(({ id }) => id === record.id);
    this.list = index < 0 ? [...this.list, record] : this.list.with(index, record);
    if (this.active?.record.id === record.id) this.active.record = record;
    this.#host.changed();
  }

  #keepAlive(id: string, run: TrainingRunApi): void {
    this.#alive.set(id, run);
    for (const [old, oldRun] of this.#alive) {
      if (this.#alive.size <= KEPT_ALIVE) break;
      this.#alive.delete(old);
      oldRun.dispose();
    }
  }

  async #train(first: RunRecord, stored: Stored): Promise<RunRecord | null> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#stopRequested = false;
    this.active = { record: first, phase: 'preparing', progress: null, fold: null, paused: false, labels: [] };
    this.#host.changed();
    let record = first;
    try {
      const trainer = await this.#examples.ready(first.recipe as Recipe, abort.signal);
      const check = await trainer.check({ signal: abort.signal });
      if (check.blocker !== null) throw new Error(check.blocker);
      const data = fingerprint(this.#project);
      if ((stored.snapshot || stored.parts.size > 0) && first.data !== data) {
        throw new Error('The clips have changed since this run was cut off, so it cannot go on. Start a new run.');
      }
      const split = first.split as SplitConfig;
      const splits = await trainer.splits({ split, seed: first.seed, signal: abort.signal });
      record = { ...record, data, labels: check.labels, notes: [...new Set(splits.flatMap(({ warnings }) => warnings))] };
      this.active.labels = check.labels;
      this.#replace(record);
      await this.#host.database.putRun(record);
      record = splits.length > 1
        ? await this.#trainFolds(trainer, record, splits.length, stored.parts, abort.signal)
        : await this.#trainOne(trainer, record, stored.snapshot, abort.signal);
      return record;
    } catch (error) {
      if (abort.signal.aborted) {
        this.list = this.list.filter(({ id }) => id !== record.id);
        await this.#host.database.removeRun(record.id).catch(() => {});
        return null;
      }
      const failed = { ...(this.find(record.id) ?? record), status: 'failed' as const, failure: error instanceof Error ? error.message : String(error) };
      if (this.find(record.id)) await this.#change(record.id, failed);
      this.#host.failed(error);
      return null;
    } finally {
      this.active = null;
      this.#run = null;
      this.#abort = null;
      this.#host.changed();
    }
  }

  async #trainOne(trainer: TrainerApi, record: RunRecord, resumeFrom: RunSnapshot | null, signal: AbortSignal): Promise<RunRecord> {
    const writer = new SnapshotWriter((snapshot) => this.#host.database.putRun(this.find(record.id) ?? record, { model: null, snapshot }), this.#host.failed);
    const run = await this.#watch(trainer, record, {
      ...optionsOf(record), signal, onSnapshot: (snapshot) => writer.write(snapshot), ...(resumeFrom ? { resumeFrom } : {}),
    });
    await writer.settled();
    this.#phase('judging');
    const evaluation = await evaluate(() => run.evaluate({ signal }));
    const { parts } = (await run.done).split;
    // Trained on everything there is nothing left to judge on, and so nothing to report.
    const judged = evaluation && (parts.validation.clips.length > 0 || parts.test.clips.length > 0);
    const report = judged ? await run.report({ ...this.#titles(record), signal }) : '';
    return this.#finish(record, run, { evaluation, report, snapshot: writer.last ?? resumeFrom }, signal);
  }

  /** Each fold is judged on what it has not heard; the model that is kept hears everything. */
  async #trainFolds(trainer: TrainerApi, record: RunRecord, count: number, parts: ReadonlyMap<number, RunPart>, signal: AbortSignal): Promise<RunRecord> {
    const folds: TrainingRunApi[] = [];
    try {
      for (let index = 0; index < count && !this.#stopRequested; index += 1) {
        if (this.active) this.active.fold = { index, count };
        folds.push(await this.#trainPart(trainer, record, index, parts.get(index), { ...optionsOf(record), splitIndex: index, signal }));
      }
      this.#phase('judging');
      const evaluation = await evaluate(() => trainer.evaluateTogether(folds, { signal }));
      const report = evaluation ? await trainer.reportTogether(folds, { ...this.#titles(record), signal }) : '';
      if (this.active) this.active.fold = null;
      this.#phase('final');
      const stopped = this.#stopRequested;
      const final = stopped
        ? (folds.pop() as TrainingRunApi)
        : await this.#trainPart(trainer, record, count, parts.get(count), { ...optionsOf(record), split: 'all', splitIndex: 0, signal });
      const finished = await this.#finish(record, final, { evaluation, report, snapshot: null }, signal);
      await this.#host.database.removeRunParts(record.id);
      return finished;
    } finally {
      for (const fold of folds) fold.dispose();
    }
  }

  /** A fold, or the model that hears everything. What was finished before the run was cut off comes back as it ended. */
  async #trainPart(trainer: TrainerApi, record: RunRecord, index: number, stored: RunPart | undefined, options: TrainOptions): Promise<TrainingRunApi> {
    const { database, failed } = this.#host;
    const writer = new SnapshotWriter((snapshot) => database.putRunPart(record.id, index, { snapshot, finished: false }), failed);
    const run = await this.#watch(trainer, record, {
      ...options,
      onSnapshot: (snapshot) => writer.write(snapshot),
      ...(stored ? { resumeFrom: stored.snapshot } : {}),
      ...(stored?.finished ? { epochs: stored.snapshot.epoch } : {}),
    });
    await writer.settled();
    if (writer.last) await database.putRunPart(record.id, index, { snapshot: writer.last, finished: true }).catch(failed);
    return run;
  }

  async #watch(trainer: TrainerApi, record: RunRecord, options: TrainOptions): Promise<TrainingRunApi> {
    this.#phase(options.split === 'all' ? 'final' : 'training');
    const run = await trainer.train({
      ...options,
      onProgress: (progress) => {
        if (this.active?.record.id !== record.id) return;
        this.active.progress = progress;
        this.#host.changed();
      },
    });
    this.#run = run;
    if (this.#stopRequested) run.stop();
    await run.done;
    return run;
  }

  async #finish(record: RunRecord, run: TrainingRunApi, found: { evaluation: Evaluation | null; report: string; snapshot: RunSnapshot | null }, signal: AbortSignal): Promise<RunRecord> {
    const summary = await run.done;
    const done: RunRecord = {
      ...(this.find(record.id) ?? record),
      status: summary.stopped ? 'stopped' : 'done',
      history: summary.history,
      bestEpoch: summary.bestEpoch,
      seconds: summary.seconds,
      parameters: summary.parameters,
      labels: summary.labels,
      splitName: summary.split.name,
      evaluation: found.evaluation,
      report: found.report,
    };
    const { card } = this.#host.describe(done);
    const model = await run.model({ card, signal });
    this.#keepAlive(record.id, run);
    this.#replace(done);
    await this.#host.database.putRun(done, { model, snapshot: found.snapshot });
    return done;
  }

  #titles(record: RunRecord): { title: string; subtitle: string } {
    const { title, subtitle } = this.#host.describe(record);
    return { title, subtitle };
  }

  #phase(phase: RunPhase): void {
    if (this.active) this.active.phase = phase;
    this.#host.changed();
  }
}

/** Null when there is no part to judge on. */
async function evaluate(work: () => Promise<Evaluation>): Promise<Evaluation | null> {
  try {
    return await work();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'invalid-data') return null;
    throw error;
  }
}

function optionsOf({ seed, split, splitIndex, epochs }: RunRecord): TrainOptions {
  return { seed, split: split as SplitConfig, splitIndex, epochs };
}

export function splitConfig({ judge, validation, test, folds }: ProjectSettings): SplitConfig {
  switch (judge) {
    case 'folds': return { type: 'folds', unit: 'group', folds, validation: 0 };
    case 'groups': return { type: 'leave_one_group_out', unit: 'group', validation: 0 };
    case 'official': return { type: 'official_folds', unit: 'clip', validation: 0 };
    case 'parts': return { type: 'stratified', unit: 'group', validation, test };
  }
}

export function historyOf(run: RunRecord): HistoryRow[] {
  return run.history as HistoryRow[];
}

export function evaluationOf(run: RunRecord): Evaluation | null {
  return run.evaluation as Evaluation | null;
}

/** What a snapshot fits: the same clips under the same labels. FNV-1a, 53 bits of two lanes. */
export function fingerprint(project: Project): string {
  const lines = [...project.clips.values()].filter((clip) => project.usable(clip))
    .map(({ id, hash, label, group, fold }) => [id, hash, label, group, fold].join('\t')).sort();
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 1) {
      a = Math.imul(a ^ line.charCodeAt(i), 0x01000193);
      b = Math.imul(b ^ (line.charCodeAt(i) + i), 0x85ebca6b);
    }
    a = Math.imul(a ^ 10, 0x01000193);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
