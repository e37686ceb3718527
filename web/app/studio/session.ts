// What the Studio does, apart from how it looks: projects, import, training, keeping. Views read its fields and call its actions.
import { Pacer } from '../../base/pacer.js';
import type { Evaluation, Recipe, TrainerApi } from '../../api/training-types.js';
import { saveFile } from '../../element/download.js';
import type { StoreClient } from '../../store/client.js';
import { Database, formatProblem } from '../../store/database.js';
import { lockProject } from '../../store/project-lock.js';
import { measureSpace, type Space } from '../../store/space.js';
import type { ClipRecord, ProjectRecord, RunRecord } from '../../store/types.js';
import { Arrivals } from './arrivals.js';
import { ClipEdits } from './clip-edits.js';
import type { Desk } from './desk.js';
import { Examples } from './examples.js';
import { Forecast } from './forecast.js';
import { KeptModels, type ModelsHost } from './kept-models.js';
import { detailOf, isQuiet, Notices, type NoticesHost } from './notices.js';
import { exportProject, importProject } from './project-file.js';
import { newProjectRecord, Project } from './project.js';
import { readRecipe, readRecipes, withValue, type RecipeChoice } from './recipes.js';
import { Runs } from './runs.js';
import type { Step } from './steps.js';
import type { StudioText } from './text/en.js';

export type SessionHost = ModelsHost & NoticesHost & {
  openTrainer(recipe: Recipe): Promise<TrainerApi>;
  store: StoreClient;
  base: string;
  announce(text: string): void;
  go(step: Step): void;
};

export type Phase = { kind: 'opening' } | { kind: 'ready' } | { kind: 'failed'; text: string; detail: string };
/** A project that cannot be worked on here and now. */
export type Blocked = { project: ProjectRecord; why: 'locked' | 'format'; text: string };

const DEFAULT_RECIPE = 'digits-light';
const LAST_PROJECT = 'earshot.studio.project';

export class Session {
  readonly #host: SessionHost;
  #database: Database | null = null;
  #unlock: (() => void) | null = null;
  /** The recipe that has been chosen and is being fetched. */
  #coming: Promise<Recipe> | null = null;
  #busyUntilIdle = 0;
  /** Clips are read by the hundred a second, which nobody needs to see one by one. */
  readonly #pacer: Pacer;

  phase: Phase = { kind: 'opening' };
  blocked: Blocked | null = null;
  projects: ProjectRecord[] = [];
  project: Project | null = null;
  examples: Examples | null = null;
  runs: Runs | null = null;
  recipes: RecipeChoice[] = [];
  recipe: Recipe | null = null;
  /** Undefined until it is known, null where the browser does not say. */
  space: Space | null | undefined;
  checks: string[] = [];
  exporting: { done: number; total: number } | null = null;

