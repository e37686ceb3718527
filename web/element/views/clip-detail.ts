// One clip: the answer first, then its scores, its sound along time, and what the file says about itself.
import { html, nothing, type TemplateResult } from 'lit';
import type { ClipPrediction, ClipView } from '../../api/types.js';
import { clipPlots, type ClipPlotsModel } from '../../ui/clip-plots.js';
import { icon } from '../../ui/icons.js';
import { metadataTable } from '../../ui/metadata-table.js';
import { scoreBars } from '../../ui/score-bars.js';
import { segmentRuns, type Run } from '../../ui/segment-runs.js';
import { decide, type Clip } from '../clip.js';
import { decisionClass } from './decision.js';
import { exportButtons } from './clip-list.js';
import type { ViewHost } from './host.js';

/** Time labels that fit the narrowest plot without touching. */
const MAX_TIME_TICKS = 8;

export function clipDetail(host: ViewHost): TemplateResult | typeof nothing {
  const clip = host.session.queue.selected;
  if (!clip) return nothing;
  const { text } = host;
  return html`<section class="panel clip-detail" part="result" aria-labelledby="detail-title">
    <div class="panel-head">
      <h2 id="detail-title" class="file-title" tabindex="-1">${clip.name}</h2>
      <button type="button" class="plain" data-testid="remove" aria-label=${text.remove} title=${text.remove} @click=${() => host.removeClip(clip.id)}>
        ${icon('close')}
      </button>
    </div>
    ${body(host, clip)}
  </section>`;
}

function body(host: ViewHost, clip: Clip): TemplateResult {
  const { text, format } = host;
  const { status } = clip;
  switch (status.kind) {
    case 'waiting':
      return html`<p class="quiet">${text.status.waiting}</p>`;
    case 'cancelled':
      return html`<p class="quiet">${text.status.cancelled}</p>`;
    case 'working':
      return html`<div class="in-progress">
        <p>${text.classifying}${status.remainingS !== null && status.remainingS >= 1
          ? html` <span class="quiet">${text.left(format.duration(Math.ceil(status.remainingS)))}</span>` : nothing}</p>
        <progress max="1" .value=${status.fraction} aria-label=${text.classifying}></progress>
        <button type="button" class="small" @click=${() => host.stopQueue()}>${text.cancel}</button>
      </div>`;
    case 'failed':
      return html`<div class="clip-failed" role="alert" data-testid="error" data-code=${status.failure.code}>
        ${icon('alert')}
        <div><p>${host.sentence(status.failure)}</p><p class="notice-detail" lang="en">${status.failure.detail}</p></div>
      </div>`;
    case 'done':
      return answer(host, clip, status.prediction, status.view);
  }
}

function answer(host: ViewHost, clip: Clip, prediction: ClipPrediction, view: ClipView | null): TemplateResult {
  const { text, format, session } = host;
  const decision = decide(prediction, host.threshold);
  const best = prediction.predictions[0];
  const total = prediction.predictions.length;
  const limited = host.top > 0 && total > host.top;
  const bars = limited && !host.allScores ? prediction.predictions.slice(0, host.top) : prediction.predictions;
  const runs = runsOf(prediction, host.threshold ?? session.info?.threshold ?? 0);
  return html`
    <div class="answer">
      <div class="verdict">
        <p class=${decisionClass(decision?.label ?? null)} part="label" data-testid="result-label">${decision?.label ?? text.noneOfThese}</p>
        <p class="decision-note">
          ${decision
            ? format.percent(decision.score)
            : best
              ? `${text.noneOfTheseHint} ${text.bestGuess(best.label, format.percent(best.score))}`
              : text.nothingToClassify}
        </p>
      </div>
      <div class="score-block">
        ${scoreBars(bars, format, decision !== null)}
        ${limited
          ? html`<button type="button" class="link" aria-expanded=${host.allScores} @click=${() => host.toggleAllScores()}>
              ${host.allScores ? text.showFewer : text.showAll(format.integer(total))}
            </button>`
          : nothing}
      </div>
    </div>
    ${prediction.warnings.length > 0
      ? html`<div class="warnings" data-testid="warnings">
          ${icon('alert')}
          <div><h3 class="visually-hidden">${text.warnings}</h3>${prediction.warnings.map((warning) => html`<p lang="en">${warning}</p>`)}</div>
        </div>`
      : nothing}
    ${player(host, clip, prediction)}
    ${clipPlots(plotsOf(prediction, view, runs, session.info?.labels ?? []), text, format, (seconds) => host.seek(clip, seconds))}
    <div class="twins">
      ${runs.length > 0 ? segmentTable(host, runs) : nothing}
      <details>
        <summary>${text.facts}</summary>
        ${metadataTable(clip.name, prediction.info, text, format)}
      </details>
    </div>
    ${session.queue.clips.length === 1 ? exportButtons(host) : nothing}
  `;
}

