// <earshot-studio>: the page's second view. Loaded when it is first opened. State and work are in session.ts, looks in views/.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Recipe, TrainerApi } from '../../api/training-types.js';
import { Announcer } from '../../element/announcer.js';
import { frameWithWords } from '../../element/messages/frame.js';
import { loadMessages, messagesFor, pickLanguage, type Language } from '../../element/messages/index.js';
import { toFailure } from '../../element/failure.js';
import { Player } from '../../element/player.js';
import { formatterFor, type Formatter } from '../../ui/format.js';
import { setMeterLevel } from '../../ui/level-meter.js';
import { StoreClient } from '../../store/client.js';
import type { ClipRecord, ModelRecord } from '../../store/types.js';
import { droppedFiles } from './files.js';
import { recordExample } from './recorder.js';
import { Session } from './session.js';
import { hashOf, type Step } from './steps.js';
import { studioStyles } from './styles/index.js';
import { loadStudioText, studioTextFor, type StudioText } from './text/index.js';
import { ViewState, type View } from './view.js';
import { cleanView } from './views/clean.js';
import { dataView } from './views/data.js';
import { nextStep } from './views/parts.js';
import { frame } from './views/frame.js';
import { judgeView } from './views/judge.js';
import { keepView } from './views/keep.js';
import { lookView } from './views/look.js';
import { networkView } from './views/network.js';
import { trainView } from './views/train.js';

/** How a recipe becomes a trainer; the training module is fetched with the first one. */
export type OpenTrainer = (recipe: Recipe) => Promise<TrainerApi>;

const openTrainer: OpenTrainer = async (recipe) => {
  const { Trainer } = await import('../../api/trainer.js');
  return Trainer.load(recipe);
};

const COUNTDOWN = 3;

export class StudioElement extends LitElement implements View {
  static override styles = studioStyles;
  static override properties = { step: { type: String } };

  declare step: Step;
  openTrainer: OpenTrainer = openTrainer;
  /** Kept models have changed. */
  onModels: (models: readonly ModelRecord[]) => void = () => {};
  /** The reader wants to use one. */
  onUse: (model: ModelRecord) => void = () => {};

  readonly state = new ViewState();
  readonly session: Session;
  readonly player: Player;
  readonly #announcer: Announcer;
  #connection: AbortController | null = null;
  #playing: string | null = null;
  #shownStep: Step | null = null;
  #recording: { cancel: AbortController; finish: AbortController } | null = null;

