// What every worker does with its messages: requests take turns, each is answered with exactly one `done` or `failed`,
// and a trap of the module is fatal. What a request means is the host's business.
import { cancelled, throwIfAborted, toErrorMessage } from '../base/errors.js';
import type { CoreSource } from '../core/instantiate.js';
import { isTrap } from '../core/result.js';
import type { Endpoint, MessageFromWorker, MessageToWorker, OperationKind, Operations, RequestMessage, RequestOf } from './protocol.js';
import { Slices } from './slices.js';

/** A request being answered, and what the page has said about it since. */
export type Open = {
  signal: AbortSignal;
  /** The page has enough. */
  finishing: boolean;
  finished: Promise<void>;
  paused: boolean;
  /** Resolves when the request is not paused, or is over. */
  ready(): Promise<void>;
  /** Reports on the way. */
  report(value: unknown, transfer?: Transferable[]): void;
  /** For work in slices, whose progress is reported. */
  slices(): Slices;
};

export type Answer<T> = { value: T; transfer: Transferable[] };

export type TrainingProgram = () => Promise<WebAssembly.Module | null>;

export type Host<K extends OperationKind> = {
  /** `trainingProgram`: asks the page for the second module's; null where the host finds it beside its script. */
  configure(source: CoreSource, trainingProgram: TrainingProgram | null): void;
  run(message: RequestOf<K>, open: Open): Promise<Answer<Operations[K]['result']>>;
  /** Whether a request goes on beside the others instead of taking its turn: it would keep them waiting for long. */
  beside(kind: K): boolean;
};

const fatal: MessageFromWorker = {
  kind: 'fatal',
  error: { code: 'worker-crashed', message: 'The audio engine failed on this input. The next call starts it again.' },
};

type Control = Open & { abort(): void; finish(): void; pause(): void; resume(): void };

export function serveRequests<K extends OperationKind>(endpoint: Endpoint, host: Host<K>): void {
  const loop = new RequestLoop(endpoint, host);
  endpoint.addEventListener('message', ({ data }) => loop.receive(data as MessageToWorker));
}

class RequestLoop<K extends OperationKind> {
  readonly #endpoint: Endpoint;
  readonly #host: Host<K>;
  readonly #open = new Map<number, Control>();
  #queue: Promise<unknown> = Promise.resolve();
  #programArrived: (program: WebAssembly.Module | null) => void = () => {};
  #trainingProgramArrived: (program: WebAssembly.Module | null) => void = () => {};

  constructor(endpoint: Endpoint, host: Host<K>) {
    this.#endpoint = endpoint;
    this.#host = host;
  }

  receive(message: MessageToWorker): void {
    switch (message.kind) {
      case 'configure':
        this.#host.configure({
          wasmUrl: message.wasmUrl,
          wasmBinary: message.wasmBinary as BufferSource | null,
          program: message.programFollows ? new Promise((resolve) => { this.#programArrived = resolve; }) : null,
        }, message.hasTrainingProgram ? this.#askTrainingProgram : null);
        break;
      case 'program':
        this.#programArrived(message.program);
        break;
      case 'training-program':
        this.#trainingProgramArrived(message.program);
        break;
      case 'cancel':
        this.#open.get(message.id)?.abort();
        break;
      case 'finish':
        this.#open.get(message.id)?.finish();
        break;
      case 'pause':
        this.#open.get(message.id)?.pause();
        break;
      case 'resume':
        this.#open.get(message.id)?.resume();
        break;
      default:
        void this.#answer(message);
    }
  }

  /** One at a time: only loading a model asks, and requests take turns. */
  readonly #askTrainingProgram: TrainingProgram = () =>
    new Promise((resolve) => {
      this.#trainingProgramArrived = resolve;
      this.#post({ kind: 'ask-training-program' });
    });

  async #answer(message: RequestMessage): Promise<void> {
    const { id } = message;
    const open = control((value, transfer) => this.#post({ kind: 'progress', id, value }, transfer));
    this.#open.set(id, open);
    try {
      const { value, transfer } = await this.#enqueue(message as RequestOf<K>, open);
      this.#post({ kind: 'done', id, value }, transfer);
    } catch (error) {
      // Fatal answers this request too, with everything else that is in flight.
      this.#post(isTrap(error) ? fatal : { kind: 'failed', id, error: toErrorMessage(error) });
    } finally {
      this.#open.delete(id);
    }
  }

  /** Requests share the module and so take turns. */
  #enqueue(message: RequestOf<K>, open: Open): Promise<Answer<Operations[K]['result']>> {
    const turn = this.#queue.then(() => {
      throwIfAborted(open.signal);
      return this.#host.run(message, open);
    });
    if (!this.#host.beside(message.kind)) this.#queue = turn.catch(() => {});
    return turn;
  }

  #post(message: MessageFromWorker, transfer: Transferable[] = []): void {
    this.#endpoint.postMessage(message, transfer);
  }
}

function control(report: Open['report']): Control {
  const abort = new AbortController();
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let wake = (): void => {};
  let waking = Promise.resolve();
  const open: Control = {
    signal: abort.signal,
    finishing: false,
    finished,
    paused: false,
    ready: () => waking,
    report,
    slices: () => new Slices(abort.signal, (value) => report(value)),
    abort() {
      abort.abort(cancelled());
      open.resume();
    },
    finish() {
      open.finishing = true;
      finish();
      open.resume();
    },
    pause() {
      if (open.paused || open.finishing || abort.signal.aborted) return;
      open.paused = true;
      waking = new Promise((resolve) => {
        wake = resolve;
      });
    },
    resume() {
      open.paused = false;
      wake();
    },
  };
  return open;
}
