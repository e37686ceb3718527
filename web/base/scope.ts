// Ownership: everything that must be released (listeners, ports, tracks, contexts, handles, child scopes) is
// registered with a Scope, and disposing the scope releases it, newest first, exactly once.

export type Disposable = { dispose(): void };

type Listenable<E> = {
  addEventListener(type: string, listener: (event: E) => void, options?: AddEventListenerOptions): void;
  removeEventListener(type: string, listener: (event: E) => void, options?: EventListenerOptions): void;
};

export class Scope {
  #releases: (() => void)[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Runs `release` on disposal, or at once when that has been already. Returns a function that releases early. */
  defer(release: () => void): () => void {
    if (this.#disposed) {
      release();
      return () => {};
    }
    this.#releases.push(release);
    return () => {
      const index = this.#releases.indexOf(release);
      if (index < 0) return;
      this.#releases.splice(index, 1);
      release();
    };
  }

  own<T extends Disposable>(resource: T): T {
    this.defer(() => resource.dispose());
    return resource;
  }

  /** A scope that ends with this one, or earlier by itself. */
  child(): Scope {
    const child = new Scope();
    const forget = this.defer(() => child.dispose());
    child.defer(() => forget());
    return child;
  }

  listen<E extends Event>(
    target: Listenable<E> | null | undefined,
    type: string,
    listener: (event: E) => void,
    options?: AddEventListenerOptions,
  ): () => void {
    if (!target) return () => {};
    target.addEventListener(type, listener, options);
    return this.defer(() => target.removeEventListener(type, listener, options));
  }

  /** Calls `onAbort` when the signal aborts while this scope lives; at once when it has aborted already. */
  onAbort(signal: AbortSignal | undefined, onAbort: () => void): void {
    if (!signal) return;
    if (signal.aborted) onAbort();
    else this.listen(signal as Listenable<Event>, 'abort', onAbort, { once: true });
  }

  /**
   * Releases everything, newest first. A release that throws does not keep the others from running;
   * the first such error is thrown at the end.
   */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const releases = this.#releases;
    this.#releases = [];
    const errors: unknown[] = [];
    for (const release of releases.reverse()) {
      try {
        release();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
