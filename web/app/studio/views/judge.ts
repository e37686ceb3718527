// Step 6: how far the classifier can be trusted: figures with their uncertainty, and the clips behind each of them.
import { html, nothing, type TemplateResult } from 'lit';
import type { Evaluation, RocCurve } from '../../../api/training-types.js';
import { confusionMatrix } from '../../../ui/confusion-matrix.js';
import { curves } from '../../../ui/curves.js';
import { evenTicks, figure } from '../../../ui/figure.js';
import { icon } from '../../../ui/icons.js';
import { paintMatrix, rangeOf } from '../../../ui/matrix-image.js';
import { rocAt, thresholdEffect } from '../../../ui/roc.js';
import { coarseMeans, tableTwin } from '../../../ui/table-twin.js';
import type { ClipRecord, RunRecord } from '../../../store/types.js';
import type { Project } from '../project.js';
import { evaluationOf, historyOf, type Runs } from '../runs.js';
import { valueOf, type View } from '../view.js';
import { explain, explanationKey } from '../work.js';
import { nextStep, playButton } from './parts.js';
import { historyCharts } from './train.js';

export function judgedRun(view: View, runs: Runs): RunRecord | null {
  const judged = runs.shown.filter(({ status }) => status === 'done' || status === 'stopped');
  return judged.find(({ id }) => id === view.state.run) ?? judged.at(-1) ?? null;
}

export function judgeView(view: View): TemplateResult {
  const { session, text } = view;
  const { project, runs } = session;
  if (!project || !runs) return html``;
  const run = judgedRun(view, runs);
  if (!run) return html`<section class="panel"><p>${text.needRun} <a href="#studio/train">${text.steps.train}</a></p></section>`;
  const evaluation = evaluationOf(run);
  return html`
    ${runPicker(view, runs, run)}
    ${evaluation
      ? html`${headline(view, run, evaluation)}${matrix(view, project, evaluation)}${perClass(view, evaluation)}${roc(view, evaluation)}${mistakes(view, project, evaluation)}${explanation(view, project, run, evaluation)}`
      : html`<section class="panel"><p>${text.nothingJudged}</p></section>`}
    <section class="panel"><h2>${text.curvesTitle}</h2>${historyCharts(view, historyOf(run), run.bestEpoch)}</section>
    ${nextStep(view, 'keep', text.judgeNext)}
  `;
}

export function runPicker(view: View, runs: Runs, run: RunRecord): TemplateResult | typeof nothing {
  const { text, state } = view;
  const judged = runs.shown.filter(({ status }) => status === 'done' || status === 'stopped');
  if (judged.length < 2) return nothing;
  return html`<label class="field-inline"><span>${text.run}</span><select data-testid="run-picker" @change=${(event: Event) => {
    state.run = valueOf(event);
    state.cell = null;
    state.explainClip = null;
    state.explanation = null;
    view.changed();
  }}>${judged.map(({ id, name }) => html`<option value=${id} .selected=${id === run.id}>${name}</option>`)}</select></label>`;
}

function headline(view: View, run: RunRecord, evaluation: Evaluation): TemplateResult {
  const { text, format } = view;
  const { accuracy } = evaluation;
  const few = accuracy.n < 30;
  return html`<section class="panel headline" aria-labelledby="accuracy-title">
    <div><h2 id="accuracy-title" class="caption">${text.accuracy}</h2>
      <p class="big" data-testid="accuracy">${format.percent(accuracy.value)}</p>
      <p class="quiet">${text.accuracyOf(format.integer(accuracy.correct), format.integer(accuracy.n), format.percent(accuracy.interval[0]), format.percent(accuracy.interval[1]))}</p></div>
    <dl class="facts-list">
      <div><dt>${text.macroF1}</dt><dd>${format.percent(evaluation.macroF1)}</dd></div>
      <div><dt>${text.logLoss}</dt><dd>${format.decimal(evaluation.logLoss, 3)}</dd></div>
      <div><dt>${text.calibration}</dt><dd>${format.percent(evaluation.calibration.before.expectedError)}</dd></div>
      <div><dt>${text.judgedOn}</dt><dd><span lang="en">${evaluation.on}</span>${run.splitName ? html` <span class="quiet" lang="en">${run.splitName}</span>` : nothing}</dd></div>
    </dl>
    ${few ? html`<p class="quiet span">${text.fewClips}</p>` : nothing}
    ${run.notes.length > 0 ? html`<ul class="notes span" lang="en">${run.notes.slice(0, 10).map((note) => html`<li>${icon('info')}<span>${note}</span></li>`)}</ul>` : nothing}
  </section>`;
}

