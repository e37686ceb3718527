// Listening and recording: at most one at a time; a newer request ends the older one.
import type { ClassifierApi, Listening, Recording } from '../api/classifier-api.js';
import type { ListenOptions, StreamFrames, StreamUpdate } from '../api/types.js';
import { withUpdate, type Detection } from './detections.js';
import { isCancelled } from './failure.js';

export type MicrophoneSettings = {
  /** '' is the browser's default. */
  deviceId: string;
  /** Echo cancellation, noise suppression and gain control together. */
  processing: boolean;
  /** Score from which a live label counts; null is the model's own. */
  threshold: number | null;
};

export type MicrophoneHost = {
  settings(): MicrophoneSettings;
  live(): void;
  /** Released, by the user or because it failed. */
  stopped(): void;
  failed(error: unknown): void;
  updated(update: StreamUpdate): void;
  detected(detection: Detection): void;
  recorded(clip: { samples: Float32Array; sampleRate: number }): void;
};

type Session =
  | { kind: 'listening'; abort: AbortController; handle: Listening | null }
  | { kind: 'recording'; abort: AbortController; handle: Recording | null };

export class MicrophoneControl {
  readonly #host: MicrophoneHost;
  #session: Session | null = null;

  /** Of the current or the last stream. */
  update: StreamUpdate | null = null;
  detections: readonly Detection[] = [];
  /** performance.now() when sound began to arrive. */
  liveSince = 0;

  /** Twenty times a second; for drawing without a render. */
  onLevel: ((peak: number) => void) | null = null;
  onFrames: ((frames: StreamFrames) => void) | null = null;

  constructor(host: MicrophoneHost) {
    this.#host = host;
  }

  async listen(classifier: ClassifierApi): Promise<void> {
    this.update = null;
    const session: Session = { kind: 'listening', abort: new AbortController(), handle: null };
    await this.#open(session, async (options) => {
      session.handle = await classifier.listen({
        ...options,
        onFrames: (frames) => this.onFrames?.(frames),
        onPrediction: (update) => {
          if (this.#session === session) this.#take(update);
        },
      });
      return session.handle;
    });
  }

  async record(classifier: ClassifierApi): Promise<void> {
    const session: Session = { kind: 'recording', abort: new AbortController(), handle: null };
    await this.#open(session, async (options) => {
      session.handle = await classifier.record(options);
      return { stop: () => (session.handle as Recording).cancel() };
    });
  }

  forgetDetections(): void {
    this.detections = [];
  }

  /** Ends what runs; a recording becomes a clip. */
  async finish(): Promise<void> {
    const session = this.#session;
    if (session?.kind === 'recording' && session.handle) {
      this.#session = null;
      try {
        const clip = await session.handle.stop();
        this.#host.stopped();
        this.#host.recorded(clip);
      } catch (error) {
        this.#host.failed(error);
        this.#host.stopped();
      }
    } else {
      await this.cancel();
    }
  }

  /** Ends what runs; a recording is thrown away. */
  async cancel(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#session = null;
    this.#host.stopped();
    session.abort.abort();
    try {
      if (session.kind === 'listening') await session.handle?.stop();
      else await session.handle?.cancel();
    } catch (error) {
      if (!isCancelled(error)) this.#host.failed(error);
    }
  }

  async #open(session: Session, start: (options: ListenOptions) => Promise<{ stop(): Promise<unknown> }>): Promise<void> {
    await this.cancel();
    this.#session = session;
    const current = (): boolean => this.#session === session;
    const goLive = (): void => {
      if (!current() || this.liveSince > 0) return;
      this.liveSince = performance.now();
      this.#host.live();
    };
    this.liveSince = 0;
    this.detections = [];
    const { deviceId, processing, threshold } = this.#host.settings();
    try {
      const handle = await start({
        ...(deviceId === '' ? {} : { deviceId }),
        ...(threshold === null ? {} : { threshold }),
        echoCancellation: processing,
        noiseSuppression: processing,
        autoGainControl: processing,
        signal: session.abort.signal,
        onLevel: (peak) => {
          if (current()) this.onLevel?.(peak);
        },
        onStateChange: (state) => {
          if (state === 'listening') goLive();
        },
        onError: (error) => {
          if (current()) void this.#fail(error);
        },
      });
      if (current()) goLive();
      else await handle.stop(); // superseded while the browser was asking
    } catch (error) {
      if (current()) await this.#fail(error);
    }
  }

  async #fail(error: unknown): Promise<void> {
    if (!isCancelled(error)) this.#host.failed(error);
    await this.cancel();
  }

  #take(update: StreamUpdate): void {
    const before = this.detections;
    this.update = update;
    this.detections = withUpdate(before, update);
    const newest = this.detections[0];
    if (newest && this.detections !== before && newest.startS !== before[0]?.startS) this.#host.detected(newest);
    this.#host.updated(update);
  }
}
