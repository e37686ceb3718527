// A training run on the page: what goes on in the worker, and what may be asked of it.
import { EarshotError } from '../base/errors.js';
import type { OpenRequest, WorkerClient } from '../worker/client.js';
import type { Operations } from '../worker/protocol.js';
import type { RunEvent, TrainingOperations } from '../worker/protocol-training.js';
import { checkFunction, checkNumber, checkSignal, describe, invalidArgument } from './check.js';
import type {
  EvaluateOptions, Evaluation, ExplainOptions, Explanation, ModelOptions, NetworkSummary, ReportOptions, RunSnapshot,
  RunSummary, SplitPartName, TrainingProgress, TrainingRunApi,
} from './training-types.js';

type Callbacks = {
  signal?: AbortSignal;
  onProgress?: (progress: TrainingProgress) => void;
  onSnapshot?: (snapshot: RunSnapshot) => void;
  snapshotEvery?: number;
};

export class TrainingRun implements TrainingRunApi {
  readonly id: number;
  readonly done: Promise<RunSummary>;
  readonly #client: WorkerClient;
  readonly #ending = new AbortController();
  #progress: TrainingProgress;
  #opened: OpenRequest<'training-run'> | null = null;
  #wanted: 'pause' | 'stop' | null = null;
  #disposed = false;

  /** The run has been opened in the worker and begins now. */
  constructor(client: WorkerClient, opened: { run: number; progress: TrainingProgress }, callbacks: Callbacks) {
    this.#client = client;
    this.id = opened.run;
    this.#progress = opened.progress;
    this.done = this.#begin(callbacks);
    // A caller that only follows the progress need not handle a failure twice.
    this.done.catch(() => {});
  }

  get progress(): TrainingProgress {
    return this.#progress;
  }

  get paused(): boolean {
    return this.#wanted === 'pause';
  }

  pause(): void {
    if (this.#wanted === 'stop') return;
    this.#wanted = 'pause';
    this.#opened?.pause();
  }

  resume(): void {
    if (this.#wanted !== 'pause') return;
    this.#wanted = null;
    this.#opened?.resume();
  }

  stop(): void {
    this.#wanted = 'stop';
    this.#opened?.finish();
  }

  async evaluate(options: EvaluateOptions = {}): Promise<Evaluation> {
    checkEvaluateOptions(options);
    const { signal, part = null } = options;
    return this.#request('training-evaluate', { runs: [this.id], part, ...judging(options) }, signal);
  }

  async model(options: ModelOptions = {}): Promise<Uint8Array> {
    checkSignal(options.signal);
    checkNumber(options.threshold, 'threshold', { min: 0, max: 1 });
    checkNumber(options.weightBits, 'weightBits', { min: 2, max: 24, integer: true });
    const { card = {}, threshold = 0, weightBits = 24, signal } = options;
    return this.#request('training-model', { run: this.id, card: JSON.stringify(card), threshold, weightBits }, signal);
  }

  network(): Promise<NetworkSummary> {
    return this.#request('training-run-network', { run: this.id });
  }

  async report(options: ReportOptions = {}): Promise<string> {
    return this.#request('training-report', { runs: [this.id], options: reportText(options) }, options.signal);
  }

  historyCsv(): Promise<string> {
    return this.#request('training-history-csv', { run: this.id });
  }

  async explain(clip: string, options: ExplainOptions = {}): Promise<Explanation> {
    checkSignal(options.signal);
    checkFunction(options.onProgress, 'onProgress');
    checkNumber(options.piece, 'piece', { min: 0, integer: true });
    if (typeof clip !== 'string') throw invalidArgument(`clip must be the id of a clip; it is ${describe(clip)}.`);
    this.#checkUsable();
    const { piece = 0, label = '', signal, onProgress } = options;
    return this.#client.request('training-explain', { run: this.id, clip, piece, label }, { signal, onProgress });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#ending.abort(new EarshotError('cancelled', 'Cancelled.'));
    if (this.#client.disposed) return;
    // Nobody waits for this: a worker that is gone has no run either.
    this.#client.request('training-run-close', { run: this.id }).catch(() => {});
  }

  async #begin({ signal, onProgress, onSnapshot, snapshotEvery = 1 }: Callbacks): Promise<RunSummary> {
    const ended = this.#ending.signal;
    const end = (): void => this.#ending.abort(signal?.reason);
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end);
    const receive = (event: RunEvent): void => {
      if (event.kind === 'snapshot') {
        onSnapshot?.({ epoch: event.epoch, bytes: event.bytes });
        return;
      }
      this.#progress = event.progress;
      onProgress?.(event.progress);
    };
    try {
      const request = { run: this.id, snapshotEvery: onSnapshot ? snapshotEvery : 0 };
      this.#opened = await this.#client.open('training-run', request, { signal: ended, onProgress: receive });
      // What was asked for before the request was on its way.
      if (this.#wanted === 'pause') this.#opened.pause();
      if (this.#wanted === 'stop') this.#opened.finish();
      return await this.#opened.result;
    } catch (error) {
      // An aborted run has nothing to give; one that failed may still have a model.
      if (ended.aborted) this.dispose();
      throw error;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  async #request<K extends keyof TrainingOperations>(
    kind: K,
    payload: Operations[K]['request'],
    signal?: AbortSignal,
  ): Promise<Operations[K]['result']> {
    this.#checkUsable();
    return this.#client.request(kind, payload, { signal });
  }

  #checkUsable(): void {
    if (this.#disposed) throw new EarshotError('disposed', 'This training run has been disposed.');
  }
}

const parts: readonly SplitPartName[] = ['train', 'validation', 'test'];

export function checkEvaluateOptions({ part, threshold, mostMistakes, signal }: EvaluateOptions): void {
  checkSignal(signal);
  checkNumber(threshold, 'threshold', { min: 0, max: 1 });
  checkNumber(mostMistakes, 'mostMistakes', { min: 0, max: 100_000, integer: true });
  if (part !== undefined && !parts.includes(part)) {
    throw invalidArgument(`part must be train, validation or test; it is ${describe(part)}.`);
  }
}

export function judging({ threshold = 0, mostMistakes = 20 }: Pick<EvaluateOptions, 'threshold' | 'mostMistakes'>) {
  return { threshold, mostMistakes };
}

/** The options of a report for the core. Throws `invalid-argument`. */
export function reportText(options: ReportOptions): string {
  checkSignal(options.signal);
  checkNumber(options.threshold, 'threshold', { min: 0, max: 1 });
  const { title = '', subtitle = '', facts = [], dataDescription = '', threshold = 0 } = options;
  return JSON.stringify({ title, subtitle, facts, dataDescription, threshold });
}
