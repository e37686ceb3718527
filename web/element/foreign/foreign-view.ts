// What a model of others asks the reader: how it is fed and read, and whether ONNX Runtime may be downloaded. Fetched with the
// first such model.
import { html, nothing, type TemplateResult } from 'lit';
import { inputLayouts, inputPresets, withFixedLength, type PresetName } from '../../api/foreign-input.js';
import { parseLabels } from '../../api/labels.js';
import type { FeatureConfig, ForeignInput, InputGuess, OutlineValue } from '../../api/types.js';
import type { Formatter } from '../../ui/format.js';
import { toFailure } from '../failure.js';
import type { Language } from '../messages/index.js';
import type { ForeignOptions, ModelSource, Question } from '../session.js';
import type { Failure } from '../state.js';
import { foreignTexts, type ForeignText } from './text.js';

export type ForeignActions = {
  load(source: ModelSource, options: ForeignOptions): void;
  close(): void;
  changed(): void;
};

type Page = { readonly language: Language; readonly format: Formatter; readonly disabled: boolean; sentence(failure: Failure): string };

const kinds = ['waveform', 'spectrum', 'power', 'mel', 'logmel', 'mfcc'];
const melKinds = ['mel', 'logmel', 'mfcc'];
/** Settings of features, librosa's names, and the kinds that have them. */
const settings: readonly { name: string; step: string; kinds: readonly string[]; fallback: number }[] = [
  { name: 'n_fft', step: '1', kinds: kinds.slice(1), fallback: 1024 },
  { name: 'win_length', step: '1', kinds: kinds.slice(1), fallback: 0 },
  { name: 'hop_length', step: '1', kinds: kinds.slice(1), fallback: 512 },
  { name: 'n_mels', step: '1', kinds: melKinds, fallback: 64 },
  { name: 'n_mfcc', step: '1', kinds: ['mfcc'], fallback: 20 },
  { name: 'f_min_hz', step: 'any', kinds: melKinds, fallback: 0 },
  { name: 'f_max_hz', step: 'any', kinds: melKinds, fallback: 0 },
];

export class ForeignView {
  readonly #actions: ForeignActions;
  #guess: InputGuess | null = null;
  #input: ForeignInput | null = null;
  #preset: PresetName | '' = '';
  #labels = '';
  #failure: Failure | null = null;

  constructor(actions: ForeignActions) {
    this.#actions = actions;
  }

  render(question: Question, page: Page): TemplateResult {
    const text = foreignTexts[page.language];
    if (question.runtime) return this.#consent(question, text, page);
    if (!question.guess) return html`${nothing}`;
    if (question.guess !== this.#guess) this.#begin(question.guess, question.options.input ?? question.guess.input);
    return this.#form(question, question.guess, text, page);
  }

  #begin(guess: InputGuess, input: ForeignInput): void {
    this.#guess = guess;
    this.#input = input;
    this.#preset = '';
    this.#labels = input.labels.join('\n');
    this.#failure = null;
  }

  #change(change: Partial<ForeignInput>): void {
    if (this.#input) this.#input = { ...this.#input, ...change };
    this.#actions.changed();
  }

