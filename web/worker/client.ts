// The page's end of the worker protocol: one worker, started by the first request, with one model loaded into it.
// A crash rejects everything in flight with `worker-crashed`; the next request starts a fresh worker and loads the
// model again. After dispose() every request rejects with `disposed`.
import { EarshotError, cancelled, fromErrorMessage } from '../base/errors.js';
import { Scope } from '../base/scope.js';
import type {
  ControlMessage, MessageFromWorker, MessageToWorker, ModelRequest, ModelSource, OperationKind, Operations, RequestMessage,
} from './protocol.js';
import type { ModelInfo } from '../api/types.js';

/** The part of Worker that the client uses; an in-thread host looks the same (see connect.ts). */
export type WorkerLike = {
  postMessage(message: MessageToWorker, transfer: Transferable[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  terminate(): void;
};

export type ClientOptions = {
  startWorker: () => WorkerLike;
  /** Where the worker gets the module; null: beside its own script. */
  wasmUrl?: string | null;
  wasmBinary?: Uint8Array | null;
  /** Compiles the module here, while the worker starts; null when it cannot. */
  compile?: (wasmUrl: string | null) => Promise<WebAssembly.Module | null>;
  /** Gets the second module's program for a worker that cannot find it for itself; undefined: it can. */
  compileTraining?: () => Promise<WebAssembly.Module | null>;
  /** What is disposed, in messages; default "classifier". */
  subject?: string;
};

export type RequestOptions<K extends OperationKind> = {
  signal?: AbortSignal;
  transfer?: Transferable[];
  onProgress?: (value: Operations[K]['progress']) => void;
};

/** A request that runs until it is told to finish (a stream). */
export type OpenRequest<K extends OperationKind> = {
  result: Promise<Operations[K]['result']>;
  finish(): void;
  pause(): void;
  resume(): void;
};

type Pending = {
  resolve(value: unknown): void;
  reject(error: EarshotError): void;
  progress(value: unknown): void;
};

type Live = { worker: WorkerLike; scope: Scope; pending: Map<number, Pending>; modelReady: Promise<ModelInfo> | null };

export class WorkerClient {
  readonly #options: ClientOptions;
  #live: Live | null = null;
  #model: ModelRequest | null = null;
  #nextId = 1;
  #disposed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  get #subject(): string {
    return this.#options.subject ?? 'classifier';
  }

  /** Before it is known what for. A failure is the first request's. */
  start(): void {
    try {
      this.#ensureWorker();
    } catch {
      // asked for again by the first request
    }
  }

  /** Loads the model that later requests use, and again into each worker that replaces a crashed one. */
  async load(
    source: ModelSource,
    { signal, ...options }: { signal?: AbortSignal } & Omit<ModelRequest, 'source'> = {},
  ): Promise<ModelInfo> {
    const live = this.#ensureWorker();
    const model = { source, ...options };
    const info = await this.#sendModel(live, model, signal);
    this.#model = model;
    return info;
  }

  async request<K extends OperationKind>(
    kind: K,
    payload: Operations[K]['request'],
    options: RequestOptions<K> = {},
  ): Promise<Operations[K]['result']> {
    return (await this.open(kind, payload, options)).result;
  }

  /** Like request(), but returns once the request has been sent, with a way to end it. */
  async open<K extends OperationKind>(
    kind: K,
    payload: Operations[K]['request'],
    options: RequestOptions<K> = {},
  ): Promise<OpenRequest<K>> {
    if (options.signal?.aborted) throw cancelled(options.signal.reason);
    const live = this.#ensureWorker();
    await this.#ensureModel(live);
    if (options.signal?.aborted) throw cancelled(options.signal.reason);
    return this.#send(live, kind, payload, options);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#model = null;
    this.#discard(new EarshotError('disposed', `This ${this.#subject} has been disposed.`));
  }

  #ensureWorker(): Live {
    if (this.#disposed) {
      throw new EarshotError('disposed', `This ${this.#subject} has been disposed. Load it again to use it.`);
    }
    if (this.#live) return this.#live;

    let worker: WorkerLike;
    try {
      worker = this.#options.startWorker();
    } catch (error) {
      throw new EarshotError('core-not-loaded', 'The worker could not be started. Check that the page may run workers.', {
        cause: error,
      });
    }
    const live: Live = { worker, scope: new Scope(), pending: new Map(), modelReady: null };
    this.#live = live;

    const crash = (what: string) => (event: Event) => {
      event.preventDefault();
      const detail = 'message' in event && typeof event.message === 'string' && event.message ? ` (${event.message})` : '';
      this.#crash(live, `${what}${detail}. The next call starts it again.`);
    };
    const { wasmUrl = null, wasmBinary = null, compile, compileTraining } = this.#options;
    live.scope.listen(worker, 'message', (event) => this.#receive(live, event as MessageEvent<unknown>));
    live.scope.listen(worker, 'error', crash('The audio worker stopped unexpectedly'));
    live.scope.listen(worker, 'messageerror', crash('The audio worker sent a message that could not be read'));
    live.scope.defer(() => worker.terminate());
    const programFollows = compile !== undefined && wasmBinary === null;
    worker.postMessage({ kind: 'configure', wasmUrl, wasmBinary, programFollows, hasTrainingProgram: compileTraining !== undefined }, []);
    if (programFollows) void this.#sendProgram(live, 'program', compile(wasmUrl));
    return live;
  }

  /** Whatever comes of it, the worker is told: it waits. */
  async #sendProgram(live: Live, kind: 'program' | 'training-program', compiling: Promise<WebAssembly.Module | null>): Promise<void> {
    const program = await compiling.catch(() => null);
    if (live.scope.disposed) return;
    try {
      live.worker.postMessage({ kind, program }, []);
    } catch {
      // A program that cannot be sent here: the worker compiles its own.
      live.worker.postMessage({ kind, program: null }, []);
    }
  }

  /** A fresh worker knows no model yet; requests wait for it, once. */
  async #ensureModel(live: Live): Promise<void> {
    if (live.modelReady) await live.modelReady;
    else if (this.#model) await this.#sendModel(live, this.#model);
  }

  async #sendModel(live: Live, model: ModelRequest, signal?: AbortSignal): Promise<ModelInfo> {
    const loading = this.#send(live, 'load', model, { signal }).result;
    live.modelReady = loading;
    try {
      return await loading;
    } catch (error) {
      // The next request tries again instead of meeting the same failure for ever.
      if (live.modelReady === loading) live.modelReady = null;
      throw error;
    }
  }

  #send<K extends OperationKind>(
    live: Live,
    kind: K,
    payload: Operations[K]['request'],
    options: RequestOptions<K>,
  ): OpenRequest<K> {
    const id = this.#nextId++;
    const scope = live.scope.child();
    const result = new Promise<Operations[K]['result']>((resolve, reject) => {
      const settle = <T>(deliver: (value: T) => void) => (value: T) => {
        live.pending.delete(id);
        scope.dispose();
        deliver(value);
      };
      live.pending.set(id, {
        resolve: settle(resolve as (value: unknown) => void),
        reject: settle(reject),
        progress: (value) => options.onProgress?.(value as Operations[K]['progress']),
      });
      try {
        live.worker.postMessage({ kind, id, ...payload } as unknown as RequestMessage, options.transfer ?? []);
      } catch (error) {
        // Data that cannot be cloned or has been transferred before: this call's fault, the worker is fine.
        live.pending.get(id)?.reject(
          new EarshotError('invalid-argument', 'The input could not be sent to the worker. Its buffers may be in use elsewhere.', {
            cause: error,
          }),
        );
        return;
      }
      // The caller is answered at once; the worker's own answer comes later and finds nobody waiting.
      scope.onAbort(options.signal, () => {
        control({ kind: 'cancel', id });
        live.pending.get(id)?.reject(cancelled(options.signal?.reason));
      });
    });
    const control = (message: ControlMessage): void => {
      if (live.pending.has(id)) live.worker.postMessage(message, []);
    };
    return {
      result,
      finish: () => control({ kind: 'finish', id }),
      pause: () => control({ kind: 'pause', id }),
      resume: () => control({ kind: 'resume', id }),
    };
  }

  #receive(live: Live, { data }: MessageEvent<unknown>): void {
    if (!isMessageFromWorker(data)) {
      this.#crash(live, 'The audio worker sent a message that makes no sense. The next call starts it again.');
      return;
    }
    if (data.kind === 'fatal') {
      this.#crash(live, data.error.message);
      return;
    }
    if (data.kind === 'ask-training-program') {
      void this.#sendProgram(live, 'training-program', this.#options.compileTraining?.() ?? Promise.resolve(null));
      return;
    }
    const pending = live.pending.get(data.id);
    if (!pending) return;
    if (data.kind === 'progress') pending.progress(data.value);
    else if (data.kind === 'done') pending.resolve(data.value);
    else pending.reject(fromErrorMessage(data.error));
  }

  #crash(live: Live, sentence: string): void {
    if (this.#live === live) this.#discard(new EarshotError('worker-crashed', sentence));
  }

  #discard(error: EarshotError): void {
    const live = this.#live;
    if (!live) return;
    this.#live = null;
    for (const pending of [...live.pending.values()]) pending.reject(error);
    live.scope.dispose();
  }
}

function isMessageFromWorker(data: unknown): data is MessageFromWorker {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  if (data.kind === 'fatal') return hasErrorMessage(data);
  if (data.kind === 'ask-training-program') return true;
  if (!('id' in data) || typeof data.id !== 'number') return false;
  return data.kind === 'progress' || data.kind === 'done' || (data.kind === 'failed' && hasErrorMessage(data));
}

function hasErrorMessage(data: object): boolean {
  return 'error' in data && typeof data.error === 'object' && data.error !== null && 'message' in data.error;
}

