// Several workers with one model, for clips that come together. The first has the model from the beginning; another is started in
// the background when a clip finds all of them busy, so that nobody waits for it or hears of its failure.
import type { WorkerClient } from '../worker/client.js';
import type { ModelInfo } from './types.js';

type Member = { client: WorkerClient; busy: number };

/** A worker with the model loaded. */
export type Recruit = { client: WorkerClient; info: ModelInfo };

export class WorkerPool {
  readonly first: WorkerClient;
  readonly #info: ModelInfo;
  readonly #recruit: (() => Promise<Recruit>) | null;
  readonly #members: Member[];
  #limit: number;
  #recruiting = false;

  /** `recruit`: starts a worker and loads the model into it; null: there is only ever the first. */
  constructor(first: WorkerClient, info: ModelInfo, limit = 1, recruit: (() => Promise<Recruit>) | null = null) {
    this.first = first;
    this.#info = info;
    this.#limit = recruit ? limit : 1;
    this.#recruit = recruit;
    this.#members = [{ client: first, busy: 0 }];
  }

  /** The most workers there may come to be. */
  get limit(): number {
    return this.#limit;
  }

  /** With the worker that has the least to do. */
  async run<T>(work: (client: WorkerClient) => Promise<T>): Promise<T> {
    const member = this.#members.reduce((idlest, other) => (other.busy < idlest.busy ? other : idlest));
    if (member.busy > 0) void this.#grow();
    member.busy += 1;
    try {
      return await work(member.client);
    } finally {
      member.busy -= 1;
    }
  }

  dispose(): void {
    for (const { client } of this.#members) client.dispose();
  }

  async #grow(): Promise<void> {
    if (!this.#recruit || this.#recruiting || this.#members.length >= this.#limit) return;
    this.#recruiting = true;
    try {
      const { client, info } = await this.#recruit();
      // Disposed meanwhile; or the address holds another model by now, whose answers must not be mixed in.
      if (this.first.disposed || JSON.stringify(info) !== JSON.stringify(this.#info)) {
        client.dispose();
        this.#limit = this.#members.length;
      } else {
        this.#members.push({ client, busy: 0 });
      }
    } catch {
      this.#limit = this.#members.length; // what there is goes on
    } finally {
      this.#recruiting = false;
    }
  }
}