  #setFeatures(features: FeatureConfig): void {
    this.#change({ features: { ...this.#input?.features, ...features } });
  }

  async #readLabels(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      this.#labels = parseLabels(await file.text()).join('\n');
      this.#failure = null;
    } catch (error) {
      this.#failure = toFailure(error);
    }
    this.#actions.changed();
  }

  #submit(event: Event, { source, options }: Question): void {
    event.preventDefault();
    if (!this.#input) return;
    try {
      const labels = parseLabels(this.#labels);
      this.#failure = null;
      const name = this.#input.name || (source instanceof File ? source.name.replace(/\.onnx$/i, '') : '');
      this.#actions.load(source, { ...options, input: { ...this.#input, labels, name } });
    } catch (error) {
      this.#failure = toFailure(error);
      this.#actions.changed();
    }
  }

  #consent({ source, options, runtime, failure }: Question, text: ForeignText, page: Page): TemplateResult {
    const { format, disabled } = page;
    const size = runtime?.sizeBytes ? format.bytes(runtime.sizeBytes) : text.unknownSize;
    return html`<section class="foreign" part="model-form" aria-labelledby="foreign-title" data-testid="runtime-consent">
      <h2 id="foreign-title" tabindex="-1">${text.runtimeTitle}</h2>
      <p>${text.runtime(size)}</p>
      ${runtime ? html`<p class="quiet" lang="en">${runtime.reason}</p>` : nothing}
      ${this.#problem(failure, page)}
      <div class="foreign-actions">
        <button type="button" class="primary" data-testid="allow-runtime" ?disabled=${disabled}
          @click=${() => this.#actions.load(source, { ...options, onnxRuntime: 'allow' })}>${text.agree}</button>
        <button type="button" @click=${() => this.#actions.close()}>${text.cancel}</button>
      </div>
    </section>`;
  }

  #form(question: Question, guess: InputGuess, text: ForeignText, page: Page): TemplateResult {
    const input = this.#input ?? guess.input;
    const { features } = input;
    const kind = String(features['kind'] ?? 'logmel');
    const failure = this.#failure ?? question.failure;
    const [given] = guess.outline.inputs;
    const value = (event: Event): string => (event.target as HTMLInputElement).value;
    return html`<form class="foreign" part="model-form" aria-labelledby="foreign-title" data-testid="model-form" novalidate
      @submit=${(event: Event) => this.#submit(event, question)}>
      <h2 id="foreign-title" tabindex="-1">${text.title}</h2>
      <p>${text.lead(given ? shapeText(given) : '?')}</p>
      <label>${text.preset}
        <select data-testid="preset" @change=${(event: Event) => this.#choosePreset(value(event) as PresetName | '')}>
          <option value="" .selected=${this.#preset === ''}>${text.guessed}</option>
          ${Object.keys(inputPresets).map((name) => html`<option value=${name} .selected=${name === this.#preset}>${text.presets[name as PresetName]}</option>`)}
        </select>
      </label>
      <label>${text.layout}
        <select data-testid="layout" @change=${(event: Event) => this.#change({ layout: value(event).split(' ') as ForeignInput['layout'] })}>
          ${inputLayouts.map((axes) => html`<option value=${axes.join(' ')} .selected=${axes.join() === input.layout.join()}>
            [${axes.map((axis) => text.axes[axis]).join(', ')}]</option>`)}
        </select>
      </label>
      <label>${text.sampleRate}
        <input type="number" min="1000" step="1" data-testid="sample-rate" .value=${String(features['sample_rate'] ?? 16_000)}
          @change=${(event: Event) => this.#setFeatures({ sample_rate: Math.round(Number(value(event))) })} />
      </label>
      <label>${text.segment}
        <input type="number" min="0" step="any" data-testid="segment" .value=${String(segmentOf(features))}
          @change=${(event: Event) => this.#setFeatures({ preprocess: { segment: { length_s: Number(value(event)), tail: 'pad' } } })} />
      </label>
      <label class="wide">${text.labels}
        <textarea rows="4" data-testid="labels" aria-describedby="foreign-labels" .value=${this.#labels}
          @input=${(event: Event) => { this.#labels = value(event); this.#actions.changed(); }}></textarea>
      </label>
      <p class="wide quiet" id="foreign-labels">${text.labelsHint}
        ${guess.numLabels === null ? nothing : html`<span data-testid="labels-count">${text.labelsCount(page.format.integer(this.#countLabels()), page.format.integer(guess.numLabels))}</span>`}
        <label class="link">${text.labelsFile}<input class="visually-hidden" type="file" accept=".txt,.csv,.tsv,.json" data-testid="labels-file"
          @change=${(event: Event) => void this.#readLabels((event.target as HTMLInputElement).files?.[0])} /></label>
      </p>
      <label class="wide">${text.scores}
        <select data-testid="scores" @change=${(event: Event) => this.#change({ scores: value(event) as NonNullable<ForeignInput['scores']> })}>
          ${(['softmax', 'sigmoid', 'probabilities'] as const).map((name) => html`<option value=${name} .selected=${name === (input.scores ?? 'softmax')}>${text[name]}</option>`)}
        </select>
      </label>
      <label class="wide check"><input type="checkbox" .checked=${input.average ?? false}
        @change=${(event: Event) => this.#change({ average: (event.target as HTMLInputElement).checked })} />${text.average}</label>
      <details class="wide">
        <summary>${text.more}</summary>
        <div class="foreign-more">
          <label>${text.kind}
            <select data-testid="kind" @change=${(event: Event) => this.#setFeatures({ kind: value(event) })}>
              ${kinds.map((name) => html`<option value=${name} .selected=${name === kind}>${name}</option>`)}
            </select>
          </label>
          ${settings.filter(({ kinds: of }) => of.includes(kind)).map(({ name, step, fallback }) => html`<label><span lang="en">${name}</span>
            <input type="number" step=${step} .value=${String(features[name] ?? fallback)}
              @change=${(event: Event) => this.#setFeatures({ [name]: Number(value(event)) })} /></label>`)}
          ${(['mean', 'std'] as const).map((name) => html`<label><span lang="en">${name}</span>
            <input type="number" step="any" .value=${String(input[name] ?? (name === 'std' ? 1 : 0))}
              @change=${(event: Event) => this.#change({ [name]: Number(value(event)) })} /></label>`)}
        </div>
      </details>
      ${this.#problem(failure, page)}
      <div class="foreign-actions wide">
        <button type="submit" class="primary" data-testid="use-model" ?disabled=${page.disabled}>${text.use}</button>
        <button type="button" @click=${() => this.#actions.close()}>${text.cancel}</button>
      </div>
    </form>`;
  }

  #problem(failure: Failure | null, page: Page): TemplateResult | typeof nothing {
    if (!failure) return nothing;
    return html`<p class="wide" role="alert" data-testid="form-error" data-code=${failure.code}>
      ${page.sentence(failure)} <span lang="en">${failure.detail}</span></p>`;
  }

  #choosePreset(name: PresetName | ''): void {
    this.#preset = name;
    const guessed = this.#guess?.input;
    const preset = name === '' ? guessed : inputPresets[name];
    if (!preset || !guessed || !this.#input) return;
    // A length that the file fixes stays its own affair.
    const { features, mean = 0, std = 1 } = segmentOf(guessed.features) === 0 ? withFixedLength(preset) : preset;
    this.#change({ features, mean, std });
  }

  #countLabels(): number {
    try {
      return parseLabels(this.#labels).length;
    } catch {
      return 0;
    }
  }
}

function segmentOf(features: FeatureConfig): number {
  const { preprocess } = features as { preprocess?: { segment?: { length_s?: number } } };
  return preprocess?.segment?.length_s ?? 0;
}

function shapeText({ shape, dimNames }: OutlineValue): string {
  return `[${shape.map((size, i) => (size < 0 ? dimNames[i] || '?' : String(size))).join(', ')}]`;
}