function clipOf(project: Project, id: string): ClipRecord | null {
  return project.clips.get(id) ?? null;
}

/** A clip on one line: its sound, its class to change, and why. */
function clipLine(view: View, project: Project, id: string, note: TemplateResult | string): TemplateResult {
  const { text, session, state } = view;
  const clip = clipOf(project, id);
  return html`<li class="clip-line">
    ${clip ? playButton(view, clip) : nothing}
    <span class="ellipsis clip-line-name" title=${id}>${id}</span>
    <span class="clip-line-note">${note}</span>
    ${clip
      ? html`<label class="field-inline"><span class="visually-hidden">${text.classOf(id)}</span><select @change=${(event: Event) => session.edits.moveClips([id], valueOf(event))}>
            ${project.classes.map(({ label }) => html`<option value=${label} .selected=${label === clip.label}>${label}</option>`)}</select></label>
          <button type="button" class="small" aria-pressed=${clip.excluded ? 'true' : 'false'} @click=${() => session.edits.excludeClips([id], !clip.excluded)}>${clip.excluded ? text.include : text.exclude}</button>
          <button type="button" class="link" @click=${() => {
            state.explainClip = id;
            state.explainPiece = 0;
            view.changed();
            view.focus('#explain-title');
          }}>${text.why}</button>`
      : html`<span class="quiet">${text.clipGone}</span>`}
  </li>`;
}

function matrix(view: View, project: Project, evaluation: Evaluation): TemplateResult {
  const { text, format, state } = view;
  const { labels, confusion, clips } = evaluation;
  const { cell } = state;
  const ids = cell ? clips.ids.filter((_, i) => clips.truth[i] === cell.truth && clips.predicted[i] === cell.predicted) : [];
  const score = (id: string): string => {
    const i = clips.ids.indexOf(id);
    return format.percent(clips.scores[i * labels.length + (cell?.predicted ?? 0)] ?? 0);
  };
  return html`<section class="panel" aria-labelledby="confusion-title">
    <h2 id="confusion-title">${text.confusion}</h2>
    <p class="quiet">${text.confusionText}</p>
    ${confusionMatrix({ labels, counts: confusion, selected: cell }, text, format, (truth, predicted) => {
      const same = cell?.truth === truth && cell.predicted === predicted;
      state.cell = same ? null : { truth, predicted };
      view.changed();
    })}
    ${cell
      ? html`<div data-testid="cell-clips"><h3>${text.cellTitle(format.integer(ids.length), labels[cell.truth] ?? '', labels[cell.predicted] ?? '')}</h3>
          <ul class="clip-lines">${ids.slice(0, 100).map((id) => clipLine(view, project, id, html`<span class="quiet">${score(id)}</span>`))}</ul></div>`
      : nothing}
  </section>`;
}

function perClass(view: View, evaluation: Evaluation): TemplateResult {
  const { text, format } = view;
  const area = (curve: RocCurve | undefined): string => (curve?.area === null || curve === undefined ? '–' : format.decimal(curve.area, 3));
  return html`<section class="panel" aria-labelledby="per-class-title">
    <h2 id="per-class-title">${text.perClassTitle}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${text.perClassTitle}><table class="data" data-testid="per-class">
      <thead><tr><th scope="col">${text.class}</th><th scope="col" class="number">n</th><th scope="col" class="number">${text.precision}</th><th scope="col" class="number">${text.recall}</th>
        <th scope="col" class="number">F1</th><th scope="col" class="number">${text.rocArea}</th></tr></thead>
      <tbody>${evaluation.perClass.map(({ label, n, precision, recall, f1 }, i) => html`<tr><th scope="row">${label}</th><td class="number">${format.integer(n)}</td>
        <td class="number">${format.percent(precision)}</td><td class="number">${format.percent(recall)}</td><td class="number">${format.percent(f1)}</td><td class="number">${area(evaluation.roc.perClass[i])}</td></tr>`)}
        <tr class="sum"><th scope="row">${text.macro}</th><td class="number">${format.integer(evaluation.accuracy.n)}</td><td></td><td></td><td class="number">${format.percent(evaluation.macroF1)}</td><td class="number">${area(evaluation.roc.macro)}</td></tr></tbody>
    </table></div>
    <p class="quiet">${text.perClassText}</p>
  </section>`;
}

