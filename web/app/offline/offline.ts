// The page's side of its service worker: whether all of it works without a connection, and when a new version waits.

export type OfflineState = 'not-yet' | 'ready' | 'update';

export class Offline {
  readonly #changed: (state: OfflineState) => void;
  #registration: ServiceWorkerRegistration | null = null;
  #replacing = false;

  constructor(changed: (state: OfflineState) => void) {
    this.#changed = changed;
  }

  /** After what the first prediction needs has been loaded, which this must not hold up. */
  async start(): Promise<void> {
    const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
    if (!serviceWorker) return; // an old browser, or an address without TLS; the page works with a connection
    // The first time the page is taken over there is nothing to replace.
    serviceWorker.addEventListener('controllerchange', () => {
      if (this.#replacing) location.reload();
    });
    try {
      this.#registration = await serviceWorker.register('service-worker.js', { updateViaCache: 'none' });
    } catch {
      return; // private windows and some settings allow none
    }
    this.#registration.addEventListener('updatefound', () => this.#watch());
    this.#watch();
  }

  /** The version that waits takes the place of this one, and the page is loaded again. */
  replace(): void {
    this.#replacing = true;
    this.#registration?.waiting?.postMessage('replace');
  }

  #watch(): void {
    this.#registration?.installing?.addEventListener('statechange', () => void this.#tell());
    void this.#tell();
  }

  async #tell(): Promise<void> {
    const { waiting, active } = this.#registration ?? {};
    // The browser may have thrown away what was kept.
    const kept = active?.state === 'activated' && (await caches.match('index.html')) !== undefined;
    if (waiting && navigator.serviceWorker.controller) this.#changed('update');
    else this.#changed(kept ? 'ready' : 'not-yet');
    // An active worker may still be activating.
    if (active?.state === 'activating') active.addEventListener('statechange', () => void this.#tell(), { once: true });
  }
}
