// Shows work that gets on faster than anybody can read. Of a long table each drawing costs more than classifying a clip of a
// second, so there it waits and shows several changes together.

const SHORT = 30;
const PAUSE_MS = 200;

export class Pacer {
  readonly #draw: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** At once when there are few `rows`; otherwise soon. */
  ask(rows: number): void {
    if (rows <= SHORT) this.#draw();
    else this.#waiting ??= setTimeout(() => this.#drawNow(), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }

  #drawNow(): void {
    this.stop();
    this.#draw();
  }
}
