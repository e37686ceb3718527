// What the Studio does, apart from how it looks: projects, import, training, keeping. Views read its fields and call its actions.
import type { Evaluation, NetworkSummary, Recipe, TrainerApi } from '../../api/training-types.js';
import { toFailure } from '../../element/failure.js';
import { saveFile } from '../../element/download.js';
import type { StoreClient } from '../../store/client.js';
import { Database, formatProblem } from '../../store/database.js';
import { StoreError } from '../../store/errors.js';
import { lockProject } from '../../store/project-lock.js';
import type { StoreErrorCode } from '../../store/protocol.js';
import { keepStorage, measureSpace, type Space } from '../../store/space.js';
import type { ClipRecord, ModelRecord, ProjectRecord, RunRecord } from '../../store/types.js';
import { Examples } from './examples.js';
import type { PickedFile } from './files.js';
import { importClips, type ImportOutcome, type ImportState } from './intake.js';
import { groupOf, parsePattern } from './labels.js';
import { exportProject, importProject, isProjectFile } from './project-file.js';
import { newProjectRecord, Project } from './project.js';
import { readRecipe, readRecipes, withValue, type RecipeChoice } from './recipes.js';
import { Runs, splitConfig } from './runs.js';
import { SAMPLE_CLASSES, sampleSet } from './sample-set.js';
import type { Step } from './steps.js';
import type { StudioText } from './text/en.js';

export type Notice = { tone: 'error' | 'info'; text: string; detail?: string; /** Takes back what the notice tells of. */ undo?: () => unknown };

export type SessionHost = {
  openTrainer(recipe: Recipe): Promise<TrainerApi>;
  store: StoreClient;
  base: string;
  text(): StudioText;
  /** Sentences for the codes of the API. */
  sentence(code: string): string | null;
  changed(): void;
  announce(text: string): void;
  go(step: Step): void;
  /** Saved models have changed. */
  modelsChanged(models: readonly ModelRecord[]): void;
  useModel(model: ModelRecord): void;
};

export type Phase = { kind: 'opening' } | { kind: 'ready' } | { kind: 'failed'; text: string; detail: string };
/** A project that cannot be worked on here and now. */
export type Blocked = { project: ProjectRecord; why: 'locked' | 'format'; text: string };

export type Estimate = { seconds: number; memoryBytes: number } | null;

const DEFAULT_RECIPE = 'digits-light';
const SAMPLE_CLIPS = 24;
const LAST_PROJECT = 'earshot.studio.project';

export class Session {
  readonly #host: SessionHost;
  #database: Database | null = null;
  #unlock: (() => void) | null = null;
  #network: { key: string; summary: NetworkSummary | null; failure: string } | null = null;
  #networkWanted = '';
  /** The recipe that has been chosen and is being fetched. */
  #coming: Promise<Recipe> | null = null;
  #busyUntilIdle = 0;
  #soon: ReturnType<typeof setTimeout> | null = null;

  phase: Phase = { kind: 'opening' };
  blocked: Blocked | null = null;
  notice: Notice | null = null;
  projects: ProjectRecord[] = [];
  project: Project | null = null;
  examples: Examples | null = null;
  runs: Runs | null = null;
  recipes: RecipeChoice[] = [];
  recipe: Recipe | null = null;
  models: ModelRecord[] = [];
  space: Space | null = null;
  importing: ImportState | null = null;
  #importAbort: AbortController | null = null;
  outcome: ImportOutcome | null = null;
  checks: string[] = [];
  estimate: Estimate = null;
  estimating = false;
  exporting: { done: number; total: number } | null = null;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  get database(): Database {
    if (!this.#database) throw new Error('The store is not open yet.');
    return this.#database;
  }

  get store(): StoreClient {
    return this.#host.store;
  }

  get text(): StudioText {
    return this.#host.text();
  }

  // ---- opening and closing ----

  async open(): Promise<void> {
    try {
      this.#database = await Database.open();
      this.recipes = await readRecipes(this.#host.base);
      this.models = await this.database.models();
      await this.#purge();
      await this.#listProjects();
      const last = readLast();
      const first = this.projects.find(({ id }) => id === last) ?? this.projects[0];
      this.phase = { kind: 'ready' };
      if (first) await this.openProject(first.id);
      else await this.newProject();
      void this.measureSpace();
    } catch (error) {
      this.phase = { kind: 'failed', text: this.sentenceOf(error), detail: detailOf(error) };
    }
    this.#host.changed();
  }

  close(): void {
    this.#closeProject();
    this.#host.store.dispose();
    this.#database?.close();
    this.#database = null;
  }

  /** What was marked as deleted the last time. */
  async #purge(): Promise<void> {
    for (const project of await this.database.projects()) {
      if (!project.deleted) continue;
      const unlock = await lockProject(project.id);
      if (!unlock) continue; // another tab may still undo it
      await this.store.request('drop', { project: project.id }).catch(() => {});
      await this.database.removeProject(project.id);
      unlock();
    }
  }

  async #listProjects(): Promise<void> {
    this.projects = (await this.database.projects()).filter(({ deleted }) => !deleted);
  }

