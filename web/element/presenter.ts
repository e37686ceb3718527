// Between the session and the views: the small state that is only about looking (order, drag, which device), the actions of
// buttons, and texts. The element's class keeps the public face and the life cycle.
import { nothing, type TemplateResult } from 'lit';
import { nextSort, type Sort, type SortColumn } from '../ui/clip-rows.js';
import { setCursor } from '../ui/clip-plots.js';
import { formatterFor, type Formatter } from '../ui/format.js';
import { Announcer } from './announcer.js';
import { decide, type Clip } from './clip.js';
import { audioInputDevices } from './devices.js';
import { saveFile } from './download.js';
import { assemble, clipsCsv, clipsJson, segmentsCsv, type ExportClip, type ExportRow } from './export.js';
import { fromDataTransfer, fromFileList, isModelFile, separateExport, type NamedFile } from './files.js';
import { ImportedModel } from './imported-model.js';
import type { ForeignView } from './foreign/foreign-view.js';
import { LiveMonitor } from './live-monitor.js';
import { hasMessages, messagesFor, pickLanguage, type Language, type MessageOverrides, type Messages } from './messages/index.js';
import type { MicrophoneSettings } from './microphone-control.js';
import { playable } from './playable.js';
import { Player } from './player.js';
import type { ModelMaker, ModelSource, Question, Session } from './session.js';
import { usesMicrophone, type Failure } from './state.js';
import { TableControl } from './table-control.js';
import type { Mode, ModelChoice, SampleClip } from './choices.js';
import type { ExportKind, ViewHost } from './views/host.js';

/** The element, as far as the presenter uses it. */
export type PresentedElement = {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  readonly session: Session;
  lang: string;
  model: string | null;
  readonly settings: { mode: Mode; disabled: boolean; top: number; threshold: number | null };
  readonly models: readonly ModelChoice[];
  readonly samples: readonly SampleClip[];
  readonly strings: MessageOverrides;
  load(source?: ModelSource | ModelMaker): Promise<boolean>;
  requestUpdate(): void;
};

export class Presenter implements ViewHost {
  readonly #element: PresentedElement;
  readonly #monitor = new LiveMonitor();
  readonly #announcer: Announcer;
  #lastStart: 'listen' | 'record' = 'listen';
  #announcedFinish = 0;
  #live = false;
  #foreign: ForeignView | null = null;
  #shownQuestion: Question | null = null;
  #text: { key: string; strings: MessageOverrides; messages: Messages } | null = null;
  #shownClip: Clip | null = null;

  readonly player: Player;
  /** The model being used or loaded. */
  source: ModelSource | ModelMaker | null = null;
  #imported: ImportedModel | null = null;
  dragging = false;
  tookNothing = false;
  sort: Sort | null = null;
  allScores = false;
  readonly table: TableControl;
  showSegments = false;
  microphoneSettings: MicrophoneSettings = { deviceId: '', processing: false, threshold: null };
  devices: readonly MediaDeviceInfo[] = [];

