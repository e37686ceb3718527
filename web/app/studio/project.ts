// One open project: its clips in memory, every change written to the store at once, and undo.
import type { Database } from '../../store/database.js';
import { PROJECT_FORMAT, type ClipFacts, type ClipRecord, type ImportIssue, type ProjectRecord } from '../../store/types.js';
import { History, type ClipChange, type Step } from './history.js';
import { classesOf, type ClassSummary } from './labels.js';

export type ProjectSettings = {
  /** How it is judged; null: held-out parts. */
  judge: 'parts' | 'folds' | 'groups' | 'official';
  validation: number;
  test: number;
  folds: number;
  seed: number;
  cleanWindowS: number;
};

export const DEFAULT_SETTINGS: ProjectSettings = { judge: 'parts', validation: 0.15, test: 0.2, folds: 5, seed: 1, cleanWindowS: 0.05 };
const MOST_ISSUES = 2000;
const FACTS_EVERY_MS = 400;

export function newProjectRecord(name: string, now: number): ProjectRecord {
  return {
    id: crypto.randomUUID(), format: PROJECT_FORMAT, name, createdAt: now, changedAt: now, recipeName: '', recipe: null,
    settings: {}, emptyLabels: [], groupPattern: '', layout: '', issues: [], deleted: false,
  };
}

/** Puts and removals by id, as one step that can be undone. */
export type Edit = { put?: readonly ClipRecord[]; remove?: readonly string[]; emptyLabels?: readonly string[] };

export type ProjectHost = {
  /** Clips or their labels have changed; facts alone are no such change. */
  clipsChanged(changes: readonly ClipChange[]): void;
  changed(): void;
  /** A clip has been read. */
  read(): void;
  failed(error: unknown): void;
};

export class Project {
  readonly #database: Database;
  readonly #host: ProjectHost;
  readonly history = new History();
  readonly clips = new Map<string, ClipRecord>();
  record: ProjectRecord;
  /** Grows with every change of a clip: what views are cached by. */
  version = 0;
  /** Grows with every edit; what reading finds out is none. */
  edits = 0;
  #classes: { version: number; classes: ClassSummary[] } | null = null;
  #factsToWrite = new Map<string, ClipRecord>();
  #factsTimer: ReturnType<typeof setTimeout> | null = null;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(database: Database, host: ProjectHost, record: ProjectRecord, clips: readonly ClipRecord[]) {
    this.#database = database;
    this.#host = host;
    this.record = record;
    for (const clip of clips) this.clips.set(clip.id, clip);
  }

  get id(): string {
    return this.record.id;
  }

  get settings(): ProjectSettings {
    return { ...DEFAULT_SETTINGS, ...(this.record.settings as Partial<ProjectSettings>) };
  }

  get classes(): ClassSummary[] {
    if (this.#classes?.version !== this.version) {
      this.#classes = { version: this.version, classes: classesOf(this.clips.values(), this.record.emptyLabels) };
    }
    return this.#classes.classes;
  }

  /** What training sees. */
  usable(clip: ClipRecord): boolean {
    return clip.label !== '' && !clip.excluded;
  }

  update(change: Partial<Omit<ProjectRecord, 'id' | 'format'>>): void {
    this.record = { ...this.record, ...change, changedAt: Date.now() };
    this.#write(() => this.#database.putProject(this.record));
    this.#host.changed();
  }

  set(change: Partial<ProjectSettings>): void {
    this.update({ settings: { ...this.record.settings, ...change } });
  }

  addIssues(issues: readonly ImportIssue[]): void {
    if (issues.length > 0) this.update({ issues: [...this.record.issues, ...issues].slice(-MOST_ISSUES) });
  }

  edit(title: string, { put = [], remove = [], emptyLabels = this.record.emptyLabels }: Edit): void {
    const changes: ClipChange[] = [
      ...put.map((clip) => ({ id: clip.id, before: this.clips.get(clip.id) ?? null, after: clip })),
      ...remove.flatMap((id) => {
        const before = this.clips.get(id);
        return before ? [{ id, before, after: null }] : [];
      }),
    ];
    if (changes.length === 0 && emptyLabels === this.record.emptyLabels) return;
    const step: Step = { title, changes, emptyLabelsBefore: this.record.emptyLabels, emptyLabelsAfter: emptyLabels };
    this.history.push(step);
    this.#apply(changes, emptyLabels);
  }

  undo(): string | null {
    const step = this.history.undo();
    if (!step) return null;
    this.#apply(step.changes.map(({ id, before, after }) => ({ id, before: after, after: before })), step.emptyLabelsBefore);
    return step.title;
  }

  redo(): string | null {
    const step = this.history.redo();
    if (!step) return null;
    this.#apply(step.changes, step.emptyLabelsAfter);
    return step.title;
  }

  /** What reading has shown; written in batches, because an import reads thousands. */
  setFacts(id: string, facts: ClipFacts): void {
    const clip = this.clips.get(id);
    if (!clip) return;
    const known = { ...clip, facts };
    this.clips.set(id, known);
    this.version += 1;
    this.#factsToWrite.set(id, known);
    this.#factsTimer ??= setTimeout(() => this.#writeFacts(), FACTS_EVERY_MS);
    this.#host.read();
  }

  /** Resolves when everything is on disk. */
  async settled(): Promise<void> {
    if (this.#factsTimer !== null) this.#writeFacts();
    await this.#writes;
  }

  #writeFacts(): void {
    if (this.#factsTimer !== null) clearTimeout(this.#factsTimer);
    this.#factsTimer = null;
    // A clip that was removed in the meantime must not come back.
    const put = [...this.#factsToWrite.keys()].flatMap((id) => this.clips.get(id) ?? []);
    this.#factsToWrite.clear();
    this.#write(() => this.#database.changeClips(this.id, { put }));
  }

  #apply(changes: readonly ClipChange[], emptyLabels: readonly string[]): void {
    const put: ClipRecord[] = [];
    const remove: string[] = [];
    for (const { id, after } of changes) {
      if (after) {
        // Facts read since the step was taken are newer than the step.
        const known = this.clips.get(id);
        const clip = known && known.hash === after.hash ? { ...after, facts: known.facts ?? after.facts } : after;
        this.clips.set(id, clip);
        put.push(clip);
      } else {
        this.clips.delete(id);
        remove.push(id);
      }
    }
    this.version += 1;
    this.edits += 1;
    this.#write(() => this.#database.changeClips(this.id, { put, remove }));
    if (emptyLabels !== this.record.emptyLabels) this.update({ emptyLabels: [...emptyLabels] });
    this.#host.clipsChanged(changes);
    this.#host.changed();
  }

  /** One after another, so that an older state never overwrites a newer one. */
  #write(write: () => Promise<unknown>): void {
    this.#writes = this.#writes.then(write).catch((error: unknown) => this.#host.failed(error));
  }
}
