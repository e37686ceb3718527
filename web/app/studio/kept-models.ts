// Models kept in the browser: shown in the Studio, and by name on the page.
import type { ModelRecord, RunRecord } from '../../store/types.js';
import type { Desk } from './desk.js';

export type ModelsHost = {
  /** Saved models have changed. */
  modelsChanged(models: readonly ModelRecord[]): void;
  useModel(model: ModelRecord): void;
};

export class KeptModels {
  readonly #desk: Desk;
  readonly #host: ModelsHost;
  list: ModelRecord[] = [];

  constructor(desk: Desk, host: ModelsHost) {
    this.#desk = desk;
    this.#host = host;
  }

  async open(): Promise<void> {
    this.list = await this.#desk.database().models();
  }

  async keep(run: RunRecord, title: string): Promise<ModelRecord | null> {
    return this.#desk.attempt(async () => {
      const bytes = (await this.#desk.database().runBytes(run.id))?.model;
      if (!bytes) throw new Error(this.#desk.text().noModel);
      const known = this.list.find((model) => model.run === run.id);
      const model: ModelRecord = {
        id: known?.id ?? crypto.randomUUID(), title: title.trim() || run.name, createdAt: Date.now(), project: run.project, run: run.id, labels: run.labels, bytes,
      };
      await this.#desk.database().putModel(model);
      await this.#read();
      this.#desk.announce(this.#desk.text().modelKept(model.title));
      return model;
    });
  }

  async useRun(run: RunRecord, title: string): Promise<void> {
    const model = this.list.find((known) => known.run === run.id && known.title === title) ?? (await this.keep(run, title));
    if (model) this.#host.useModel(model);
  }

  use(model: ModelRecord): void {
    this.#host.useModel(model);
  }

  async remove(model: ModelRecord): Promise<void> {
    await this.#desk.attempt(async () => {
      await this.#desk.database().removeModel(model.id);
      await this.#read();
      this.#desk.offerUndo(this.#desk.text().modelDeleted(model.title), () => this.#desk.attempt(async () => {
        await this.#desk.database().putModel(model);
        await this.#read();
      }));
    });
  }

  async #read(): Promise<void> {
    this.list = await this.#desk.database().models();
    this.#host.modelsChanged(this.list);
    this.#desk.changed();
  }
}
