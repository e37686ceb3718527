// Plays the selected clip and tells where it is, frame by frame.

export class Player {
  readonly #onChange: () => void;
  readonly #onTime: (seconds: number) => void;
  #audio: HTMLAudioElement | null = null;
  #url = '';
  #source: unknown = null;
  #frame = 0;
  #failed = false;

  /** `onChange`: playing or not has changed. `onTime`: the cursor is elsewhere. */
  constructor(onChange: () => void, onTime: (seconds: number) => void) {
    this.#onChange = onChange;
    this.#onTime = onTime;
  }

  get playing(): boolean {
    return this.#audio !== null && !this.#audio.paused;
  }

  /** The browser could not play the source. */
  get failed(): boolean {
    return this.#failed;
  }

  get time(): number {
    return this.#audio?.currentTime ?? 0;
  }

  /** Another source stops the present one; `blob` is asked for only when `source` is a new one. */
  async toggle(source: unknown, blob: () => Blob): Promise<void> {
    const audio = this.#open(source, blob);
    if (!audio.paused) {
      audio.pause();
      return;
    }
    try {
      await audio.play();
    } catch {
      // Paused again before it began, or not playable; the latter also comes as an error event.
    }
  }

  seek(source: unknown, blob: () => Blob, seconds: number): void {
    this.#open(source, blob).currentTime = seconds;
    this.#onTime(seconds);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#audio?.pause();
    this.#audio?.removeAttribute('src');
    this.#audio = null;
    this.#source = null;
    this.#failed = false;
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = '';
  }

  #open(source: unknown, blob: () => Blob): HTMLAudioElement {
    if (this.#audio && this.#source === source) return this.#audio;
    this.close();
    this.#url = URL.createObjectURL(blob());
    const audio = new Audio(this.#url);
    const changed = (): void => {
      if (this.#audio !== audio) return;
      this.#follow();
      this.#onChange();
    };
    for (const type of ['play', 'pause', 'ended']) audio.addEventListener(type, changed);
    audio.addEventListener('error', () => {
      if (this.#audio !== audio) return;
      this.#failed = true;
      this.#onChange();
    });
    this.#audio = audio;
    this.#source = source;
    return audio;
  }

  #follow(): void {
    cancelAnimationFrame(this.#frame);
    this.#onTime(this.time);
    if (this.playing) this.#frame = requestAnimationFrame(() => this.#follow());
  }
}
