// Which of the page's two views is shown: by its address, so that back, forward and bookmarks work. The Studio is fetched when it
// is opened first, and stays as it is while the other view is shown.
import type { ModelRecord } from '../store/types.js';
import { noteKept } from './kept.js';
import type { StudioElement } from './studio/studio-element.js';
import { stepOf } from './studio/steps.js';

export type ViewName = 'classify' | 'studio';

export type ViewsHost = {
  main: HTMLElement;
  classifier: HTMLElement & { disabled: boolean };
  hero: HTMLElement;
  links: readonly HTMLAnchorElement[];
  /** The sentence for a Studio that cannot be fetched. */
  failed(): string;
  changed(): void;
  models(models: readonly ModelRecord[]): void;
  use(model: ModelRecord): void;
};

export class Views {
  readonly #host: ViewsHost;
  #studio: StudioElement | null = null;
  #loading: Promise<unknown> | null = null;

  constructor(host: ViewsHost) {
    this.#host = host;
    window.addEventListener('hashchange', () => this.#follow());
    // After the constructor's caller has the object.
    queueMicrotask(() => this.#follow());
  }

  get view(): ViewName {
    return stepOf(location.hash) === null ? 'classify' : 'studio';
  }

  /** Null while the other view is shown. */
  get studio(): StudioElement | null {
    return this.view === 'studio' ? this.#studio : null;
  }

  #follow(): void {
    const { main, classifier, hero, links } = this.#host;
    const step = stepOf(location.hash);
    const studio = step !== null;
    hero.hidden = studio;
    classifier.hidden = studio;
    classifier.disabled = studio; // what is pasted belongs to the view on show
    main.classList.toggle('in-studio', studio);
    for (const link of links) {
      // Back to the step one came from.
      if (studio && link.dataset['view'] === 'studio') link.href = location.hash;
      if (link.dataset['view'] === this.view) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (this.#studio) {
      this.#studio.hidden = !studio;
      if (step !== null) this.#studio.step = step;
    } else if (studio) this.#loading ??= this.#load();
    this.#host.changed();
  }

  async #load(): Promise<void> {
    const { main } = this.#host;
    try {
      const { StudioElement } = await import('./studio/studio-element.js');
      const element = new StudioElement();
      element.onModels = (models) => {
        noteKept(models.length);
        this.#host.models(models);
      };
      element.onUse = (model) => this.#host.use(model);
      this.#studio = element;
      main.querySelector('.studio-failed')?.remove();
      element.step = stepOf(location.hash) ?? 'data';
      element.hidden = this.view !== 'studio';
      main.append(element);
    } catch (error) {
      // Offline, or a new version has been published since: the next visit to the view tries again.
      console.warn(error);
      this.#loading = null;
      const sentence = document.createElement('p');
      sentence.className = 'studio-failed';
      sentence.setAttribute('role', 'alert');
      sentence.textContent = this.#host.failed();
      main.querySelector('.studio-failed')?.remove();
      main.append(sentence);
    }
  }
}
