// What comes in several messages, as one sequence.

export class Feed<T> implements AsyncIterable<T> {
  #waiting: T[] = [];
  #ended = false;
  #wake: () => void = () => {};

  push(items: readonly T[], last: boolean): void {
    if (this.#ended) return;
    this.#waiting.push(...items);
    this.#ended = last;
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.push([], true);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const items = this.#waiting;
      this.#waiting = [];
      yield* items;
      if (this.#waiting.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }
}
