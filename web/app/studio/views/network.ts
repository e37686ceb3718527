// Step 4: which network, its picture, its settings, how it is judged, and what training will cost.
import { html, nothing, type TemplateResult } from 'lit';
import type { Recipe } from '../../../api/training-types.js';
import { networkPicture } from '../../../ui/network-picture.js';
import { MORE_TRAINING_FIELDS, TRAINING_FIELDS } from '../fields.js';
import type { Project } from '../project.js';
import { FIRST_RECIPES, valueAt, type RecipeChoice } from '../recipes.js';
import { valueOf, type View } from '../view.js';
import { nextStep, settingsForm } from './parts.js';

/** What the core takes where a recipe says nothing (docs/recipes.md). */
function trainingDefaults(recipe: Recipe | null): unknown {
  const sgd = valueAt(recipe, ['training', 'optimizer', 'type']) === 'sgd';
  const adamw = valueAt(recipe, ['training', 'optimizer', 'type']) === 'adamw';
  return {
    training: {
      epochs: 50, batch_size: 32, keep: 'best', metric: 'val_loss', label_smoothing: 0, class_weights: 'none', balance: 'none', l2: 0, clip_norm: 0, weight_average: { decay: 0 }, shards: 2,
      optimizer: { type: 'adam', learning_rate: sgd ? 0.01 : 0.001, weight_decay: adamw ? 0.004 : 0, momentum: 0 }, lr_schedule: { type: 'constant' },
    },
    augment: { mixup: 0, features: { time_masks: 0, time_mask: 0.15, frequency_masks: 0, frequency_mask: 0.15 } },
    standardize: 'per_coefficient', output: 'softmax',
  };
}

export function networkView(view: View): TemplateResult {
  const { session, text, format } = view;
  const { project, recipe } = session;
  if (!project || !recipe) return html``;
  const isFirst = ({ entry }: RecipeChoice): boolean => FIRST_RECIPES.includes(entry.name);
  const first = session.recipes.filter(isFirst);
  const others = session.recipes.filter((one) => !isFirst(one));
  const choice = ({ entry }: RecipeChoice): TemplateResult => {
    const words = (text.recipes as Record<string, readonly [string, string]>)[entry.name] ?? [entry.name, entry.description];
    return html`<label class="recipe"><input type="radio" name="recipe" value=${entry.name} .checked=${entry.name === project.record.recipeName} data-testid=${`recipe-${entry.name}`}
      @change=${() => void session.chooseRecipe(entry.name)} />
      <span class="recipe-words"><strong>${words[0]}</strong><span class="quiet">${words[1]}</span><code>${entry.name}</code></span></label>`;
  };
  return html`
    <section class="panel" aria-labelledby="recipes-title">
      <h2 id="recipes-title">${text.recipesTitle}</h2>
      <div role="radiogroup" aria-labelledby="recipes-title">
        <div class="recipes">${first.map(choice)}</div>
        ${others.length > 0
          ? html`<details ?open=${others.some(({ entry }) => entry.name === project.record.recipeName)}><summary>${text.moreRecipes(format.integer(others.length))}</summary><div class="recipes">${others.map(choice)}</div></details>`
          : nothing}
      </div>
      ${project.record.recipe === null ? nothing : html`<p class="quiet">${text.recipeChanged} <button type="button" class="link" @click=${() => void session.chooseRecipe(project.record.recipeName)}>${text.recipeReset}</button></p>`}
    </section>
    ${picture(view)}
    <section class="panel" aria-labelledby="training-title">
      <h2 id="training-title">${text.trainingTitle}</h2>
      ${settingsForm(view, TRAINING_FIELDS, trainingDefaults(recipe))}
      <details><summary>${text.moreSettings}</summary>${settingsForm(view, MORE_TRAINING_FIELDS, trainingDefaults(recipe))}</details>
      ${recipeEditor(view, recipe)}
    </section>
    ${judging(view, project)}
    ${estimate(view, project)}
    ${nextStep(view, 'train', text.networkNext)}
  `;
}

function picture(view: View): TemplateResult {
  const { session, text, format } = view;
  const network = session.forecast.network();
  return html`<section class="panel" aria-labelledby="network-title">
    <div class="panel-head"><h2 id="network-title">${text.networkTitle}</h2>
      ${network?.summary ? html`<span class="caption">${text.parametersOf(format.integer(network.summary.parameters))}</span>` : nothing}</div>
    ${network?.summary
      ? networkPicture(network.summary, text, format)
      : network?.failure ? html`<p class="danger" role="status" lang="en">${network.failure}</p>` : html`<p class="quiet" role="status">${text.working}</p>`}
  </section>`;
}