const ROC_X = Array.from({ length: 101 }, (_, i) => i / 100);

function roc(view: View, evaluation: Evaluation): TemplateResult {
  const { text, format, state } = view;
  const { labels, clips } = evaluation;
  const drawn = evaluation.roc.perClass.map((curve, i) => ({ curve, label: labels[i] ?? '', i })).filter(({ curve }) => curve.area !== null);
  const label = Math.min(state.rocLabel, labels.length - 1);
  const effect = thresholdEffect(clips.scores, clips.truth, labels.length, label, state.threshold);
  const youden = evaluation.roc.perClass[label]?.youdenThreshold ?? null;
  return html`<section class="panel" aria-labelledby="roc-title">
    <h2 id="roc-title">${text.rocTitle}</h2>
    ${curves({
      x: ROC_X, xLabel: text.falsePositives, yLabel: text.truePositives, yRange: [0, 1], formatX: (value) => format.percent(value), formatY: (value) => format.percent(value),
      curves: drawn.map(({ curve, label: name, i }) => ({ name, values: rocAt(curve, ROC_X), colour: i, dashed: i >= 8 })),
    }, text.rocTitle, text, drawn.map(({ label: name, curve }) => text.areaOf(name, format.decimal(curve.area ?? 0, 3))).join(', '), true)}
    <div class="clean-controls">
      <label class="field-inline"><span>${text.class}</span><select data-testid="roc-class" @change=${(event: Event) => {
        state.rocLabel = Number(valueOf(event));
        view.changed();
      }}>${labels.map((name, i) => html`<option value=${i} .selected=${i === label}>${name}</option>`)}</select></label>
      <label class="field"><span>${text.acceptFrom} <output>${format.percent(state.threshold)}</output></span>
        <input type="range" min="0" max="1" step="0.01" .value=${String(state.threshold)} data-testid="threshold" @input=${(event: Event) => {
          state.threshold = Number(valueOf(event));
          view.changed();
        }} /></label>
      ${youden !== null && Number.isFinite(youden)
        ? html`<button type="button" class="link" @click=${() => {
            state.threshold = Math.round(youden * 100) / 100;
            view.changed();
          }}>${text.youden(format.percent(youden))}</button>`
        : nothing}
    </div>
    <table class="data narrow" data-testid="threshold-effect"><caption class="visually-hidden">${text.rocTitle}</caption><tbody>
      <tr><th scope="row">${text.found(labels[label] ?? '')}</th><td class="number">${format.integer(effect.found)} / ${format.integer(effect.found + effect.missed)}</td></tr>
      <tr><th scope="row">${text.falseAlarms(labels[label] ?? '')}</th><td class="number">${format.integer(effect.falseAlarms)} / ${format.integer(effect.falseAlarms + effect.rejected)}</td></tr>
    </tbody></table>
  </section>`;
}

function mistakes(view: View, project: Project, evaluation: Evaluation): TemplateResult {
  const { text, format } = view;
  return html`<section class="panel" aria-labelledby="mistakes-title" data-testid="mistakes">
    <h2 id="mistakes-title">${text.mistakesTitle}</h2>
    ${evaluation.mistakes.length === 0
      ? html`<p class="quiet">${text.noMistakes}</p>`
      : html`<p class="quiet">${text.mistakesText}</p><ul class="clip-lines">${evaluation.mistakes.map(({ clip, label, predicted, score, scoreOfLabel }) =>
          clipLine(view, project, clip, html`${text.mistake(predicted, format.percent(score), label, format.percent(scoreOfLabel))}`))}</ul>`}
  </section>`;
}