  constructor(element: PresentedElement) {
    this.#element = element;
    this.table = new TableControl(element);
    this.player = new Player(() => element.requestUpdate(), (seconds) => this.#showTime(seconds));
    this.#announcer = new Announcer((text) => {
      const region = element.renderRoot.querySelector('.announcer');
      if (region) region.textContent = text;
    });
  }

  // ---- what the views show ----

  get session(): Session { return this.#element.session; }
  get mode(): Mode { return this.#element.settings.mode; }
  get disabled(): boolean { return this.#element.settings.disabled; }
  get top(): number { return this.#element.settings.top; }
  get threshold(): number | null { return this.#element.settings.threshold; }
  get models(): readonly ModelChoice[] { return this.#element.models; }
  get samples(): readonly SampleClip[] { return this.#element.samples; }

  /** The element's own language, the page's, or the reader's. */
  get language(): Language {
    const { lang } = this.#element;
    return pickLanguage([lang, document.documentElement.lang, ...navigator.languages].filter(Boolean));
  }

  /** Put together again only when the language, its table or the host's words have changed: views ask for it often. */
  get text(): Messages {
    const { language } = this;
    const { strings } = this.#element;
    const key = `${language} ${hasMessages(language)}`;
    if (this.#text?.key !== key || this.#text.strings !== strings) {
      this.#text = { key, strings, messages: messagesFor(language, strings) };
    }
    return this.#text.messages;
  }

  get format(): Formatter {
    return formatterFor(this.language);
  }

  get modelUrl(): string {
    return typeof this.source === 'string' ? this.source : '';
  }

  get modelTitle(): string {
    const card = this.session.info?.card;
    const chosen = this.models.find(({ url }) => url === this.modelUrl);
    const file = this.source instanceof File ? this.source.name : fileNameOf(this.modelUrl);
    return card?.title || chosen?.title || card?.name || file || this.text.model;
  }

  sentence(failure: Failure): string {
    return this.text.errors[failure.code];
  }

  // ---- sound in ----

  pickFiles(files: Iterable<File>): void {
    this.take(fromFileList(files));
  }

  drag = (event: DragEvent): void => {
    if (this.disabled || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const zone = event.currentTarget as Element;
    const dragging = event.type !== 'dragleave' || (event.relatedTarget instanceof Node && zone.contains(event.relatedTarget));
    if (dragging === this.dragging) return;
    this.dragging = dragging;
    this.#element.requestUpdate();
  };

  drop = (event: DragEvent): void => {
    this.dragging = false;
    this.#element.requestUpdate();
    if (this.disabled || !event.dataTransfer) return;
    event.preventDefault();
    void fromDataTransfer(event.dataTransfer).then((files) => this.take(files));
  };

  /** Sounds go to the queue; a model file becomes the model. */
  take(files: readonly NamedFile[]): void {
    if (this.disabled) return;
    const model = files.findLast(({ file }) => isModelFile(file));
    if (model) this.openModelFile(model.file);
    const { parts, sounds } = separateExport(files.filter(({ file }) => !isModelFile(file)));
    if (parts.length > 0) this.openTeachableMachine(parts);
    this.tookNothing = files.length === 0;
    this.#element.requestUpdate();
    if (sounds.length === 0) return;
    this.session.add(sounds.map(({ name, file }) => ({ name, source: { kind: 'input', input: file } })));
  }

  trySample({ title, url, model }: SampleClip): void {
    const choice = this.models.find((known) => known.url === model || known.title === model);
    if (choice) this.chooseModel(choice.url);
    this.session.add([{ name: fileNameOf(url) || title, source: { kind: 'url', url } }]);
    // The list of samples gives way to the result, so the focus goes there too.
    void this.#element.updateComplete.then(() => this.#focus('#detail-title'));
  }

  // ---- model ----

  chooseModel(url: string): void {
    if (url !== '' && url !== this.modelUrl) this.#element.model = url;
  }

  openModelFile(file: File): void {
    void this.#element.load(file);
  }

  openTeachableMachine(parts: readonly File[]): void {
    this.#imported = new ImportedModel(parts);
    void this.#element.load(this.#imported.make);
  }

  get importedModel(): ImportedModel | null {
    const imported = this.#imported;
    return imported !== null && imported.make === this.source && imported.bytes !== null ? imported : null;
  }

  saveImportedModel(): void {
    const { importedModel } = this;
    if (importedModel?.bytes) saveFile('teachable-machine.onnx', new Blob([importedModel.bytes as BlobPart]));
  }

  saveModel(): void {
    const name = this.modelTitle.replace(/\.onnx$/i, '') || 'model';
    void this.session.saveModel().then(
      (bytes) => bytes && saveFile(`${name}.onnx`, new Blob([bytes as BlobPart], { type: 'application/octet-stream' })),
      (error: unknown) => this.session.report(error),
    );
  }

  describeModel(): void {
    this.session.describeAgain();
  }

  showCard(): void {
    this.#element.renderRoot.querySelector<HTMLDialogElement>('dialog.card')?.showModal();
  }

  // ---- microphone ----

  start(what: 'listen' | 'record'): void {
    this.#lastStart = what;
    this.tookNothing = false;
    this.player.close();
    void this.session.start(what).then(() => this.#listDevices());
    // The pressed button is gone or disabled now.
    void this.#element.updateComplete.then(() => this.#focus('.stop'));
  }

  stop(): void {
    void this.session.stop();
  }

  cancelMicrophone(): void {
    void this.session.microphone.cancel();
  }

  forgetDetections(): void {
    this.session.microphone.forgetDetections();
    this.#element.requestUpdate();
  }

  changeMicrophone(settings: Partial<MicrophoneSettings>): void {
    this.microphoneSettings = { ...this.microphoneSettings, ...settings };
    this.#element.requestUpdate();
    void this.session.restartListening();
  }

  retry(): void {
    if (this.session.state.kind === 'failed') void this.#element.load();
    else this.start(this.#lastStart);
  }

  dismissNotice(): void {
    this.tookNothing = false;
    this.session.dismissNotice();
  }

  async #listDevices(): Promise<void> {
    this.devices = await audioInputDevices();
    this.#element.requestUpdate();
  }

  // ---- results ----

  sortBy(column: SortColumn): void {
    this.sort = nextSort(this.sort, column);
    this.#element.requestUpdate();
  }

  select(id: number): void {
    if (this.session.queue.selected?.id === id) return;
    this.session.queue.select(id);
    void this.#element.updateComplete.then(() => {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const detail = this.#element.renderRoot.querySelector('.clip-detail');
      detail?.scrollIntoView({ block: 'nearest', behavior: still ? 'instant' : 'smooth' });
    });
  }

  removeClip(id: number): void {
    this.session.queue.remove(id);
  }

  clear(): void {
    this.session.queue.clear();
  }

  stopQueue(): void {
    this.session.queue.cancelAll();
  }

  toggleAllScores(): void {
    this.allScores = !this.allScores;
    this.#element.requestUpdate();
  }

  openSegments(open: boolean): void {
    this.showSegments = open;
    this.#element.requestUpdate();
  }

  togglePlay(clip: Clip): void {
    void this.player.toggle(clip, () => playable(clip));
  }

  seek(clip: Clip, seconds: number): void {
    this.player.seek(clip, () => playable(clip), seconds);
  }

  saveRecording(clip: Clip): void {
    saveFile(`${clip.name}.wav`, playable(clip));
  }

  async exportAs(kind: ExportKind): Promise<void> {
    const rows: ExportRow[] = this.session.queue.clips.map(({ name: file, status }) => ({
      file,
      status: status.kind,
      clip: status.kind === 'done'
        ? { file, prediction: status.prediction, decision: decide(status.prediction, this.threshold) }
        : null,
    }));
    const clips = rows.flatMap(({ clip }): ExportClip[] => (clip ? [clip] : []));
    const labels = this.session.info?.labels ?? [];
    if (kind === 'clips') saveFile('earshot-clips.csv', await assemble(clipsCsv(rows), 'text/csv'));
    else if (kind === 'segments') saveFile('earshot-segments.csv', await assemble(segmentsCsv(clips, labels), 'text/csv'));
    else saveFile('earshot.json', await assemble(clipsJson(clips, labels), 'application/json'));
  }

  // ---- models of others ----

  /** The question's form, which is fetched with the first question. */
  foreignView(): TemplateResult | typeof nothing {
    const { question } = this.session;
    if (!question) return nothing;
    if (this.#foreign) return this.#foreign.render(question, this);
    void import('./foreign/foreign-view.js').then(({ ForeignView }) => {
      this.#foreign ??= new ForeignView({
        load: (source, options) => void this.session.load(source, options),
        close: () => {
          this.session.closeQuestion();
          void this.#element.updateComplete.then(() => this.#focus('[data-testid=model-input]'));
        },
        changed: () => this.#element.requestUpdate(),
      });
      this.#element.requestUpdate();
    });
    return nothing;
  }

  // ---- after each render ----

  rendered(): void {
    this.#followQuestion();
    const { state, microphone } = this.session;
    const live = usesMicrophone(state) && state.phase === 'live';
    this.#monitor.follow(live ? this.#element.renderRoot.querySelector('.microphone-live') : null, microphone, this.format.clock);
    if (this.session.queue.clips.length === 0) this.table.reset();
    this.#followMicrophone(live);
    this.#announce();
    this.#followSelection();
  }

  /** A new question takes the focus; what was wrong with an answer is announced where the reader is. */
  #followQuestion(): void {
    const { question } = this.session;
    if (question === this.#shownQuestion || (question && !this.#foreign)) return;
    this.#shownQuestion = question;
    if (question && question.failure === null) this.#focus('#foreign-title');
  }

  /** Keeps the focus on the stop button while its panel changes, and gives it back to the button that began. */
  #followMicrophone(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    if (this.#element.renderRoot instanceof ShadowRoot && this.#element.renderRoot.activeElement) return;
    this.#focus(live ? '.stop' : `[data-testid=${this.#lastStart}]`);
  }

  /** Releases timers and playback. */
  close(): void {
    this.#monitor.follow(null, this.session.microphone, this.format.clock);
    this.#announcer.reset();
    this.player.close();
  }

  #focus(selector: string): void {
    this.#element.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  /** The button that stops the microphone, else the first way in that can be used, else any button. */
  focusFirst(options?: FocusOptions): void {
    const { renderRoot } = this.#element;
    const first = ['.stop', '.drop-zone', '.tile', 'button', 'select, input']
      .map((kind) => renderRoot.querySelector<HTMLElement>(`:is(${kind}):enabled`))
      .find((control) => control !== null);
    first?.focus(options);
  }

  #showTime(seconds: number): void {
    const { selected } = this.session.queue;
    if (selected?.status.kind !== 'done') return;
    const { renderRoot } = this.#element;
    setCursor(renderRoot, seconds, selected.status.prediction.durationS, this.text, this.format);
    const now = renderRoot.querySelector('.player-now');
    if (now) now.textContent = this.format.clock(seconds);
  }

  /** Playback and cursor belong to the selected clip. */
  #followSelection(): void {
    const { selected } = this.session.queue;
    const changed = selected !== this.#shownClip;
    this.#shownClip = selected;
    if (changed) this.player.close();
    if (!this.player.playing) this.#showTime(this.player.time);
  }

  #announce(): void {
    const { queue, microphone, state } = this.session;
    const { text, format } = this;
    if (state.kind === 'listening') {
      this.#announcer.announce(microphone.update?.detected ? microphone.update.top.label : '');
      return;
    }
    const finished = queue.finishedCount;
    if (finished === this.#announcedFinish || finished < queue.clips.length) return;
    this.#announcedFinish = finished;
    const { selected } = queue;
    if (selected?.status.kind === 'done') {
      const decision = decide(selected.status.prediction, this.threshold);
      const score = decision ? format.percent(decision.score) : '';
      this.#announcer.announce(text.announceResult(selected.name, decision?.label ?? text.noneOfThese, score));
    } else if (finished > 1) {
      this.#announcer.announce(text.announceDone(format.integer(finished - queue.failedCount), format.integer(queue.failedCount)));
    }
  }
}

/** "https://host/path/clip.wav?x" -> "clip.wav". */
export function fileNameOf(url: string): string {
  if (url === '') return '';
  const name = new URL(url, document.baseURI).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a stray % sign
  }
}