  #closeProject(): void {
    this.#importAbort?.abort();
    this.runs?.dispose();
    this.examples?.dispose();
    this.#unlock?.();
    this.#unlock = null;
    this.project = null;
    this.examples = null;
    this.runs = null;
    this.recipe = null;
    this.#coming = null;
    this.estimate = null;
    this.outcome = null;
    this.#network = null;
    this.#networkWanted = '';
  }

  async openProject(id: string): Promise<void> {
    if (this.runs?.active) return this.tell('error', this.text.finishRunFirst);
    const record = await this.database.project(id);
    if (!record) return;
    await this.project?.settled();
    this.#closeProject();
    this.notice = null;
    const format = formatProblem(record);
    if (format !== null) {
      this.blocked = { project: record, why: 'format', text: this.text.projectFormat(record.name) };
      this.#host.changed();
      return;
    }
    const unlock = await lockProject(id);
    if (!unlock) {
      this.blocked = { project: record, why: 'locked', text: this.text.projectLocked(record.name) };
      this.#host.changed();
      return;
    }
    this.blocked = null;
    this.#unlock = unlock;
    writeLast(id);
    const project = new Project(this.database, {
      clipsChanged: () => this.#clipsChanged(),
      changed: () => this.#host.changed(),
      read: () => this.#changedSoon(),
      failed: (error) => this.report(error),
    }, record, await this.database.clips(id));
    const examples = new Examples({
      openTrainer: (recipe) => this.#openTrainer(recipe),
      readAudio: (clip) => this.readAudio(clip),
      changed: () => this.#changedSoon(),
      busy: () => (this.runs?.active && this.runs.active.phase !== 'preparing' ? this.text.finishRunFirst : null),
      forgot: () => this.runs?.forgetAlive(),
    }, project);
    this.project = project;
    this.examples = examples;
    this.runs = new Runs({
      database: this.database,
      changed: () => this.#host.changed(),
      failed: (error) => this.report(error),
      describe: (run) => this.#describe(run),
    }, project, examples, await this.database.runs(id));
    for (const run of this.runs.list.filter(({ deleted }) => deleted)) {
      await this.database.removeRun(run.id);
      this.runs.list = this.runs.list.filter((other) => other !== run);
    }
    this.recipe = (record.recipe as Recipe | null) ?? (await this.#recipeNamed(record.recipeName || DEFAULT_RECIPE));
    void this.store.request('sweep', { project: id, keep: [...project.clips.values()].map(({ hash }) => hash) }).catch(() => {});
    this.#readSoon();
    this.#host.changed();
  }

  async newProject(): Promise<void> {
    if (this.runs?.active) return this.tell('error', this.text.finishRunFirst);
    const used = new Set(this.projects.map(({ name }) => name));
    let name = this.text.projectName(1);
    for (let n = 2; used.has(name); n += 1) name = this.text.projectName(n);
    const record = { ...newProjectRecord(name, Date.now()), recipeName: DEFAULT_RECIPE };
    await this.#try(async () => {
      await this.database.putProject(record);
      await this.#listProjects();
      await this.openProject(record.id);
      this.#host.go('data');
    });
  }

  renameProject(name: string): void {
    const trimmed = name.trim();
    if (trimmed === '' || !this.project) return;
    this.project.update({ name: trimmed });
    this.projects = this.projects.map((project) => (project.id === this.project?.id ? { ...project, name: trimmed } : project));
  }

  /** Marked only, until the page is opened the next time: this can be undone. */
  async deleteProject(): Promise<void> {
    const record = this.project?.record ?? this.blocked?.project;
    if (!record) return;
    if (this.runs?.active) return this.tell('error', this.text.finishRunFirst);
    await this.#try(async () => {
      await this.project?.settled();
      await this.database.putProject({ ...record, deleted: true });
      this.#closeProject();
      this.blocked = null;
      await this.#listProjects();
      const next = this.projects[0];
      if (next) await this.openProject(next.id);
      else await this.newProject();
      this.#offerUndo(this.text.projectDeleted(record.name), () => this.#restoreProject(record));
    });
  }

  async #restoreProject(record: ProjectRecord): Promise<void> {
    await this.#try(async () => {
      await this.database.putProject(record);
      await this.#listProjects();
      await this.openProject(record.id);
    });
  }

  // ---- data ----

  async add(files: readonly PickedFile[], label?: string): Promise<void> {
    const { project, examples, recipe } = this;
    if (!project || !examples || !recipe || this.importing || files.length === 0) return;
    const whole = files.find(({ file }) => isProjectFile(file));
    if (whole) return this.importProject(whole.file);
    void keepStorage().then(() => this.measureSpace());
    const abort = new AbortController();
    this.#importAbort = abort;
    this.importing = { done: 0, total: files.length, phase: 'storing' };
    this.notice = null;
    this.#host.changed();
    try {
      this.outcome = await importClips(project, this.store, () => examples.open(recipe), files, {
        ...(label === undefined ? {} : { label }),
        signal: abort.signal,
        onProgress: (state) => {
          this.importing = state;
          this.#host.changed();
        },
        title: (count) => this.text.stepAdd(count),
      });
      this.#host.announce(this.text.added(this.outcome.added));
      if (this.outcome.added === 0) {
        this.notice = { tone: 'info', text: this.outcome.duplicates > 0 ? this.text.onlyDuplicates(this.outcome.duplicates) : this.text.nothingToAdd };
      }
    } catch (error) {
      this.report(error);
    } finally {
      this.importing = null;
      this.#importAbort = null;
      void this.measureSpace();
      this.#host.changed();
    }
  }

  /** A project file or the sample sounds come whole or not at all. */
  get canCancelImport(): boolean {
    return this.#importAbort !== null;
  }

  cancelImport(): void {
    this.#importAbort?.abort();
  }

  async addSampleSet(): Promise<void> {
    const { project } = this;
    if (!project || this.importing) return;
    const total = SAMPLE_CLIPS * SAMPLE_CLASSES.length;
    this.importing = { done: 0, total, phase: 'storing' };
    this.notice = null;
    this.#host.changed();
    void keepStorage().then(() => this.measureSpace());
    try {
      const clips: ClipRecord[] = [];
      for await (const { label, file } of sampleSet(SAMPLE_CLIPS)) {
        const { hash, size } = await this.store.request('put', { project: project.id, blob: file });
        const name = this.text.sampleClasses[label];
        clips.push({
          project: project.id, id: file.name.replaceAll(label, name), label: name, group: '', fold: '', excluded: false, hash, size,
          origin: 'sample', addedAt: Date.now(), facts: null,
        });
        this.importing = { done: clips.length, total, phase: 'storing' };
        this.#host.changed();
      }
      const fresh = clips.filter(({ id }) => !project.clips.has(id));
      project.edit(this.text.stepAdd(fresh.length), { put: fresh });
      this.#host.announce(this.text.added(fresh.length));
    } catch (error) {
      this.report(error);
    } finally {
      this.importing = null;
      void this.measureSpace();
      this.#host.changed();
    }
  }

  /** A recording of one class, as WAV. */
  async addRecording(label: string, wav: Blob): Promise<void> {
    const { project } = this;
    if (!project) return;
    await this.#try(async () => {
      const { hash, size } = await this.store.request('put', { project: project.id, blob: wav });
      let n = 1;
      const idOf = (number: number): string => `${label}/${this.text.recordingFile} ${String(number).padStart(2, '0')}.wav`;
      while (project.clips.has(idOf(n))) n += 1;
      const clip: ClipRecord = {
        project: project.id, id: idOf(n), label, group: '', fold: '', excluded: false, hash, size, origin: 'recording', addedAt: Date.now(), facts: null,
      };
      project.edit(this.text.stepRecord, { put: [clip], emptyLabels: project.record.emptyLabels.filter((name) => name !== label) });
    });
  }

  addClass(name: string): void {
    const label = name.trim();
    const { project } = this;
    if (!project || label === '' || project.classes.some((known) => known.label === label)) return;
    project.edit(this.text.stepAddClass(label), { emptyLabels: [...project.record.emptyLabels, label] });
  }

  /** Onto a name that is there already: the two become one. */
  renameClass(from: string, to: string): void {
    const { project } = this;
    const label = to.trim();
    if (!project || label === '' || label === from) return;
    const put = [...project.clips.values()].filter((clip) => clip.label === from).map((clip) => ({ ...clip, label }));
    const merged = project.classes.some((known) => known.label === label);
    const emptyLabels = project.record.emptyLabels.filter((name) => name !== from);
    if (put.length === 0 && !merged) emptyLabels.push(label);
    project.edit(merged ? this.text.stepMerge(from, label) : this.text.stepRename(from, label), { put, emptyLabels });
  }

  removeClass(label: string): void {
    const { project } = this;
    if (!project) return;
    const remove = [...project.clips.values()].filter((clip) => clip.label === label).map(({ id }) => id);
    project.edit(this.text.stepRemoveClass(label), { remove, emptyLabels: project.record.emptyLabels.filter((name) => name !== label) });
    this.#offerUndo(this.text.removed(remove.length));
  }

  moveClips(ids: Iterable<string>, label: string): void {
    this.#editClips(ids, (clip) => (clip.label === label ? null : { ...clip, label }), (count) => this.text.stepMove(count, label));
  }

  excludeClips(ids: Iterable<string>, excluded: boolean): void {
    this.#editClips(ids, (clip) => (clip.excluded === excluded ? null : { ...clip, excluded }),
      (count) => (excluded ? this.text.stepExclude(count) : this.text.stepInclude(count)));
  }

  removeClips(ids: Iterable<string>): void {
    const { project } = this;
    const remove = [...ids].filter((id) => project?.clips.has(id));
    if (!project || remove.length === 0) return;
    project.edit(this.text.stepRemove(remove.length), { remove });
    this.#offerUndo(this.text.removed(remove.length));
  }

  /** '' takes the groups away. */
  applyPattern(pattern: string): void {
    const { project } = this;
    const parsed = parsePattern(pattern);
    if (!project || parsed.kind === 'bad') return;
    const put = [...project.clips.values()].flatMap((clip) => {
      const group = parsed.kind === 'ok' ? groupOf(clip.id, parsed.expression) : '';
      return group === clip.group ? [] : [{ ...clip, group }];
    });
    project.update({ groupPattern: pattern });
    project.edit(this.text.stepGroup, { put });
  }

  clearIssues(): void {
    this.project?.update({ issues: [] });
  }

  undo(): void {
    const done = this.project?.undo();
    if (done) this.#host.announce(this.text.undone(done));
    this.notice = null;
    this.#host.changed();
  }

  redo(): void {
    const done = this.project?.redo();
    if (done) this.#host.announce(this.text.redone(done));
    this.notice = null;
    this.#host.changed();
  }

  async readAudio(clip: ClipRecord): Promise<Blob | null> {
    return this.store.request('read', { project: clip.project, hash: clip.hash });
  }

  #editClips(ids: Iterable<string>, change: (clip: ClipRecord) => ClipRecord | null, title: (count: number) => string): void {
    const { project } = this;
    if (!project) return;
    const put = [...ids].flatMap((id) => {
      const clip = project.clips.get(id);
      const changed = clip ? change(clip) : null;
      return changed ? [changed] : [];
    });
    if (put.length > 0) project.edit(title(put.length), { put });
  }

  #offerUndo(text: string, undo: () => unknown = () => this.undo()): void {
    this.notice = { tone: 'info', text, undo };
    this.#host.changed();
  }

  #clipsChanged(): void {
    this.estimate = null;
    this.#readSoon();
  }

  /** Reads what has not been read, shortly after the last change, and learns what is worth a warning. */
  #readSoon(): void {
    const turn = ++this.#busyUntilIdle;
    setTimeout(() => {
      if (turn === this.#busyUntilIdle) void this.#readClips();
    }, 150);
  }

  async #readClips(): Promise<void> {
    const { project, examples, recipe } = this;
    if (!project || !examples || !recipe || this.runs?.active) return;
    if (![...project.clips.values()].some((clip) => project.usable(clip))) {
      this.checks = [];
      return;
    }
    try {
      const trainer = await examples.ready(recipe);
      const check = await trainer.check();
      if (this.project !== project) return;
      this.checks = check.warnings;
    } catch (error) {
      if (this.project === project && !isQuiet(error)) this.report(error);
    }
    this.#host.changed();
  }

  // ---- recipe ----

  async chooseRecipe(name: string): Promise<void> {
    const coming = this.#recipeNamed(name);
    this.#coming = coming;
    await this.#try(async () => {
      const recipe = await coming;
      if (this.#coming !== coming) return; // something else has been chosen meanwhile
      this.#coming = null;
      this.recipe = recipe;
      this.project?.update({ recipeName: name, recipe: null });
      this.#recipeChanged();
    });
  }

  /** One value of it, or of the one that has been chosen and is still on its way; undefined takes the default again. */
  setRecipeValue(path: readonly string[], value: unknown): void {
    const { project } = this;
    const set = (): void => {
      if (this.recipe && this.project === project) this.setRecipe(withValue(this.recipe, path, value));
    };
    if (this.#coming) void this.#coming.then(set, set);
    else set();
  }

  setRecipe(recipe: Recipe): void {
    this.#coming = null;
    this.recipe = recipe;
    this.project?.update({ recipe });
    this.#recipeChanged();
  }

  #recipeChanged(): void {
    this.estimate = null;
    this.#readSoon();
    this.#host.changed();
  }

  /** What has been chosen is here, or will not come. */
  async #settledRecipe(): Promise<void> {
    await this.#coming?.catch(() => {});
  }

  async #recipeNamed(name: string): Promise<Recipe> {
    const choice = this.recipes.find(({ entry }) => entry.name === name) ?? this.recipes[0];
    if (!choice) throw new Error('There are no recipes beside the page.');
    return readRecipe(choice);
  }

  /** The network of the present recipe for the present classes; null while it is being worked out. */
  network(): { summary: NetworkSummary | null; failure: string } | null {
    const { project, recipe, examples } = this;
    if (!project || !recipe || !examples) return null;
    const classes = Math.max(2, project.classes.filter(({ clips }) => clips > 0).length);
    const key = `${JSON.stringify(recipe)} ${classes}`;
    if (this.#network?.key === key) return this.#network;
    if (this.#networkWanted !== key) {
      this.#networkWanted = key;
      void (async () => {
        let summary: NetworkSummary | null = null;
        let failure = '';
        try {
          summary = await (await examples.open(recipe)).network({ classes });
        } catch (error) {
          failure = detailOf(error);
        }
        if (this.#networkWanted !== key) return;
        this.#network = { key, summary, failure };
        this.#host.changed();
      })();
    }
    return this.#network?.summary ? this.#network : null;
  }

  // ---- training ----

  async train(): Promise<void> {
    await this.#settledRecipe();
    const { runs, recipe, project } = this;
    if (!runs || !recipe || !project || runs.active) return;
    this.notice = null;
    const name = this.text.runName(runs.list.length + 1);
    const epochs = Number(recipe.training?.['epochs'] ?? 50);
    const done = await runs.start(recipe, project.record.recipeName, name, epochs);
    this.#afterRun(done);
  }

  /** Clips may have been changed meanwhile. */
  #afterRun(done: RunRecord | null): void {
    if (done) this.#host.announce(this.text.runFinished(done.name));
    this.#readSoon();
    void this.measureSpace();
  }

  async resume(id: string): Promise<void> {
    this.notice = null;
    this.#afterRun((await this.runs?.resume(id)) ?? null);
  }

  /** Trains the first batches, sees how long they take, and throws them away. */
  async measure(): Promise<void> {
    await this.#settledRecipe();
    const { examples, recipe, project, runs } = this;
    if (!examples || !recipe || !project || !runs || runs.active || this.estimating) return;
    this.estimating = true;
    this.#host.changed();
    const abort = new AbortController();
    try {
      const trainer = await examples.ready(recipe);
      const split = splitConfig(project.settings);
      const parts = (await trainer.splits({ split, seed: project.settings.seed })).length;
      const estimate = await new Promise<Estimate>((resolve, reject) => {
        trainer.train({
          seed: project.settings.seed, split, signal: abort.signal,
          onProgress: ({ elapsedS, fraction, remainingS, memoryBytes, finished }) => {
            if (fraction <= 0 || (elapsedS < 1 && !finished)) return;
            const whole = finished ? elapsedS : elapsedS + (remainingS ?? elapsedS / fraction - elapsedS);
            // With folds, one run a fold and a last one on everything.
            resolve({ seconds: whole * (parts > 1 ? parts + 1 : 1), memoryBytes });
          },
        }).then((run) => run.done.then(() => {}, () => {}).finally(() => run.dispose()), reject);
      });
      this.estimate = estimate;
    } catch (error) {
      this.report(error);
    } finally {
      abort.abort();
      this.estimating = false;
      this.#host.changed();
    }
  }

  async deleteRun(id: string): Promise<void> {
    const name = this.runs?.find(id)?.name ?? '';
    await this.runs?.setDeleted(id, true);
    this.#offerUndo(this.text.runDeleted(name), () => this.runs?.setDeleted(id, false));
  }

  /** What the notice on show tells of comes back. */
  async takeBack(): Promise<void> {
    const undo = this.notice?.undo;
    this.notice = null;
    await undo?.();
    this.#host.changed();
  }

  #describe(run: RunRecord): { title: string; subtitle: string; card: Record<string, unknown> } {
    const { project } = this;
    const evaluation = run.evaluation as Evaluation | null;
    const usable = [...(project?.clips.values() ?? [])].filter((clip) => project?.usable(clip));
    const title = project?.record.name ?? run.name;
    return {
      title,
      subtitle: run.name,
      card: {
        name: fileName(title),
        title,
        description: `Trained in Earshot's Studio with the recipe ${run.recipeName} on ${usable.length} clips of ${run.labels.length} classes.`,
        data: project?.record.layout || `${usable.length} clips of the user's own`,
        date: new Date(run.createdAt).toISOString().slice(0, 10),
        ...(evaluation
          ? {
              split: evaluation.on,
              metrics: [{ name: 'accuracy', value: evaluation.accuracy.value, n: evaluation.accuracy.n, interval: evaluation.accuracy.interval, note: evaluation.on }],
            }
          : {}),
      },
    };
  }

  // ---- keeping ----

  async keepModel(run: RunRecord, title: string): Promise<ModelRecord | null> {
    return this.#try(async () => {
      const bytes = (await this.database.runBytes(run.id))?.model;
      if (!bytes) throw new Error(this.text.noModel);
      const known = this.models.find((model) => model.run === run.id);
      const model: ModelRecord = {
        id: known?.id ?? crypto.randomUUID(), title: title.trim() || run.name, createdAt: Date.now(), project: run.project, run: run.id, labels: run.labels, bytes,
      };
      await this.database.putModel(model);
      await this.#listModels();
      this.#host.announce(this.text.modelKept(model.title));
      return model;
    });
  }

  async useModel(run: RunRecord, title: string): Promise<void> {
    const model = this.models.find((known) => known.run === run.id && known.title === title) ?? (await this.keepModel(run, title));
    if (model) this.#host.useModel(model);
  }

  useKept(model: ModelRecord): void {
    this.#host.useModel(model);
  }

  async deleteModel(model: ModelRecord): Promise<void> {
    await this.#try(async () => {
      await this.database.removeModel(model.id);
      await this.#listModels();
      this.#offerUndo(this.text.modelDeleted(model.title), () => this.#try(async () => {
        await this.database.putModel(model);
        await this.#listModels();
      }));
    });
  }

  async #listModels(): Promise<void> {
    this.models = await this.database.models();
    this.#host.modelsChanged(this.models);
    this.#host.changed();
  }

  async exportProject(): Promise<void> {
    const { project } = this;
    if (!project || this.exporting) return;
    this.exporting = { done: 0, total: project.clips.size };
    this.#host.changed();
    await this.#try(async () => {
      await project.settled();
      const zip = await exportProject(this.database, this.store, project.record, (state) => {
        this.exporting = state;
        this.#host.changed();
      });
      saveFile(`${fileName(project.record.name)}.earshot.zip`, zip);
    });
    this.exporting = null;
    this.#host.changed();
  }

  async importProject(file: File): Promise<void> {
    if (this.runs?.active) return this.tell('error', this.text.finishRunFirst);
    this.importing = { done: 0, total: 1, phase: 'storing' };
    this.#host.changed();
    await this.#try(async () => {
      const id = await importProject(this.database, this.store, file, (state) => {
        this.importing = { ...state, phase: 'storing' };
        this.#host.changed();
      });
      this.importing = null;
      await this.#listProjects();
      await this.openProject(id);
    });
    this.importing = null;
    void this.measureSpace();
    this.#host.changed();
  }

  async measureSpace(): Promise<void> {
    this.space = await measureSpace();
    this.#host.changed();
  }

  // ---- telling ----

  /** Clips are read by the hundred a second, which nobody needs to see one by one. */
  #changedSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.#host.changed();
    }, 200);
  }

  tell(tone: Notice['tone'], text: string): void {
    this.notice = { tone, text };
    this.#host.changed();
  }

  dismiss(): void {
    this.notice = null;
    this.#host.changed();
  }

  report(error: unknown): void {
    if (isQuiet(error)) return;
    const text = this.sentenceOf(error);
    const detail = detailOf(error);
    this.notice = { tone: 'error', text, ...(detail === text ? {} : { detail }) };
    this.#host.changed();
  }

  sentenceOf(error: unknown): string {
    if (error instanceof StoreError) return this.text.storeErrors[error.code as StoreErrorCode];
    const { code, detail } = toFailure(error);
    const known = typeof error === 'object' && error !== null && 'code' in error ? this.#host.sentence(code) : null;
    return known ?? detail;
  }

  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.report(error);
      return null;
    } finally {
      this.#host.changed();
    }
  }

  async #openTrainer(recipe: Recipe): Promise<TrainerApi> {
    return this.#host.openTrainer(recipe);
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Somebody cancelled, or closed what it was for. */
function isQuiet(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('name' in error && error.name === 'AbortError') || ('code' in error && (error.code === 'cancelled' || error.code === 'disposed'));
}

/** A name that every file system takes. */
export function fileName(title: string): string {
  return title.trim().replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '') || 'earshot';
}

function readLast(): string | null {
  try {
    return localStorage.getItem(LAST_PROJECT);
  } catch {
    return null;
  }
}

function writeLast(id: string): void {
  try {
    localStorage.setItem(LAST_PROJECT, id);
  } catch {
    // blocked or full
  }
}

