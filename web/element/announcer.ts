// Decides what a live region says and when: the newest text, at most once an interval, and never the same twice in a row.

const INTERVAL_MS = 1500;

export type Clock = { now(): number; after(ms: number, run: () => void): () => void };

const browserClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export class Announcer {
  readonly #say: (text: string) => void;
  readonly #clock: Clock;
  #said = '';
  #saidAt = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(say: (text: string) => void, clock: Clock = browserClock) {
    this.#say = say;
    this.#clock = clock;
  }

  /** Now, or when the interval since the last announcement is over; a newer text replaces a waiting one. */
  announce(text: string): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (text === this.#said) return;
    const wait = this.#saidAt + INTERVAL_MS - this.#clock.now();
    if (wait <= 0) this.#speak(text);
    else this.#cancel = this.#clock.after(wait, () => this.#speak(text));
  }

  /** Forgets what was said, so that the same text can be announced again. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#said = '';
  }

  #speak(text: string): void {
    this.#said = text;
    this.#saidAt = this.#clock.now();
    this.#say(text);
  }
}
