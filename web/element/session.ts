// What the element does, apart from how it looks: the model, the queue of clips, the microphone, and the one state.
//
// Who gives way to whom, on purpose:
//   a newer load            replaces an older one; clips are classified again with the new model
//   new clips               end listening; during a recording they wait for its end
//   listening or recording  interrupt the queue, which goes on afterwards
import type { ClassifierApi } from '../api/classifier-api.js';
import type { AudioInput, ClipPrediction, ForeignInput, InputGuess, ModelInfo, RuntimeNeed } from '../api/types.js';
import { EarshotError } from '../api/errors.js';
import { decide, type Clip } from './clip.js';
import { ClipQueue, type NewClip } from './clip-queue.js';
import type { Emit } from './events.js';
import { toFailure } from './failure.js';
import { MicrophoneControl, type MicrophoneSettings } from './microphone-control.js';
import { canUseModel, reduce, usesMicrophone, type Action, type Failure, type State } from './state.js';

export type ModelSource = string | URL | File | Uint8Array;
/** A model that is made first: an import. */
export type ModelMaker = (options: { signal: AbortSignal }) => Promise<ModelSource>;
/** What a model of others takes besides its file. */
export type ForeignOptions = { input?: ForeignInput; onnxRuntime?: 'allow' };
export type Loader = (source: ModelSource, options: { signal: AbortSignal } & ForeignOptions) => Promise<ClassifierApi>;

/** A model that cannot be used before the reader has said something: how it is fed, or that an engine may be downloaded. */
export type Question = {
  source: ModelSource;
  options: ForeignOptions;
  guess: InputGuess | null;
  runtime: RuntimeNeed | null;
  /** What was wrong with the answer before. */
  failure: Failure | null;
};

export type SessionHost = {
  loader(): Loader;
  settings(): { threshold: number | null; overlap: number | null; microphone: MicrophoneSettings };
  recordingName(n: number): string;
  emit: Emit;
  changed(): void;
  /** The work on the clips has got on: many times a second, and not worth showing each time. */
  progressed(): void;
};

export class Session {
  readonly #host: SessionHost;
  readonly queue: ClipQueue;
  readonly microphone: MicrophoneControl;
  #state: State = { kind: 'idle' };
  #classifier: ClassifierApi | null = null;
  #loading: AbortController | null = null;
  #notice: Failure | null = null;
  #recordings = 0;
  #question: Question | null = null;
  /** How the model in use was described, so that it can be described differently. */
  #described: Question | null = null;

