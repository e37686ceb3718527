// The clips and their turn: one after the other, several small ones at a time when many wait; a failing one never stops the rest,
// and work that is interrupted (by the microphone or by a new model) goes back to waiting.
import { EarshotError } from '../api/errors.js';
import type { ClassifierApi } from '../api/classifier-api.js';
import type { AudioInput, ClipPrediction } from '../api/types.js';
import type { Clip, ClipSource } from './clip.js';
import { isCancelled, toFailure } from './failure.js';

/** Waveform columns asked for: enough for a wide screen at two device pixels each. */
const VIEW_COLUMNS = 2048;
/** Drawing data is kept for this many clips; an hour of audio has megabytes of it. */
const VIEWS_KEPT = 6;

/** From so many waiting clips on several are under way at a time: for a few it is not worth starting more workers. */
const MANY = 8;
/** A larger file is alone. WAV is read by blocks; of other kinds every sample is in memory, up to a hundred times as many bytes. */
const SMALL_WAV_BYTES = 8 << 20;
const SMALL_BYTES = 512 << 10;

export type NewClip = { name: string; source: ClipSource; recorded?: boolean };

export type QueueHost = {
  /** The classifier when there is one and it is free for clips. */
  classifier(): ClassifierApi | null;
  overlap(): number | null;
  began(clip: Clip): void;
  progressed(clip: Clip): void;
  finished(clip: Clip): void;
  /** Nothing is left to do, or it was interrupted. */
  settled(): void;
  changed(): void;
  /** A clip has left its turn. */
  moved(): void;
};

type Running = { clip: Clip; abort: AbortController; requeue: boolean; done: Promise<void> };
type Waiter = { resolve(prediction: ClipPrediction): void; reject(error: unknown): void };

export class ClipQueue {
  readonly #host: QueueHost;
  readonly #early = new Map<number, { input: Promise<AudioInput>; abort: AbortController }>();
  readonly #waiters = new Map<number, Waiter>();
  #clips: Clip[] = [];
  #selected: number | null = null;
  readonly #running = new Map<number, Running>();
  /** Clips during which a worker crashed that had others to do: each gets a second try on its own, which tells which it was. */
  readonly #suspects = new Set<number>();
  #looping = false;
  /** Clips for which drawing data was asked for in vain, so that it is not asked for again. */
  readonly #withoutView = new Set<number>();
  #recentViews: Clip[] = [];
  #nextId = 1;

  constructor(host: QueueHost) {
    this.#host = host;
  }

  get clips(): readonly Clip[] {
    return this.#clips;
  }

  get selected(): Clip | null {
    return this.#clips.find((clip) => clip.id === this.#selected) ?? null;
  }

  get finishedCount(): number {
    return this.#clips.filter(({ status }) => status.kind !== 'waiting' && status.kind !== 'working').length;
  }

  get failedCount(): number {
    return this.#clips.filter(({ status }) => status.kind === 'failed').length;
  }