function player(host: ViewHost, clip: Clip, prediction: ClipPrediction): TemplateResult {
  const { text, format } = host;
  const playing = host.player.playing;
  // The time of the cursor is written by the presenter, at every frame.
  return html`<div class="player">
    <button type="button" class="round" data-testid="play" aria-label=${playing ? text.pause : text.play} @click=${() => host.togglePlay(clip)}>
      ${icon(playing ? 'pause' : 'play')}
    </button>
    <span class="player-time"><span class="player-now"></span> / ${format.clock(prediction.durationS)}</span>
    ${clip.recorded
      ? html`<button type="button" class="small" data-testid="save-recording" @click=${() => host.saveRecording(clip)}>${icon('download')}${text.saveRecording}</button>`
      : nothing}
    ${host.player.failed ? html`<p class="quiet" role="status">${text.cannotPlay}</p>` : nothing}
  </div>`;
}

function segmentTable(host: ViewHost, runs: readonly Run[]): TemplateResult {
  const { text, format, session } = host;
  return html`<details @toggle=${(event: Event) => host.openSegments((event.target as HTMLDetailsElement).open)}>
    <summary>${text.segmentTable}</summary>
    <div class="table-frame" role="region" tabindex="0" aria-label=${text.segmentTable}>
      <table class="runs">
        <thead><tr>
          <th scope="col">${text.from}</th><th scope="col">${text.to}</th><th scope="col">${text.columnLabel}</th>
          <th scope="col" class="number">${text.columnScore}</th>
        </tr></thead>
        <tbody>
          ${(host.showSegments ? runs : []).map((run) => html`<tr>
            <td>${format.clock(run.startS)}</td><td>${format.clock(run.endS)}</td>
            <td>${session.info?.labels[run.index] ?? text.noneOfThese}</td>
            <td class="number">${format.percent(run.score)}</td>
          </tr>`)}
        </tbody>
      </table>
    </div>
  </details>`;
}

// Worked out once for each prediction (and threshold): renders are frequent while other clips are in progress, and the
// canvases repaint when the identity of their data changes.
const runsCache = new WeakMap<ClipPrediction, { threshold: number; runs: Run[] }>();
function runsOf(prediction: ClipPrediction, threshold: number): Run[] {
  const cached = runsCache.get(prediction);
  if (cached?.threshold === threshold) return cached.runs;
  const runs = segmentRuns(prediction.segments, threshold);
  runsCache.set(prediction, { threshold, runs });
  return runs;
}

const plotsCache = new WeakMap<Run[], { view: ClipView | null; plots: ClipPlotsModel }>();
function plotsOf(prediction: ClipPrediction, view: ClipView | null, runs: Run[], labels: readonly string[]): ClipPlotsModel {
  const cached = plotsCache.get(runs);
  if (cached?.view === view) return cached.plots;
  const { durationS } = prediction;
  const plots: ClipPlotsModel = {
    durationS,
    waveform: view && { peaks: view.peaks, columns: view.columns },
    spectrogram: view && view.spectrogram,
    timeline: runs.length > 0 ? { runs, labels, durationS } : null,
    maxTicks: MAX_TIME_TICKS,
  };
  plotsCache.set(runs, { view, plots });
  return plots;
}