function explanation(view: View, project: Project, run: RunRecord, evaluation: Evaluation): TemplateResult {
  const { text, format, state } = view;
  const chosen = state.explainClip ?? evaluation.mistakes[0]?.clip ?? evaluation.clips.ids[0] ?? '';
  const clip = clipOf(project, chosen);
  const key = explanationKey(run.id, chosen, state.explainPiece);
  const known = state.explanation?.key === key ? state.explanation : null;
  const pieces = clip?.facts?.pieces ?? 1;
  const value = known?.value ?? null;
  return html`<section class="panel" aria-labelledby="explain-title" data-testid="explanation">
    <h2 id="explain-title" tabindex="-1">${text.explainTitle}</h2>
    <p class="quiet">${text.explainText}</p>
    <div class="clean-controls">
      <label class="field-inline"><span>${text.clip}</span><select data-testid="explain-clip" @change=${(event: Event) => {
        state.explainClip = valueOf(event);
        state.explainPiece = 0;
        view.changed();
      }}>${evaluation.clips.ids.slice(0, 1000).map((id) => html`<option value=${id} .selected=${id === chosen}>${id}</option>`)}</select></label>
      ${pieces > 1
        ? html`<label class="field-inline"><span>${text.piece}</span><select @change=${(event: Event) => {
            state.explainPiece = Number(valueOf(event));
            view.changed();
          }}>${Array.from({ length: pieces }, (_, i) => html`<option value=${i} .selected=${i === state.explainPiece}>${format.integer(i + 1)}</option>`)}</select></label>`
        : nothing}
      ${clip ? playButton(view, clip) : nothing}
      <button type="button" class="small" data-testid="explain" ?disabled=${!clip || (known !== null && value === null && known.problem === '') || view.session.runs?.active !== null} @click=${() => void explain(view, run.id, chosen, state.explainPiece)}>${text.explain}</button>
    </div>
    ${known?.problem ? html`<p class="danger" role="status">${known.problem}</p>` : nothing}
    ${known && !value && !known.problem ? html`<p class="quiet" role="status">${text.working}</p>` : nothing}
    ${value ? explained(view, value) : nothing}
  </section>`;
}

type Explained = NonNullable<NonNullable<View['state']['explanation']>['value']>;

/** The picture in eight stretches of time and four bands. */
function explanationTable({ text, format }: View, { values, frames, coefficients }: Explained): TemplateResult {
  const means = coarseMeans(values, frames, coefficients, 8, 4);
  const bands = means[0]?.length ?? 0;
  const between = (i: number, count: number, size: number): string =>
    `${format.integer(Math.floor((i * size) / count) + 1)}–${format.integer(Math.floor(((i + 1) * size) / count))}`;
  return tableTwin({
    asTable: text.asTable, title: text.explainTable,
    columns: [text.framesUnit, ...Array.from({ length: bands }, (_, i) => text.coefficientsOf(between(i, bands, coefficients)))],
    rows: means.map((row, i) => [between(i, means.length, frames), ...row.map((value) => format.decimal(value, 2))]),
  });
}

function explained(view: View, value: Explained): TemplateResult {
  const { text, format } = view;
  const [low, high] = rangeOf(value.features);
  let best = 0;
  for (let i = 1; i < value.values.length; i += 1) if ((value.values[i] as number) > (value.values[best] as number)) best = i;
  const frame = Math.floor(best / value.coefficients);
  const place = text.explainPlace(format.integer(frame + 1), format.integer(value.frames), format.integer((best % value.coefficients) + 1), format.integer(value.coefficients));
  return html`<p>${text.explained(value.label, format.percent(value.score))}</p>
    ${figure({
      label: `${text.explainTitle}. ${place}`, painter: paintMatrix,
      data: { frames: value.frames, rows: value.coefficients, values: value.features, low, high, evidence: value.values },
      xTicks: evenTicks(0, value.frames, 5, (tick) => format.integer(Math.round(tick))), xUnit: text.framesUnit,
      yTicks: evenTicks(0, value.coefficients, 3, (tick) => format.integer(Math.round(tick))), yUnit: '', colourTicks: null, tall: true,
    })}
    <p class="legend static"><span class="legend-entry"><span class="swatch for" aria-hidden="true"></span>${text.speaksFor(value.label)}</span>
      <span class="legend-entry"><span class="swatch against" aria-hidden="true"></span>${text.speaksAgainst(value.label)}</span></p>
    ${explanationTable(view, value)}
    <p class="quiet">${place} ${text.explainMethod(format.integer(value.patch.frames), format.integer(value.patch.coefficients))}</p>`;
}
