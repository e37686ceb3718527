// Step 5: training as it happens, and all runs compared.
import { html, nothing, type TemplateResult } from 'lit';
import type { HistoryRow, TrainingProgress } from '../../../api/training-types.js';
import { confusionMatrix } from '../../../ui/confusion-matrix.js';
import { curves, type Curve } from '../../../ui/curves.js';
import { icon } from '../../../ui/icons.js';
import type { RunRecord } from '../../../store/types.js';
import type { Project } from '../project.js';
import { evaluationOf, historyOf, type ActiveRun, type Runs } from '../runs.js';
import { valueOf, type View } from '../view.js';
import { nextStep } from './parts.js';

export function trainView(view: View): TemplateResult {
  const { session, text } = view;
  const { project, runs } = session;
  if (!project || !runs) return html``;
  const finished = runs.shown.some(({ status }) => status === 'done' || status === 'stopped');
  return html`
    ${runs.active ? active(view, runs, runs.active) : start(view, project, runs)}
    ${table(view, runs)}
    ${comparison(view, runs)}
    ${finished && !runs.active ? nextStep(view, 'judge', text.trainNext) : nothing}
  `;
}

function start(view: View, project: Project, runs: Runs): TemplateResult {
  const { session, text, format } = view;
  const classes = project.classes.filter(({ clips }) => clips > 0);
  const clips = classes.reduce((sum, summary) => sum + summary.clips, 0);
  const ready = classes.length >= 2;
  const recipe = (text.recipes as Record<string, readonly [string, string]>)[project.record.recipeName]?.[0] ?? project.record.recipeName;
  const cutOff = runs.shown.filter(({ status }) => status === 'cut-off');
  return html`<section class="panel" aria-labelledby="start-title">
    <h2 id="start-title">${text.startTitle}</h2>
    ${ready
      ? html`<p>${text.startText(recipe, format.integer(clips), format.integer(classes.length))} <a href="#studio/network">${text.change}</a></p>`
      : html`<p>${text.needTwoClasses} <a href="#studio/data">${text.steps.data}</a></p>`}
    <div class="buttons"><button type="button" class="primary" data-testid="train" ?disabled=${!ready || session.arrivals.importing !== null || session.forecast.estimating} @click=${() => {
      void session.train();
      // The button gives way to the run.
      view.focus('#active-title');
    }}>${icon('play')}${text.startTraining}</button></div>
    ${cutOff.map((run) => html`<div class="warnings cut-off" data-testid="cut-off">${icon('info')}<div><p>${text.cutOff(run.name)}</p>
      <div class="buttons"><button type="button" class="small" @click=${() => void session.resume(run.id)} data-testid="resume-run">${text.resumeRun}</button>
        <button type="button" class="small" @click=${() => void session.deleteRun(run.id)}>${text.remove}</button></div></div></div>`)}
  </section>`;
}

function active(view: View, runs: Runs, run: ActiveRun): TemplateResult {
  const { text, format, session } = view;
  const { progress, fold, phase, paused } = run;
  const reading = session.examples?.reading;
  const state = paused ? text.paused : phase === 'preparing' && reading ? text.readingClips(format.integer(reading.done), format.integer(reading.total)) : text.phases[phase];
  return html`<section class="panel" aria-labelledby="active-title" data-testid="active-run">
    <div class="panel-head"><h2 id="active-title" tabindex="-1">${run.record.name}${fold ? html`<span class="quiet"> · ${text.foldOf(format.integer(fold.index + 1), format.integer(fold.count))}</span>` : nothing}</h2>
      <span class="caption">${progress ? text.epochOf(format.integer(progress.epoch), format.integer(progress.epochs)) : nothing}</span></div>
    <progress max="1" .value=${progress?.fraction ?? 0} aria-label=${text.trainProgress}></progress>
    <p class="training-line"><span>${state}</span>
      ${progress && phase !== 'judging' ? html`<span class="quiet">${progress.remainingS === null ? text.timeUnknown : text.timeLeft(text.about(progress.remainingS, format))}</span>
        <span class="quiet">${text.memory(format.bytes(progress.memoryBytes))}</span>` : nothing}</p>
    <div class="buttons">
      ${phase === 'training' || phase === 'final'
        ? html`<button type="button" class="small" data-testid="pause" @click=${() => (paused ? runs.goOn() : runs.pause())}>${icon(paused ? 'play' : 'pause')}${paused ? text.resumeTraining : text.pauseTraining}</button>
            <button type="button" class="small" data-testid="stop-training" @click=${() => runs.stop()}>${icon('stop')}${text.stopTraining}</button>`
        : nothing}
      <button type="button" class="small" data-testid="cancel-training" @click=${() => runs.cancel()}>${text.discardRun}</button>
    </div>
    ${progress ? live(view, run, progress) : nothing}
    <p class="quiet">${text.tabMayHide}</p>
  </section>`;
}

function live(view: View, run: ActiveRun, progress: TrainingProgress): TemplateResult {
  const { text, format } = view;
  const confusion = progress.confusion;
  return html`${historyCharts(view, progress.history, progress.bestEpoch)}
    ${confusion && run.labels.length ** 2 === confusion.length
      ? html`<div><h3>${text.confusionNow}</h3>${confusionMatrix({ labels: run.labels, counts: confusion, selected: null }, text, format, null)}</div>`
      : nothing}`;
}

