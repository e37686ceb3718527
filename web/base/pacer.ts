// Shows work that gets on faster than anybody can read: several changes together, five times a second.

const PAUSE_MS = 200;

export class Pacer {
  readonly #draw: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  soon(): void {
    this.#waiting ??= setTimeout(() => {
      this.stop();
      this.#draw();
    }, PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }
}