function judging(view: View, project: Project): TemplateResult {
  const { text, format } = view;
  const { settings } = project;
  const clips = [...project.clips.values()];
  const groups = new Set(clips.map(({ group }) => group).filter(Boolean)).size;
  const folds = new Set(clips.map(({ fold }) => fold).filter(Boolean)).size;
  const option = (value: typeof settings.judge, name: string, sentence: string, possible: boolean): TemplateResult => html`<label class="recipe">
    <input type="radio" name="judge" value=${value} .checked=${settings.judge === value} ?disabled=${!possible} data-testid=${`judge-${value}`} @change=${() => project.set({ judge: value })} />
    <span class="recipe-words"><strong>${name}</strong><span class="quiet">${sentence}</span></span></label>`;
  const share = (key: 'validation' | 'test', name: string): TemplateResult => html`<label class="field"><span>${name} <output>${format.percent(settings[key])}</output></span>
    <input type="range" min="0" max="0.5" step="0.05" .value=${String(settings[key])} @change=${(event: Event) => project.set({ [key]: Number(valueOf(event)) })} /></label>`;
  return html`<section class="panel" aria-labelledby="judging-title">
    <h2 id="judging-title">${text.judgingTitle}</h2>
    <div class="recipes" role="radiogroup" aria-labelledby="judging-title">
      ${option('parts', text.judgeParts, text.judgePartsText, true)}
      ${option('folds', text.judgeFolds, text.judgeFoldsText, true)}
      ${option('groups', text.judgeGroups, groups > 1 ? text.judgeGroupsText(format.integer(groups)) : text.judgeGroupsNone, groups > 1)}
      ${option('official', text.judgeOfficial, folds > 1 ? text.judgeOfficialText(format.integer(folds)) : text.judgeOfficialNone, folds > 1)}
    </div>
    <div class="clean-controls">
      ${settings.judge === 'parts' ? html`${share('validation', text.validationShare)}${share('test', text.testShare)}` : nothing}
      ${settings.judge === 'folds' ? html`<label class="field-inline"><span>${text.foldCount}</span><input class="text number-input" type="number" min="2" max="20" .value=${String(settings.folds)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.checkValidity() && input.value !== '') project.set({ folds: Math.round(Number(input.value)) });
          else input.reportValidity();
        }} /></label>` : nothing}
      <label class="field-inline"><span>${text.seed}</span><input class="text number-input" type="number" min="0" max="999999" step="1" .value=${String(settings.seed)} data-testid="seed"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.checkValidity() && input.value !== '') project.set({ seed: Math.round(Number(input.value)) });
          else input.reportValidity();
        }} /></label>
    </div>
    <p class="quiet">${text.judgingText}</p>
  </section>`;
}

function estimate(view: View, project: Project): TemplateResult {
  const { session, text, format } = view;
  const ready = project.classes.filter(({ clips }) => clips > 0).length >= 2;
  return html`<section class="panel" aria-labelledby="estimate-title">
    <div class="panel-head"><h2 id="estimate-title">${text.estimateTitle}</h2>
      <button type="button" class="small" data-testid="estimate" ?disabled=${session.forecast.estimating || !ready || session.runs?.active !== null} @click=${() => void session.measure()}>${session.forecast.estimate ? text.again : text.measure}</button></div>
    <p role="status" class=${session.forecast.estimate ? '' : 'quiet'}>${session.forecast.estimating ? text.measuring : session.forecast.estimate
      ? text.estimateOf(text.about(session.forecast.estimate.seconds, format), format.bytes(session.forecast.estimate.memoryBytes)) : text.estimateText}</p>
  </section>`;
}

function recipeEditor(view: View, recipe: Recipe): TemplateResult {
  const { state, text, session } = view;
  const written = state.recipeText ?? JSON.stringify(recipe, null, 2);
  return html`<details>
    <summary>${text.recipeAsText}</summary>
    <p class="quiet">${text.recipeAsTextHint}</p>
    <textarea class="text mono recipe-text" rows="18" spellcheck="false" aria-label=${text.recipeAsText} .value=${written} @input=${(event: Event) => {
      state.recipeText = valueOf(event);
      view.changed();
    }}></textarea>
    ${state.recipeProblem ? html`<p class="danger" role="alert" lang="en">${state.recipeProblem}</p>` : nothing}
    <div class="buttons"><button type="button" class="small" ?disabled=${state.recipeText === null} @click=${() => {
      try {
        session.setRecipe(JSON.parse(written) as Recipe);
        state.recipeText = null;
        state.recipeProblem = '';
      } catch (error) {
        state.recipeProblem = error instanceof Error ? error.message : String(error);
      }
      view.changed();
    }}>${text.apply}</button></div>
  </details>`;
}