  constructor(host: SessionHost) {
    this.#host = host;
    this.queue = new ClipQueue({
      classifier: () => (this.#state.kind === 'ready' || this.#state.kind === 'classifying' ? this.#classifier : null),
      overlap: () => host.settings().overlap,
      began: (clip) => this.#dispatch({ type: 'classify', clipId: clip.id }),
      progressed: (clip) => this.#reportProgress(clip),
      finished: (clip) => this.#reportClip(clip),
      settled: () => this.#dispatch({ type: 'settled' }),
      changed: () => host.changed(),
      moved: () => host.progressed(),
    });
    this.microphone = new MicrophoneControl({
      settings: () => host.settings().microphone,
      live: () => this.#dispatch({ type: 'microphone-live' }),
      stopped: () => {
        this.#dispatch({ type: 'microphone-stopped' });
        void this.queue.run();
      },
      failed: (error) => this.#report(error, null),
      updated: (update) => {
        host.emit('prediction', { source: 'live', update });
        host.changed();
      },
      detected: (detection) => host.emit('detection', detection),
      recorded: (input) => this.#addRecording(input),
    });
  }

  get state(): State {
    return this.#state;
  }

  get info(): ModelInfo | null {
    return this.#classifier?.info ?? null;
  }

  /** Something that went wrong apart from a clip: the microphone, or a model that was not taken. */
  get notice(): Failure | null {
    return this.#notice;
  }

  get question(): Question | null {
    return this.#question;
  }

  /** The description of the model in use can be changed: it is somebody else's. */
  get canDescribe(): boolean {
    return this.#described !== null && this.#question === null;
  }

  /** Opens the question again that the model in use came from. */
  describeAgain(): void {
    this.#question = this.#described;
    this.#host.changed();
  }

  closeQuestion(): void {
    this.#question = this.#notice = null;
    this.#host.changed();
  }

  /** The file of the model in use with its description in it; null when it is an Earshot model already. */
  async saveModel(): Promise<Uint8Array | null> {
    if (!this.#classifier?.info.adopted) return null;
    return (await this.#classifier.save?.()) ?? null;
  }

  dismissNotice(): void {
    this.#notice = null;
    this.#host.changed();
  }

  /** Resolves to whether this model is the one in use; false when it failed or was superseded. */
  async load(source: ModelSource | ModelMaker, options: ForeignOptions = {}): Promise<boolean> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#notice = null;
    const asked = this.#question?.source === source ? this.#question : null;
    if (!asked) this.#question = null;
    await this.microphone.cancel();
    this.queue.interrupt();
    this.#dispatch({ type: 'load' });
    try {
      const { signal } = loading;
      const made = typeof source === 'function' ? await source({ signal }) : source;
      const classifier = await this.#host.loader()(made, { signal, ...options });
      if (this.#loading !== loading) {
        classifier.dispose();
        return false;
      }
      this.#classifier?.dispose();
      this.#classifier = classifier;
      this.#described = asked?.guess ? { ...asked, options, runtime: null, failure: null } : null;
      this.#question = null;
      this.queue.restart();
      this.#dispatch({ type: 'loaded' });
      this.#host.emit('ready', { info: classifier.info });
      return true;
    } catch (error) {
      if (this.#loading !== loading) return false;
      const fallback = this.#classifier !== null;
      if (typeof source !== 'function') this.#ask(error, source, options, asked); // an import has nothing to ask about
      this.#report(error, null);
      this.#dispatch({ type: 'load-failed', failure: toFailure(error), fallback });
      return false;
    } finally {
      if (this.#loading === loading) {
        this.#loading = null;
        void this.queue.run();
      }
    }
  }

  add(clips: readonly NewClip[]): Clip[] {
    if (this.#state.kind === 'listening') void this.microphone.cancel();
    this.#notice = null;
    this.microphone.forgetDetections();
    return this.queue.add(clips);
  }

  classify(input: AudioInput, name: string): Promise<ClipPrediction> {
    const [clip] = this.add([{ name, source: { kind: 'input', input } }]);
    return this.queue.outcome(clip as Clip);
  }

  async start(what: 'listen' | 'record'): Promise<void> {
    const classifier = this.#classifier;
    if (!classifier || !canUseModel(this.#state)) return;
    this.#notice = null;
    await this.microphone.cancel();
    this.queue.interrupt();
    this.#dispatch({ type: what });
    await (what === 'listen' ? this.microphone.listen(classifier) : this.microphone.record(classifier));
  }

  /** Whatever runs: a recording is finished and classified, listening ends, waiting clips are cancelled. */
  async stop(): Promise<void> {
    if (usesMicrophone(this.#state)) await this.microphone.finish();
    else this.queue.cancelAll();
  }

  /** With changed settings; only while listening. */
  async restartListening(): Promise<void> {
    if (this.#state.kind === 'listening') await this.start('listen');
  }

  /** As before the first sound; the model stays. */
  reset(): void {
    void this.microphone.cancel();
    this.microphone.forgetDetections();
    this.queue.clear();
    this.#notice = null;
    this.#host.changed();
  }

  dispose(): void {
    this.#loading?.abort();
    this.#loading = null;
    void this.microphone.cancel();
    this.queue.clear();
    this.#classifier?.dispose();
    this.#classifier = null;
    this.#notice = null;
    this.#question = this.#described = null;
    this.#dispatch({ type: 'dispose' });
  }

  #dispatch(action: Action): void {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state === before) return;
    if (this.#state.kind !== before.kind) this.#host.emit('state-change', { state: this.#state.kind });
    if (before.kind === 'classifying' && this.#state.kind === 'classifying') this.#host.progressed();
    else this.#host.changed();
  }

  #addRecording(input: { samples: Float32Array; sampleRate: number }): void {
    this.#recordings += 1;
    this.add([{ name: this.#host.recordingName(this.#recordings), source: { kind: 'input', input }, recorded: true }]);
  }

  #reportProgress(clip: Clip): void {
    if (clip.status.kind !== 'working') return;
    const { fraction, remainingS } = clip.status;
    this.#host.emit('progress', {
      file: clip.name, fraction, remainingS, done: this.queue.finishedCount, total: this.queue.clips.length,
    });
    this.#host.progressed();
  }

  #reportClip(clip: Clip): void {
    const { status } = clip;
    if (status.kind === 'done') {
      const { prediction } = status;
      const decision = decide(prediction, this.#host.settings().threshold);
      this.#host.emit('prediction', { source: 'clip', file: clip.name, prediction, decision });
    } else if (status.kind === 'failed') {
      this.#host.emit('error', { code: status.failure.code, message: status.failure.detail, file: clip.name });
    }
  }

  /** Something that went wrong outside the session. */
  report(error: unknown): void {
    this.#report(error, null);
  }

  /** An error that the reader can answer becomes a question; so does a wrong answer, until it is withdrawn. */
  #ask(error: unknown, source: ModelSource, options: ForeignOptions, asked: Question | null): void {
    const { guess = null, runtime = null } = error instanceof EarshotError ? error.details : {};
    if (guess || runtime) this.#question = { source, options, guess: guess ?? asked?.guess ?? null, runtime, failure: null };
    else if (asked) this.#question = { ...asked, options, runtime: asked.guess ? null : asked.runtime, failure: toFailure(error) };
  }

  #report(error: unknown, file: string | null): void {
    const failure = toFailure(error);
    this.#notice = failure;
    this.#host.emit('error', { code: failure.code, message: failure.detail, file });
    this.#host.changed();
  }
}
