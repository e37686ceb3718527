// How sounds come into a project: files and archives, the sample set, recordings.
import type { Recipe } from '../../api/training-types.js';
import type { StoreClient } from '../../store/client.js';
import { keepStorage } from '../../store/space.js';
import type { ClipRecord } from '../../store/types.js';
import type { Desk } from './desk.js';
import type { Examples } from './examples.js';
import type { PickedFile } from './files.js';
import { importClips, type ImportOutcome, type ImportState } from './intake.js';
import { isProjectFile } from './project-file.js';
import type { Project } from './project.js';
import { SAMPLE_CLASSES, sampleSet } from './sample-set.js';

const SAMPLE_CLIPS = 24;

export type ArrivalsHost = {
  store: StoreClient;
  of(): { project: Project | null; examples: Examples | null; recipe: Recipe | null };
  importProject(file: File): Promise<void>;
  measureSpace(): Promise<void>;
};

export class Arrivals {
  readonly #desk: Desk;
  readonly #host: ArrivalsHost;
  #abort: AbortController | null = null;
  importing: ImportState | null = null;
  outcome: ImportOutcome | null = null;

  constructor(desk: Desk, host: ArrivalsHost) {
    this.#desk = desk;
    this.#host = host;
  }

  async add(files: readonly PickedFile[], label?: string): Promise<void> {
    const { project, examples, recipe } = this.#host.of();
    if (!project || !examples || !recipe || this.importing || files.length === 0) return;
    const whole = files.find(({ file }) => isProjectFile(file));
    if (whole) return this.#host.importProject(whole.file);
    void keepStorage().then(() => this.#host.measureSpace());
    const abort = new AbortController();
    this.#abort = abort;
    this.importing = { done: 0, total: files.length, phase: 'storing' };
    this.#desk.tell(null);
    this.#desk.changed();
    try {
      this.outcome = await importClips(project, this.#host.store, () => examples.open(recipe), files, {
        ...(label === undefined ? {} : { label }),
        signal: abort.signal,
        onProgress: (state) => {
          this.importing = state;
          this.#desk.changed();
        },
        title: (count) => this.#desk.text().stepAdd(count),
      });
      this.#desk.announce(this.#desk.text().added(this.outcome.added));
      if (this.outcome.added === 0) {
        this.#desk.tell(this.outcome.duplicates > 0 ? this.#desk.text().onlyDuplicates(this.outcome.duplicates) : this.#desk.text().nothingToAdd);
      }
    } catch (error) {
      this.#desk.report(error);
    } finally {
      this.importing = null;
      this.#abort = null;
      void this.#host.measureSpace();
      this.#desk.changed();
    }
  }

  /** A project file or the sample sounds come whole or not at all. */
  get canCancel(): boolean {
    return this.#abort !== null;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async addSampleSet(): Promise<void> {
    const project = this.#desk.project();
    if (!project || this.importing) return;
    const total = SAMPLE_CLIPS * SAMPLE_CLASSES.length;
    this.importing = { done: 0, total, phase: 'storing' };
    this.#desk.tell(null);
    this.#desk.changed();
    void keepStorage().then(() => this.#host.measureSpace());
    try {
      const clips: ClipRecord[] = [];
      for await (const { label, file } of sampleSet(SAMPLE_CLIPS)) {
        const { hash, size } = await this.#host.store.request('put', { project: project.id, blob: file });
        const name = this.#desk.text().sampleClasses[label];
        clips.push({
          project: project.id, id: file.name.replaceAll(label, name), label: name, group: '', fold: '', excluded: false, hash, size,
          origin: 'sample', addedAt: Date.now(), facts: null,
        });
        this.importing = { done: clips.length, total, phase: 'storing' };
        this.#desk.changed();
      }
      const fresh = clips.filter(({ id }) => !project.clips.has(id));
      project.edit(this.#desk.text().stepAdd(fresh.length), { put: fresh });
      this.#desk.announce(this.#desk.text().added(fresh.length));
    } catch (error) {
      this.#desk.report(error);
    } finally {
      this.importing = null;
      void this.#host.measureSpace();
      this.#desk.changed();
    }
  }

  /** A recording of one class, as WAV. */
  async addRecording(label: string, wav: Blob): Promise<void> {
    const project = this.#desk.project();
    if (!project) return;
    await this.#desk.attempt(async () => {
      const { hash, size } = await this.#host.store.request('put', { project: project.id, blob: wav });
      let n = 1;
      const idOf = (number: number): string => `${label}/${this.#desk.text().recordingFile} ${String(number).padStart(2, '0')}.wav`;
      while (project.clips.has(idOf(n))) n += 1;
      const clip: ClipRecord = {
        project: project.id, id: idOf(n), label, group: '', fold: '', excluded: false, hash, size, origin: 'recording', addedAt: Date.now(), facts: null,
      };
      project.edit(this.#desk.text().stepRecord, { put: [clip], emptyLabels: project.record.emptyLabels.filter((name) => name !== label) });
    });
  }
}