  readonly notices: Notices;
  /** Of the clips and classes of the project. */
  readonly edits: ClipEdits;
  readonly arrivals: Arrivals;
  readonly models: KeptModels;
  readonly forecast: Forecast;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#pacer = new Pacer(() => host.changed());
    this.notices = new Notices(host);
    const desk: Desk = {
      project: () => this.project,
      database: () => this.database,
      text: () => this.text,
      attempt: (work) => this.notices.attempt(work),
      report: (error) => this.notices.report(error),
      tell: (text) => {
        this.notices.notice = text === null ? null : { tone: 'info', text };
      },
      offerUndo: (text, undo) => this.#offerUndo(text, undo),
      announce: (text) => host.announce(text),
      changed: () => host.changed(),
    };
    this.edits = new ClipEdits(desk);
    this.arrivals = new Arrivals(desk, {
      store: host.store, of: () => this, importProject: (file) => this.importProject(file), measureSpace: () => this.measureSpace(),
    });
    this.models = new KeptModels(desk, host);
    this.forecast = new Forecast(desk, () => this);
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
      await this.models.open();
      await this.#purge();
      await this.#listProjects();
      const last = readLast();
      const first = this.projects.find(({ id }) => id === last) ?? this.projects[0];
      this.phase = { kind: 'ready' };
      if (first) await this.openProject(first.id);
      else await this.newProject();
      void this.measureSpace();
    } catch (error) {
      this.phase = { kind: 'failed', text: this.notices.sentenceOf(error), detail: detailOf(error) };
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
    this.arrivals.cancel();
    this.runs?.dispose();
    this.examples?.dispose();
    this.#unlock?.();
    this.#unlock = null;
    this.project = null;
    this.examples = null;
    this.runs = null;
    this.recipe = null;
    this.#coming = null;
    this.arrivals.outcome = null;
    this.forecast.forget();
  }

  async openProject(id: string): Promise<void> {
    if (this.runs?.active) return this.notices.tell('error', this.text.finishRunFirst);
    const record = await this.database.project(id);
    if (!record) return;
    await this.project?.settled();
    this.#closeProject();
    this.notices.notice = null;
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
      read: () => this.#pacer.soon(),
      failed: (error) => this.notices.report(error),
    }, record, await this.database.clips(id));
    const examples = new Examples({
      openTrainer: (recipe) => this.#openTrainer(recipe),
      readAudio: (clip) => this.readAudio(clip),
      changed: () => this.#pacer.soon(),
      busy: () => (this.runs?.active && this.runs.active.phase !== 'preparing' ? this.text.finishRunFirst : null),
      forgot: () => this.runs?.forgetAlive(),
    }, project);
    this.project = project;
    this.examples = examples;
    this.runs = new Runs({
      database: this.database,
      changed: () => this.#host.changed(),
      failed: (error) => this.notices.report(error),
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
    if (this.runs?.active) return this.notices.tell('error', this.text.finishRunFirst);
    const used = new Set(this.projects.map(({ name }) => name));
    let name = this.text.projectName(1);
    for (let n = 2; used.has(name); n += 1) name = this.text.projectName(n);
    const record = { ...newProjectRecord(name, Date.now()), recipeName: DEFAULT_RECIPE };
    await this.notices.attempt(async () => {
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
    if (this.runs?.active) return this.notices.tell('error', this.text.finishRunFirst);
    await this.notices.attempt(async () => {
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
    await this.notices.attempt(async () => {
      await this.database.putProject(record);
      await this.#listProjects();
      await this.openProject(record.id);
    });
  }

  // ---- data ----

  clearIssues(): void {
    this.project?.update({ issues: [] });
  }

  undo(): void {
    const done = this.project?.undo();
    if (done) this.#host.announce(this.text.undone(done));
    this.notices.notice = null;
    this.#host.changed();
  }

  redo(): void {
    const done = this.project?.redo();
    if (done) this.#host.announce(this.text.redone(done));
    this.notices.notice = null;
    this.#host.changed();
  }

  async readAudio(clip: ClipRecord): Promise<Blob | null> {
    return this.store.request('read', { project: clip.project, hash: clip.hash });
  }

  #offerUndo(text: string, undo: () => unknown = () => this.undo()): void {
    this.notices.offerUndo(text, undo);
  }

  #clipsChanged(): void {
    this.forecast.estimate = null;
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
      if (this.project === project && !isQuiet(error)) this.notices.report(error);
    }
    this.#host.changed();
  }

  // ---- recipe ----

  async chooseRecipe(name: string): Promise<void> {
    const coming = this.#recipeNamed(name);
    this.#coming = coming;
    this.#host.changed();
    await this.notices.attempt(async () => {
      const recipe = await coming;
      if (this.#coming !== coming) return; // something else has been chosen meanwhile
      this.#coming = null;
      this.recipe = recipe;
      this.project?.update({ recipeName: name, recipe: null });
      this.#recipeChanged();
    });
    if (this.#coming !== coming) return;
    this.#coming = null; // it did not come
    this.#host.changed();
  }

  /** Whether one has been chosen and is still on its way. */
  get recipeComing(): boolean {
    return this.#coming !== null;
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
    this.forecast.estimate = null;
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

  // ---- training ----

  async train(): Promise<void> {
    await this.#settledRecipe();
    const { runs, recipe, project } = this;
    if (!runs || !recipe || !project || runs.active) return;
    this.notices.notice = null;
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
    this.notices.notice = null;
    this.#afterRun((await this.runs?.resume(id)) ?? null);
  }

  async measure(): Promise<void> {
    await this.#settledRecipe();
    await this.forecast.measure();
  }

  async deleteRun(id: string): Promise<void> {
    const name = this.runs?.find(id)?.name ?? '';
    await this.runs?.setDeleted(id, true);
    this.#offerUndo(this.text.runDeleted(name), () => this.runs?.setDeleted(id, false));
  }

  /** What the notice on show tells of comes back. */
  async takeBack(): Promise<void> {
    const undo = this.notices.notice?.undo;
    this.notices.notice = null;
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

  // ---- whole projects ----

  async exportProject(): Promise<void> {
    const { project } = this;
    if (!project || this.exporting) return;
    this.exporting = { done: 0, total: project.clips.size };
    this.#host.changed();
    await this.notices.attempt(async () => {
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
    if (this.runs?.active) return this.notices.tell('error', this.text.finishRunFirst);
    this.arrivals.importing = { done: 0, total: 1, phase: 'storing' };
    this.#host.changed();
    await this.notices.attempt(async () => {
      const id = await importProject(this.database, this.store, file, (state) => {
        this.arrivals.importing = { ...state, phase: 'storing' };
        this.#host.changed();
      });
      this.arrivals.importing = null;
      await this.#listProjects();
      await this.openProject(id);
    });
    this.arrivals.importing = null;
    void this.measureSpace();
    this.#host.changed();
  }

  async measureSpace(): Promise<void> {
    this.space = await measureSpace();
    this.#host.changed();
  }

  async #openTrainer(recipe: Recipe): Promise<TrainerApi> {
    return this.#host.openTrainer(recipe);
  }
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

