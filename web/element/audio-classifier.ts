// <audio-classifier>: sound in by file, microphone or stream, predictions out. The public face and the life cycle; work and
// state are in session.ts, actions in presenter.ts, looks in views/ and styles/.
import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { Pacer } from '../base/pacer.js';
import type { AudioInput, ClipPrediction, ModelInfo } from '../api/types.js';
import type { AudioClassifierEventMap, EventDetails } from './events.js';
import { fromDataTransfer } from './files.js';
import { frameWithWords } from './messages/frame.js';
import { hasMessages, loadMessages, type MessageOverrides } from './messages/index.js';
import { fileNameOf, Presenter } from './presenter.js';
import { Session, type Loader, type ModelMaker, type ModelSource } from './session.js';
import { modeOf, MOST_OVERLAP, shareOf, topOf } from './settings.js';
import { usesMicrophone, type State, type StateKind } from './state.js';
import { styles } from './styles/index.js';
import { cardDialog } from './views/card-dialog.js';
import { clipDetail } from './views/clip-detail.js';
import { clipList } from './views/clip-list.js';
import type { Mode, ModelChoice, SampleClip } from './choices.js';
import { intake, privacyNote } from './views/intake.js';
import { heard, microphonePanel } from './views/microphone-panel.js';
import { modelBar } from './views/model-bar.js';

/** Each has a copy of the model. They are started when many clips come together. */
const MOST_WORKERS = 4;

/** Of a longer table each drawing costs more than classifying a clip of a second. */
const SHORT = 30;

/** The package's own loader; it is fetched with the first model. */
const loadClassifier: Loader = async (source, options) => {
  const { Classifier } = await import('../api/classifier.js');
  return Classifier.load(source, { workers: Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1), ...options });
};

type Listener<E extends Event> = (this: AudioClassifierElement, event: E) => unknown;

