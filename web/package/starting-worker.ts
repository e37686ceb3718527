// A worker from the first of several ways that works: a script in a file may lie where no bundler put it or on another origin,
// and a policy may refuse a blob. Messages wait until a script has said that it runs; then this is that worker.
import type { WorkerLike } from '../worker/client.js';
import type { MessageToWorker } from '../worker/protocol.js';

export type Way = {
  start: () => WorkerLike | Promise<WorkerLike>;
  /** The script posts `started` when it runs (announce.ts). A host in this thread says nothing and needs no waiting. */
  announces: boolean;
};

/** What a script of the package says before anything else. */
export const started = { kind: 'started' } as const;

type Listener = (event: Event) => void;
const eventTypes = ['message', 'error', 'messageerror'] as const;

export class StartingWorker implements WorkerLike {
  readonly #listeners = new Map<string, Set<Listener>>();
  #waiting: { message: MessageToWorker; transfer: Transferable[] }[] = [];
  #worker: WorkerLike | null = null;
  #running = false;
  #terminated = false;

  constructor(ways: readonly Way[]) {
    void this.#begin(ways);
  }

  postMessage(message: MessageToWorker, transfer: Transferable[]): void {
    if (this.#running) this.#worker?.postMessage(message, transfer);
    else this.#waiting.push({ message: keep(message, transfer), transfer });
  }

  addEventListener(type: string, listener: Listener): void {
    const known = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, known.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  terminate(): void {
    this.#terminated = true;
    this.#waiting = [];
    this.#worker?.terminate();
  }

  async #begin(ways: readonly Way[]): Promise<void> {
    let refusal: Event = new Event('error', { cancelable: true });
    for (const way of ways) {
      let worker: WorkerLike;
      try {
        worker = await way.start();
      } catch {
        continue; // refused, for example a script of another origin
      }
      if (this.#terminated) return worker.terminate();
      this.#worker = worker;
      const failure = way.announces ? await announcement(worker) : null;
      if (this.#terminated) return;
      if (failure === null) return this.#run(worker);
      refusal = failure;
      worker.terminate();
    }
    this.#worker = null;
    this.#tell('error', refusal);
  }

  #run(worker: WorkerLike): void {
    for (const type of eventTypes) worker.addEventListener(type, (event) => this.#tell(type, event));
    this.#running = true;
    for (const { message, transfer } of this.#waiting) worker.postMessage(message, transfer);
    this.#waiting = [];
  }

  #tell(type: string, event: Event): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(event);
  }
}

/**
 * Cloned now and not when it is sent: the caller learns at once that a message cannot be, and may reuse its buffers. What is
 * transferred has been given away, and programs do not change.
 */
function keep(message: MessageToWorker, transfer: readonly Transferable[]): MessageToWorker {
  return transfer.length > 0 || message.kind === 'program' ? message : structuredClone(message);
}

/** Null once the script runs; the event when it could not be loaded. */
function announcement(worker: WorkerLike): Promise<Event | null> {
  return new Promise((resolve) => {
    const settle = (answer: Event | null): void => {
      worker.removeEventListener('message', said);
      worker.removeEventListener('error', failed);
      resolve(answer);
    };
    const said = (event: Event): void => {
      const { data } = event as MessageEvent<unknown>;
      if (typeof data === 'object' && data !== null && 'kind' in data && data.kind === started.kind) settle(null);
    };
    const failed = (event: Event): void => {
      event.preventDefault(); // the next way is tried; nothing has gone wrong yet
      settle(event);
    };
    worker.addEventListener('message', said);
    worker.addEventListener('error', failed);
  });
}