/** Loss and accuracy; the validation part is dashed. */
export function historyCharts(view: View, history: readonly HistoryRow[], bestEpoch: number): TemplateResult {
  const { text, format } = view;
  const x = history.map(({ epoch }) => epoch);
  const hasValidation = history.some(({ valLoss }) => valLoss !== null);
  const last = history.at(-1);
  const pair = (first: keyof HistoryRow, second: keyof HistoryRow): Curve[] => [
    { name: text.trainPart, values: history.map((row) => row[first]), colour: 0 },
    ...(hasValidation ? [{ name: text.validationPart, values: history.map((row) => row[second]), colour: 1, dashed: true }] : []),
  ];
  const common = { x, xLabel: text.epoch, mark: bestEpoch > 0 ? bestEpoch : null, formatX: (value: number) => (Number.isInteger(value) ? format.integer(value) : '') };
  const now = (value: number | null | undefined, show: (value: number) => string): string => (value === null || value === undefined ? '–' : show(value));
  const decimals = (value: number): string => format.decimal(value, value !== 0 && Math.abs(value) < 0.1 ? 3 : 2);
  const percent = (value: number): string => format.percent(value);
  return html`<div class="side-by-side charts">
    ${curves({ ...common, curves: pair('loss', 'valLoss'), yLabel: text.loss, yRange: [0, null], formatY: decimals }, text.loss, text, text.lastOf(now(last?.loss, decimals), now(last?.valLoss, decimals)))}
    ${curves({ ...common, curves: pair('accuracy', 'valAccuracy'), yLabel: text.accuracy, yRange: [0, 1], formatY: percent }, text.accuracy, text, text.lastOf(now(last?.accuracy, percent), now(last?.valAccuracy, percent)))}
  </div>
  ${bestEpoch > 0 ? html`<p class="quiet">${text.bestEpoch(format.integer(bestEpoch))}</p>` : nothing}`;
}

function table(view: View, runs: Runs): TemplateResult | typeof nothing {
  const { text, format, session, state } = view;
  const shown = runs.shown;
  if (shown.length === 0) return nothing;
  const judged = (run: RunRecord): string => {
    const evaluation = evaluationOf(run);
    return evaluation ? `${format.percent(evaluation.accuracy.value)} (n = ${format.integer(evaluation.accuracy.n)})` : '–';
  };
  const best = (run: RunRecord): string => {
    const row = historyOf(run).find(({ epoch }) => epoch === run.bestEpoch);
    return row?.valAccuracy === null || row === undefined ? '–' : format.percent(row.valAccuracy);
  };
  return html`<section class="panel" aria-labelledby="runs-title">
    <h2 id="runs-title">${text.runsTitle}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${text.runsTitle}><table class="data runs-table" data-testid="runs">
      <thead><tr><th scope="col">${text.run}</th><th scope="col">${text.recipe}</th><th scope="col">${text.rowState}</th><th scope="col" class="number">${text.epochs}</th>
        <th scope="col" class="number">${text.bestValidation}</th><th scope="col" class="number">${text.judged}</th><th scope="col" class="number">${text.time}</th><th scope="col" class="number">${text.parameters}</th><td></td></tr></thead>
      <tbody>${shown.map((run) => html`<tr>
        <th scope="row"><input class="text run-name" aria-label=${text.runNameOf(run.name)} .value=${run.name} maxlength="60" @change=${(event: Event) => {
          const name = valueOf(event).trim();
          if (name !== '') void runs.rename(run.id, name);
        }} /></th>
        <td>${(text.recipes as Record<string, readonly [string, string]>)[run.recipeName]?.[0] ?? run.recipeName}</td>
        <td>${text.runStates[run.status]}${run.status === 'failed' ? html` <span class="quiet" lang="en">${run.failure}</span>` : nothing}</td>
        <td class="number">${format.integer(historyOf(run).length)} / ${format.integer(run.epochs)}</td>
        <td class="number">${best(run)}</td><td class="number">${judged(run)}</td>
        <td class="number">${run.seconds > 0 ? text.about(run.seconds, format) : '–'}</td><td class="number">${run.parameters > 0 ? format.integer(run.parameters) : '–'}</td>
        <td class="row-actions">
          ${run.evaluation ? html`<a class="link" href="#studio/judge" @click=${() => {
            state.run = run.id;
          }}>${text.steps.judge}</a>` : nothing}
          ${runs.active?.record.id === run.id ? nothing : html`<button type="button" class="plain" aria-label=${text.removeRun(run.name)} title=${text.removeRun(run.name)} @click=${() => void session.deleteRun(run.id)}>${icon('close')}</button>`}
        </td></tr>`)}</tbody>
    </table></div>
  </section>`;
}

function comparison(view: View, runs: Runs): TemplateResult | typeof nothing {
  const { text, format } = view;
  const done = runs.shown.filter((run) => historyOf(run).length > 1).slice(-8);
  const [only] = done;
  if (!only || (runs.active && done.length < 2)) return nothing;
  if (done.length === 1) return html`<section class="panel"><h2>${only.name}</h2>${historyCharts(view, historyOf(only), only.bestEpoch)}</section>`;
  const epochs = Math.max(...done.map((run) => historyOf(run).length));
  const x = Array.from({ length: epochs }, (_, i) => i + 1);
  const lines = done.map((run, colour) => {
    const history = historyOf(run);
    return { name: run.name, colour, values: x.map((epoch) => history[epoch - 1]?.valAccuracy ?? history[epoch - 1]?.accuracy ?? null) };
  });
  return html`<section class="panel"><h2>${text.comparisonTitle}</h2>
    ${curves({ x, curves: lines, xLabel: text.epoch, yLabel: text.accuracy, yRange: [0, 1], formatX: (value) => (Number.isInteger(value) ? format.integer(value) : ''), formatY: (value) => format.percent(value) },
      text.comparisonTitle, text, lines.map(({ name, values }) => `${name}: ${format.percent(values.findLast((value) => value !== null) ?? 0)}`).join(', '), true)}
  </section>`;
}