// Lit has no place for typed events; these overloads are that.
export interface AudioClassifierElement {
  addEventListener<K extends keyof AudioClassifierEventMap>(
    type: K, listener: Listener<AudioClassifierEventMap[K]>, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends Exclude<keyof HTMLElementEventMap, keyof AudioClassifierEventMap>>(
    type: K, listener: Listener<HTMLElementEventMap[K]>, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

export class AudioClassifierElement extends LitElement {
  static readonly formAssociated = true;
  /** @internal */
  static override styles = styles;
  /** @internal */
  static override properties = {
    model: { type: String },
    src: { type: String },
    top: { type: Number },
    threshold: { type: Number },
    overlap: { type: Number },
    lang: { type: String },
    mode: { type: String, reflect: true },
    disabled: { type: Boolean, reflect: true },
    models: { attribute: false },
    samples: { attribute: false },
    strings: { attribute: false },
    loader: { attribute: false },
  };

  /** URL of the .onnx file to load. */
  declare model: string | null;
  /** URL of a sound to classify. */
  declare src: string | null;
  /** Scores shown; 0 shows all. */
  declare top: number;
  /** Below this score the answer is "none of these"; null leaves it to the model. */
  declare threshold: number | null;
  /** Overlap of neighbouring segments, 0 .. 0.95; null leaves it to the model. */
  declare overlap: number | null;
  declare mode: Mode;
  declare disabled: boolean;
  /** Models to choose from; a choice sets `model`. */
  declare models: readonly ModelChoice[];
  declare samples: readonly SampleClip[];
  /** The host's own words. */
  declare strings: MessageOverrides;
  /** How a model becomes a classifier. */
  declare loader: Loader;

  /** @internal */
  readonly session: Session;
  readonly #presenter: Presenter;
  readonly #pacer = new Pacer(() => this.requestUpdate());
  readonly #internals = this.attachInternals();
  #connection: AbortController | null = null;
  #seen = false;
  /** Whether it can be seen has been answered once; until then, words of another language are waited for. */
  #looked: Promise<void> = Promise.resolve();
  #formDisabled = false;
  #value = '';

  constructor() {
    super();
    this.model = null;
    this.src = null;
    this.top = 5;
    this.threshold = null;
    this.overlap = null;
    this.mode = 'all';
    this.disabled = false;
    this.models = [];
    this.samples = [];
    this.strings = {};
    this.loader = loadClassifier;
    this.session = new Session({
      loader: () => this.loader,
      settings: () => {
        const { microphoneSettings } = this.#presenter;
        const { threshold } = this.settings;
        return {
          threshold,
          overlap: shareOf(this.overlap, MOST_OVERLAP),
          microphone: { ...microphoneSettings, threshold: microphoneSettings.threshold ?? threshold },
        };
      },
      recordingName: (n) => this.#presenter.text.recordingName(this.#presenter.format.integer(n)),
      emit: (type, detail) => this.#emit(type, detail),
      changed: () => this.requestUpdate(),
      progressed: () => {
        if (this.session.queue.clips.length > SHORT) this.#pacer.soon();
        else this.requestUpdate();
      },
    });
    this.#presenter = new Presenter(this);
    this.#showState(this.state.kind);
  }

  /** What the element is doing. */
  get state(): State {
    return this.session.state;
  }

  /** About the loaded model; null until `ready`. */
  get info(): ModelInfo | null {
    return this.session.info;
  }

  /** The newest top label, '' for none; also the form value. */
  get value(): string {
    return this.#value;
  }

  /** Its name in a form. */
  get name(): string {
    return this.getAttribute('name') ?? '';
  }
  set name(name: string) {
    this.setAttribute('name', name);
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get labels(): NodeList {
    return this.#internals.labels;
  }

  get validity(): ValidityState {
    return this.#internals.validity;
  }

  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /**
   * The attributes as they are meant, and whether a fieldset disables it.
   * @internal
   */
  get settings(): { mode: Mode; disabled: boolean; top: number; threshold: number | null } {
    return { mode: modeOf(this.mode), disabled: this.disabled || this.#formDisabled, top: topOf(this.top), threshold: shareOf(this.threshold) };
  }

  /** To what is used first: the button that stops the microphone, else the first way in. */
  override focus(options?: FocusOptions): void {
    this.#presenter.focusFirst(options);
  }

  /** Loads a model in place of the present one; without an argument the one of the `model` attribute. */
  async load(source: ModelSource | ModelMaker | null = this.model): Promise<boolean> {
    if (source === null) return false;
    this.#presenter.source = source;
    return this.session.load(source);
  }

  /** Opens the microphone, to listen live or to record a clip. */
  async start(what: 'listen' | 'record' = this.mode === 'record' ? 'record' : 'listen'): Promise<void> {
    if (this.settings.disabled) return;
    await this.session.start(what);
  }

  /** Ends listening, finishes a recording (it is then classified), or cancels waiting clips. */
  async stop(): Promise<void> {
    await this.session.stop();
  }

  /** Adds a clip to the list and resolves with its prediction. */
  async classify(input: AudioInput, name = input instanceof File ? input.name : ''): Promise<ClipPrediction> {
    return this.session.classify(input, name);
  }

  /** Takes everything a drop or a paste holds, folders included; call it inside the event. */
  async add(transfer: DataTransfer): Promise<void> {
    this.#presenter.take(await fromDataTransfer(transfer));
  }

  /** Stops everything and frees the model. `load` starts again. */
  dispose(): void {
    this.#presenter.close();
    this.#presenter.source = null;
    this.session.dispose();
    this.#setValue('');
  }

  /**
   * Of the form: everything but the model as before the first sound.
   * @internal
   */
  formResetCallback(): void {
    this.#presenter.close();
    this.session.reset();
    this.#setValue('');
  }

  /**
   * By its own attribute or by a fieldset around it.
   * @internal
   */
  formDisabledCallback(disabled: boolean): void {
    this.#formDisabled = disabled;
    if (disabled) void this.session.microphone.cancel();
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const connection = new AbortController();
    const { signal } = connection;
    this.#connection = connection;
    document.addEventListener('paste', (event) => this.#paste(event), { signal });
    document.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    // A click on a label arrives as one on the element itself.
    this.addEventListener('click', (event) => {
      if (event.composedPath()[0] === this && !this.settings.disabled) this.focus();
    }, { signal });
    // Canvas colours come from CSS and the language from the page, so a change of either is a reason to render.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.requestUpdate(), { signal });
    const page = new MutationObserver(() => this.requestUpdate());
    page.observe(document.documentElement, { attributes: true });
    // Nothing is fetched before somebody can see the element.
    this.#looked = new Promise((looked) => {
      const visible = new IntersectionObserver((entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) {
          visible.disconnect();
          this.#seen = true;
          this.requestUpdate();
          this.#followModel();
          this.#followSrc();
        }
        looked();
      });
      visible.observe(this);
      if (document.hidden) looked(); // nobody looks, and the answer may come much later
      signal.addEventListener('abort', () => {
        page.disconnect();
        visible.disconnect();
        looked();
      });
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connection?.abort();
    this.#pacer.stop();
    this.#seen = false;
    this.dispose();
  }

  /**
   * One render a frame is enough, whatever changes; none that can be seen before its words are there; and the first
   * one in a task of its own, after the one that evaluated the script.
   * @internal
   */
  protected override async scheduleUpdate(): Promise<void> {
    await frameWithWords(() => this.#presenter.language, async (language) => {
      if (hasMessages(language)) return;
      await this.#looked;
      if (this.#seen) await loadMessages(language);
    });
    await super.scheduleUpdate();
  }

  /** @internal */
  protected override updated(changed: PropertyValues<this>): void {
    if (this.#seen && changed.has('model')) this.#followModel();
    if (this.#seen && changed.has('src')) this.#followSrc();
    this.toggleAttribute('working', this.#working);
    this.#presenter.rendered();
  }

  /** There is something to show besides the ways in; pages may lay themselves out by the attribute of this name. */
  get #working(): boolean {
    const { state, queue, microphone } = this.session;
    return usesMicrophone(state) || queue.clips.length > 0 || microphone.detections.length > 0;
  }

  /** @internal */
  override render(): TemplateResult {
    const view = this.#presenter;
    const busy = usesMicrophone(this.session.state);
    return html`<div class=${this.#working ? 'base working' : 'base'} part="base">
      <div class="in">${modelBar(view)}${view.foreignView()}${intake(view)}</div>
      <div class="out">
        ${busy ? microphonePanel(view) : html`${heard(view)}${clipList(view)}${clipDetail(view)}`}
      </div>
      <div class="foot">${privacyNote(view)}</div>
      ${cardDialog(view)}
      <p class="announcer visually-hidden" aria-live="polite"></p>
    </div>`;
  }

  #emit<K extends keyof EventDetails>(type: K, detail: EventDetails[K]): void {
    if (type === 'state-change') this.#showState((detail as EventDetails['state-change']).state);
    if (type === 'prediction') this.#setValue(labelOf(detail as EventDetails['prediction']));
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** :state(listening) and the like, in browsers that have custom states. */
  #showState(state: StateKind): void {
    this.#internals.states?.clear();
    this.#internals.states?.add(state);
  }

  #setValue(label: string): void {
    this.#value = label;
    this.#internals.setFormValue(label);
  }

  #followModel(): void {
    if (this.model !== null && this.model !== this.#presenter.source) void this.load();
  }

  #followSrc(): void {
    if (this.src) this.session.add([{ name: fileNameOf(this.src) || this.src, source: { kind: 'url', url: this.src } }]);
  }

  #paste(event: ClipboardEvent): void {
    const inText = event.composedPath().some((node) => node instanceof HTMLElement && (node.isContentEditable || node.matches('input, textarea')));
    if (inText || event.defaultPrevented || !event.clipboardData?.files.length) return;
    const { mode, disabled } = this.settings;
    if (disabled || (mode !== 'all' && mode !== 'file')) return;
    event.preventDefault(); // and so only the first of several elements takes it
    this.#presenter.pickFiles(event.clipboardData.files);
  }

  #keyDown(event: KeyboardEvent): void {
    const { state } = this.session;
    if (event.key !== 'Escape' || event.defaultPrevented || !usesMicrophone(state)) return;
    if (this.renderRoot.querySelector('dialog[open]')) return; // Escape closes that first
    event.preventDefault();
    if (state.phase === 'prompting') this.#presenter.cancelMicrophone();
    else void this.stop();
  }
}

/** What a prediction decides for; '' for none of the labels. */
function labelOf(detail: EventDetails['prediction']): string {
  if (detail.source === 'clip') return detail.decision?.label ?? '';
  return detail.update.detected ? detail.update.top.label : '';
}

// Kept with the class, so that importing it types the element in scripts and its events in listeners.
declare global {
  interface HTMLElementTagNameMap {
    'audio-classifier': AudioClassifierElement;
  }
}

export type { Loader, ModelMaker, ModelSource };