  constructor() {
    super();
    this.step = 'data';
    this.player = new Player(() => this.changed(), () => {});
    this.#announcer = new Announcer((text) => {
      const region = this.renderRoot.querySelector('.announcer');
      if (region) region.textContent = text;
    });
    this.session = new Session({
      openTrainer: (recipe) => this.openTrainer(recipe),
      store: new StoreClient(),
      base: document.baseURI,
      text: () => this.text,
      sentence: (code) => {
        const { errors } = messagesFor(this.#language);
        // These say nothing of what is wrong; the core's own sentence does.
        const vague = ['invalid-argument', 'invalid-config', 'invalid-data', 'internal', 'disposed'];
        return vague.includes(code) ? null : (errors[code as keyof typeof errors] ?? null);
      },
      changed: () => this.changed(),
      announce: (text) => this.announce(text),
      go: (step) => this.go(step),
      modelsChanged: (models) => this.onModels(models),
      useModel: (model) => this.onUse(model),
    });
  }

  get #language(): Language {
    return pickLanguage([document.documentElement.lang, ...navigator.languages].filter(Boolean));
  }

  get language(): string {
    return this.#language;
  }

  get text(): StudioText {
    return studioTextFor(this.#language);
  }

  get format(): Formatter {
    return formatterFor(this.#language);
  }

  changed(): void {
    this.requestUpdate();
  }

  go(step: Step): void {
    location.hash = hashOf(step);
  }

  announce(text: string): void {
    this.#announcer.announce(text);
  }

  override focus(selector?: string | FocusOptions): void {
    if (typeof selector !== 'string') return super.focus(selector);
    void this.updateComplete.then(() => {
      const target = this.renderRoot.querySelector<HTMLElement>(selector);
      target?.focus({ preventScroll: true });
      target?.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
    });
  }

  /** Everything dropped on the page; call it inside the event. */
  async add(transfer: DataTransfer): Promise<void> {
    await this.session.arrivals.add(await droppedFiles(transfer)).catch((error: unknown) => this.session.notices.report(error));
  }

  // ---- sound ----

  play(clip: ClipRecord): void {
    void (async () => {
      const audio = await this.session.readAudio(clip).catch(() => null);
      if (!audio) return this.session.notices.tell('error', this.text.storeErrors['file-gone']);
      this.#playing = clip.id;
      await this.player.toggle(clip.hash, () => (audio.type ? audio : new Blob([audio], { type: mimeOf(clip.id) })));
      if (this.player.failed) this.session.notices.tell('error', messagesFor(this.#language).cannotPlay);
      this.changed();
    })();
  }

  playing(clip: ClipRecord): boolean {
    return this.#playing === clip.id && this.player.playing;
  }

  startRecording(label: string): void {
    if (this.#recording) return;
    const controls = { cancel: new AbortController(), finish: new AbortController() };
    this.#recording = controls;
    this.state.recordLabel = label;
    this.player.close();
    void (async () => {
      try {
        const wav = await recordExample({
          seconds: this.state.recordSeconds, countdown: COUNTDOWN, signal: controls.cancel.signal, finish: controls.finish.signal,
          onState: (recording) => {
            this.state.recording = recording;
            this.changed();
          },
          onLevel: (peak) => {
            const meter = this.renderRoot.querySelector<HTMLElement>('.recording .meter');
            if (meter) setMeterLevel(meter, peak);
          },
        });
        if (wav) await this.session.arrivals.addRecording(label, wav);
      } catch (error) {
        const { code } = toFailure(error);
        if (code !== 'cancelled') this.session.notices.report(error);
      } finally {
        this.#recording = null;
        this.state.recording = null;
        this.state.recordLabel = null;
        this.changed();
      }
    })();
  }

  stopRecording(keep: boolean): void {
    if (keep) this.#recording?.finish.abort();
    else this.#recording?.cancel.abort();
  }

  // ---- life cycle ----

  override connectedCallback(): void {
    super.connectedCallback();
    const connection = new AbortController();
    const { signal } = connection;
    this.#connection = connection;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.changed(), { signal });
    const page = new MutationObserver(() => this.changed());
    page.observe(document.documentElement, { attributes: true });
    signal.addEventListener('abort', () => page.disconnect());
    document.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    if (this.session.phase.kind === 'opening') void this.session.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connection?.abort();
    this.player.close();
    this.stopRecording(false);
    this.session.close();
  }

  /** One render a frame; none before its words are there. */
  protected override async scheduleUpdate(): Promise<void> {
    await frameWithWords(() => this.#language, async (language) => {
      await loadStudioText(language);
      await loadMessages(language);
    });
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('step')) this.state.step = this.step;
  }

  protected override updated(): void {
    if (this.#shownStep === this.step) return;
    const first = this.#shownStep === null;
    this.#shownStep = this.step;
    // The tab strip of a phone shows where one is; the heading takes the focus so that a screen reader says it.
    const current = this.renderRoot.querySelector<HTMLElement>('.steps [aria-current]');
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
    if (!first) {
      window.scrollTo({ top: 0 });
      this.renderRoot.querySelector<HTMLElement>('.step-title')?.focus({ preventScroll: true });
    }
  }

  override render(): TemplateResult {
    return html`${frame(this, this.#step())}<p class="announcer visually-hidden" aria-live="polite"></p>`;
  }

  #step(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session.phase.kind !== 'ready' || !session.project) return nothing;
    switch (this.step) {
      case 'data': return html`${dataView(this)}${this.#dataNext()}`;
      case 'clean': return cleanView(this);
      case 'look': return lookView(this);
      case 'network': return networkView(this);
      case 'train': return trainView(this);
      case 'judge': return judgeView(this);
      case 'keep': return keepView(this);
    }
  }

  /** Somebody with the sample sounds is led straight to training; others through the steps. */
  #dataNext(): TemplateResult | typeof nothing {
    const { project, arrivals: { importing } } = this.session;
    if (!project || importing || project.classes.filter(({ clips }) => clips > 0).length < 2) return nothing;
    const sample = [...project.clips.values()].every(({ origin }) => origin === 'sample');
    return sample ? nextStep(this, 'train', this.text.sampleNext) : nextStep(this, 'clean', this.text.dataNext);
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.hidden) return;
    if (event.key === 'Escape' && this.#recording) {
      event.preventDefault();
      this.stopRecording(false);
      return;
    }
    const inText = event.composedPath().some((node) => node instanceof HTMLElement && node.matches('input:not([type=checkbox],[type=radio],[type=range]), textarea, [contenteditable]'));
    if (inText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    if (event.shiftKey) this.session.redo();
    else this.session.undo();
  }
}

/** OPFS forgets types; media elements in some browsers want one. */
function mimeOf(path: string): string {
  const extension = path.split('.').at(-1)?.toLowerCase() ?? '';
  const types: Record<string, string> = { wav: 'audio/wav', wave: 'audio/wav', mp3: 'audio/mpeg', flac: 'audio/flac', ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', m4a: 'audio/mp4', mp4: 'audio/mp4', aac: 'audio/aac', webm: 'audio/webm', weba: 'audio/webm' };
  return types[extension] ?? '';
}

if (!customElements.get('earshot-studio')) customElements.define('earshot-studio', StudioElement);

declare global {
  interface HTMLElementTagNameMap {
    'earshot-studio': StudioElement;
  }
}
