// The page's end of the store's worker.
import { turn } from '../base/turn.js';
import { StoreError } from './errors.js';
import type { FromStore, SourceFile, StoreOperation, StoreOperations, ToStore } from './protocol.js';

export type StoreWorker = {
  postMessage(message: ToStore): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromStore>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

/** Files in a message: a share of the time in which the page must answer. */
const FILES_AT_ONCE = 16;

type RequestOptions<K extends StoreOperation> = { signal?: AbortSignal; onProgress?: (value: StoreOperations[K]['progress']) => void };
type Pending = { resolve(value: unknown): void; reject(error: Error): void; progress(value: unknown): void };

export class StoreClient {
  readonly #start: () => StoreWorker;
  #worker: StoreWorker | null = null;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  constructor(start: () => StoreWorker = startStoreWorker) {
    this.#start = start;
  }

  request<K extends StoreOperation>(
    operation: K,
    args: StoreOperations[K]['args'],
    options: RequestOptions<K> = {},
  ): Promise<StoreOperations[K]['result']> {
    return this.#send(this.#nextId++, this.#open(), operation, args, options);
  }

  /** The request `import` with its files. */
  async importFiles(project: string, files: readonly SourceFile[], options: RequestOptions<'import'> = {}): Promise<StoreOperations['import']['result']> {
    const id = this.#nextId++;
    const worker = this.#open();
    const result = this.#send(id, worker, 'import', { project, total: files.length }, options);
    void this.#feed(id, worker, files, options.signal);
    return result;
  }

  async #feed(id: number, worker: StoreWorker, files: readonly SourceFile[], signal?: AbortSignal): Promise<void> {
    for (let from = 0; ; from += FILES_AT_ONCE) {
      // Over already: cancelled, a full disk, a crash.
      if (signal?.aborted || !this.#pending.has(id)) return;
      const last = from + FILES_AT_ONCE >= files.length;
      worker.postMessage({ kind: 'files', id, files: files.slice(from, from + FILES_AT_ONCE), last });
      if (last) return;
      await turn();
    }
  }

  #send<K extends StoreOperation>(
    id: number,
    worker: StoreWorker,
    operation: K,
    args: StoreOperations[K]['args'],
    options: RequestOptions<K>,
  ): Promise<StoreOperations[K]['result']> {
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, progress: (value) => options.onProgress?.(value as StoreOperations[K]['progress']) });
      worker.postMessage({ kind: 'request', id, operation, args } as ToStore);
      // What is stored already stays; the answer comes when the file in hand is finished.
      options.signal?.addEventListener('abort', () => worker.postMessage({ kind: 'cancel', id }), { once: true });
    }) as Promise<StoreOperations[K]['result']>;
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#fail(new StoreError('cancelled', 'Cancelled.'));
  }

  #open(): StoreWorker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#worker = null;
      worker.terminate();
      this.#fail(new StoreError('store-failed', 'The part of Earshot that stores files stopped. Try again.'));
    };
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromStore): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') {
      pending.progress(message.value);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending.resolve(message.value);
    else pending.reject(new StoreError(message.code, message.message));
  }

  #fail(error: StoreError): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}

function startStoreWorker(): StoreWorker {
  return new Worker(new URL('./store-entry.ts', import.meta.url), { type: 'module', name: 'earshot-store' }) as unknown as StoreWorker;
}
