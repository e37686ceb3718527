// Pieces that several steps share.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../ui/icons.js';
import type { ClipRecord } from '../../../store/types.js';
import { type Field, fieldKey } from '../fields.js';
import type { Project } from '../project.js';
import { valueAt } from '../recipes.js';
import type { Step } from '../steps.js';
import { valueOf, type View } from '../view.js';

const MOST_OPTIONS = 1000;

/** Which clip, by class; with its sound. */
export function clipPicker(view: View, project: Project, clip: ClipRecord | null, name: string, choose: (id: string) => void): TemplateResult {
  const { text } = view;
  const clips = [...project.clips.values()].filter((one) => project.usable(one)).slice(0, MOST_OPTIONS);
  if (clip && !clips.includes(clip)) clips.unshift(clip);
  const byLabel = group(clips);
  return html`<div class="clip-picker">
    <label class="field-inline"><span>${name}</span>
      <select @change=${(event: Event) => choose(valueOf(event))}>
        ${[...byLabel].map(([label, members]) => html`<optgroup label=${label}>${members.map(({ id }) => html`<option value=${id} .selected=${id === clip?.id}>${id}</option>`)}</optgroup>`)}
      </select></label>
    ${clip ? playButton(view, clip) : html`<span class="quiet">${text.noClips}</span>`}
  </div>`;
}

function group(clips: readonly ClipRecord[]): Map<string, ClipRecord[]> {
  const groups = new Map<string, ClipRecord[]>();
  for (const clip of clips) {
    const members = groups.get(clip.label);
    if (members) members.push(clip);
    else groups.set(clip.label, [clip]);
  }
  return groups;
}

export function playButton(view: View, clip: ClipRecord): TemplateResult {
  const playing = view.playing(clip);
  return html`<button type="button" class="plain play" aria-label=${playing ? view.text.pause(clip.id) : view.text.play(clip.id)} @click=${() => view.play(clip)}>${icon(playing ? 'pause' : 'play')}</button>`;
}

/** Where to go next, at the end of each step. */
export function nextStep(view: View, step: Step, hint: string): TemplateResult {
  return html`<div class="next-step"><p class="quiet">${hint}</p>
    <a class="button primary" href=${`#studio/${step}`} data-testid=${`next-${step}`}>${view.text.nextStep(view.text.steps[step])}</a></div>`;
}

/** Fields of a recipe. An empty field takes the default, which stands in it in grey. */
export function settingsForm(view: View, fields: readonly Field[], defaults: unknown): TemplateResult {
  return html`<div class="settings-grid">${fields.map((field) => settingsField(view, field, defaults))}</div>`;
}

function settingsField(view: View, field: Field, defaults: unknown): TemplateResult {
  const { session, text } = view;
  const key = fieldKey(field.path);
  const words = (text.fields as Record<string, readonly [string, string]>)[key] ?? [key, ''];
  const value = valueAt(session.recipe, field.path);
  const fallback = valueAt(defaults, field.path);
  const id = `field-${key.replaceAll('.', '-')}`;
  const set = (next: unknown): void => {
    // Early stopping without patience is no early stopping.
    const path = key === 'early_stopping.patience' && next === undefined ? ['training', 'early_stopping'] : field.path;
    session.setRecipeValue(path, next);
  };
  // What is typed into the field of a recipe that is about to be replaced would be lost.
  const coming = session.recipeComing;
  const control = field.kind === 'number'
    ? html`<input id=${id} class="text number-input" type="number" min=${field.min} max=${field.max ?? nothing} step="any" inputmode="decimal" aria-describedby=${`${id}-help`} ?disabled=${coming}
        .value=${value === undefined ? '' : String(value)} placeholder=${fallback === undefined || fallback === null ? text.off : String(fallback)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.value.trim() === '') set(undefined);
          else if (input.checkValidity()) set(Number(input.value));
          else input.reportValidity();
        }} />`
    : field.kind === 'switch'
      ? html`<input id=${id} type="checkbox" role="switch" aria-describedby=${`${id}-help`} ?disabled=${coming} .checked=${(value ?? fallback) === true} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} />`
      : html`<select id=${id} aria-describedby=${`${id}-help`} ?disabled=${coming} @change=${(event: Event) => set(valueOf(event))}>
          ${field.options.map((option) => html`<option value=${option} .selected=${option === (value ?? fallback ?? field.options[0])}>${option.replaceAll('_', ' ')}</option>`)}</select>`;
  return html`<div class=${value === undefined ? 'setting' : 'setting set'}>
    <label for=${id}>${words[0]}</label>${control}
    <p class="quiet help" id=${`${id}-help`}>${words[1]}</p>
  </div>`;
}