  /** A single clip is selected at once; of many the reader picks. */
  add(newClips: readonly NewClip[]): Clip[] {
    const added = newClips.map(({ name, source, recorded = false }): Clip => {
      const clip: Clip = { id: this.#nextId, name, source, recorded, status: { kind: 'waiting' } };
      this.#nextId += 1;
      return clip;
    });
    this.#clips = [...this.#clips, ...added];
    const only = added.length === 1 ? added[0] : undefined;
    if (only) this.#selected = only.id;
    this.#host.changed();
    void this.run();
    if (only && !this.#host.classifier()) this.#fetchEarly(only);
    return added;
  }

  /** The model is still on its way, and the clip may come beside it. What goes wrong shows when its turn comes. */
  #fetchEarly(clip: Clip): void {
    const abort = new AbortController();
    const input = inputOf(clip, abort.signal);
    input.catch(() => {});
    this.#early.set(clip.id, { input, abort });
  }

  /** Settles with the clip: rejects when it fails, is cancelled or removed. */
  outcome(clip: Clip): Promise<ClipPrediction> {
    return new Promise((resolve, reject) => this.#waiters.set(clip.id, { resolve, reject }));
  }

  select(id: number): void {
    this.#selected = id;
    this.#host.changed();
    void this.run(); // for its drawing data
  }

  remove(id: number): void {
    this.#running.get(id)?.abort.abort();
    this.#clips = this.#clips.filter((clip) => clip.id !== id);
    this.#recentViews = this.#recentViews.filter((clip) => clip.id !== id);
    if (this.#selected === id) this.#selected = null;
    this.#reject(id);
    this.#host.changed();
  }

  clear(): void {
    this.#abortAll();
    for (const { id } of this.#clips) this.#reject(id);
    this.#clips = [];
    this.#recentViews = [];
    this.#selected = null;
    this.#host.changed();
  }

  /** Cancels what is waiting or running; what is done stays. */
  cancelAll(): void {
    for (const clip of this.#clips) {
      if (clip.status.kind !== 'waiting') continue;
      clip.status = { kind: 'cancelled' };
      this.#reject(clip.id);
    }
    this.#abortAll();
    this.#host.changed();
  }

  /** Frees the classifier for something more urgent; the running clips wait again. */
  interrupt(): void {
    for (const running of this.#running.values()) running.requeue = true;
    this.#abortAll();
  }

  #abortAll(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }

  /** Everything again, because the model has changed. Cancelled clips stay cancelled. */
  restart(): void {
    this.interrupt();
    this.#recentViews = [];
    this.#withoutView.clear();
    for (const clip of this.#clips) {
      if (clip.status.kind === 'done' || clip.status.kind === 'failed') clip.status = { kind: 'waiting' };
    }
    this.#host.changed();
  }

  /** Works until nothing is left or the classifier is taken away. Safe to call at any time. */
  async run(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    let worked = false;
    for (;;) {
      const classifier = this.#host.classifier();
      const clip = classifier && this.#next();
      if (classifier && clip && this.#hasRoom(classifier, clip)) {
        worked = true;
        this.#begin(classifier, clip);
      } else if (this.#running.size > 0) {
        await Promise.race([...this.#running.values()].map(({ done }) => done));
      } else {
        break;
      }
    }
    this.#looping = false;
    if (worked) this.#host.settled();
  }

  /** The selected clip comes first, also when only its drawing data is missing. */
  #next(): Clip | undefined {
    const { selected } = this;
    const drawable = selected?.status.kind === 'done' && !selected.status.view && !this.#withoutView.has(selected.id);
    if (selected && drawable && !this.#running.has(selected.id)) return selected;
    return selected?.status.kind === 'waiting' ? selected : this.#clips.find((clip) => clip.status.kind === 'waiting');
  }

  #hasRoom({ parallel = 1 }: ClassifierApi, clip: Clip): boolean {
    if (this.#running.size === 0) return true;
    if (this.#running.size >= parallel || !this.#sharesTime(clip)) return false;
    if ([...this.#running.values()].some((running) => !this.#sharesTime(running.clip))) return false;
    return this.#running.size > 1 || this.#clips.filter(({ status }) => status.kind === 'waiting').length >= MANY;
  }

  /** What comes from an address is as small as a sample clip is. */
  #sharesTime({ id, name, source }: Clip): boolean {
    if (this.#suspects.has(id)) return false;
    if (source.kind === 'url' || !(source.input instanceof Blob)) return true;
    return source.input.size <= (/\.wave?$/i.test(name) ? SMALL_WAV_BYTES : SMALL_BYTES);
  }

  #begin(classifier: ClassifierApi, clip: Clip): void {
    const running: Running = { clip, abort: new AbortController(), requeue: false, done: Promise.resolve() };
    this.#running.set(clip.id, running);
    running.done = this.#classify(classifier, running);
  }

  async #classify(classifier: ClassifierApi, running: Running): Promise<void> {
    const { clip, abort: { signal } } = running;
    const before = clip.status;
    if (before.kind === 'waiting') clip.status = { kind: 'working', fraction: 0, remainingS: null };
    this.#host.began(clip);
    const overlap = this.#host.overlap();
    try {
      const early = this.#early.get(clip.id);
      signal.addEventListener('abort', () => early?.abort.abort());
      const input = await (early?.input ?? inputOf(clip, signal));
      const prediction = await classifier.classify(input, {
        signal,
        ...(overlap === null ? {} : { overlap }),
        ...(clip.id === this.#selected ? { view: { columns: VIEW_COLUMNS } } : {}),
        onProgress: ({ fraction, remainingS }) => {
          if (signal.aborted || clip.status.kind !== 'working') return;
          clip.status = { kind: 'working', fraction, remainingS };
          this.#host.progressed(clip);
        },
      });
      // An answer that was already on its way when the work was called off belongs to the past.
      if (signal.aborted) throw new EarshotError('cancelled', 'Cancelled.');
      clip.status = { kind: 'done', prediction: { ...prediction, view: null }, view: prediction.view };
      if (prediction.view) this.#keepView(clip);
      else if (clip.id === this.#selected) this.#withoutView.add(clip.id);
      if (before.kind === 'waiting') {
        this.#host.finished(clip);
        this.#waiters.get(clip.id)?.resolve(prediction);
        this.#waiters.delete(clip.id);
      }
    } catch (error) {
      this.#settleFailed(running, before, error, this.#suspect(classifier, clip, error));
    } finally {
      this.#running.delete(clip.id);
      this.#early.delete(clip.id);
      this.#host.moved();
    }
  }

  #suspect({ parallel = 1 }: ClassifierApi, { id }: Clip, error: unknown): boolean {
    if (parallel === 1 || this.#suspects.has(id) || !(error instanceof EarshotError) || error.code !== 'worker-crashed') return false;
    this.#suspects.add(id);
    return true;
  }

  #settleFailed({ clip, abort, requeue }: Running, before: Clip['status'], error: unknown, suspect: boolean): void {
    if (before.kind === 'done') {
      // Only the drawing data is missing; the prediction stands.
      if (!abort.signal.aborted && !suspect) this.#withoutView.add(clip.id);
    } else if (requeue || (suspect && !abort.signal.aborted)) {
      clip.status = before;
    } else if (abort.signal.aborted || isCancelled(error)) {
      clip.status = { kind: 'cancelled' };
      this.#reject(clip.id);
    } else {
      clip.status = { kind: 'failed', failure: toFailure(error) };
      this.#host.finished(clip);
      this.#waiters.get(clip.id)?.reject(error);
      this.#waiters.delete(clip.id);
    }
  }

  #keepView(clip: Clip): void {
    if (clip.status.kind !== 'done' || !clip.status.view) return;
    this.#recentViews = [clip, ...this.#recentViews.filter((other) => other !== clip)];
    const dropped = this.#recentViews.splice(VIEWS_KEPT);
    for (const { status } of dropped) if (status.kind === 'done') status.view = null;
  }

  #reject(id: number): void {
    this.#early.get(id)?.abort.abort();
    this.#early.delete(id);
    this.#waiters.get(id)?.reject(new EarshotError('cancelled', 'Cancelled.'));
    this.#waiters.delete(id);
  }
}

/** What to classify; a URL is fetched once and kept. */
async function inputOf(clip: Clip, signal: AbortSignal): Promise<AudioInput> {
  if (clip.source.kind === 'input') return clip.source.input;
  let response: Response;
  try {
    response = await fetch(clip.source.url, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new EarshotError('io', `${clip.name} could not be fetched. Check its address and the connection.`, { cause: error });
  }
  if (!response.ok) throw new EarshotError('io', `${clip.name} could not be fetched (HTTP ${response.status}).`);
  const input = new File([await response.blob()], clip.name);
  clip.source = { kind: 'input', input };
  return input;
}
