// Step 2: what the envelope gate keeps, how clips are cut, at which level they are heard.
import { html, nothing, type TemplateResult } from 'lit';
import { timeTicks } from '../../../ui/axis.js';
import { paintEnvelope, scaleOf } from '../../../ui/envelope-plot.js';
import { evenTicks, figure } from '../../../ui/figure.js';
import { keptStretches, tableTwin } from '../../../ui/table-twin.js';
import type { Project } from '../project.js';
import { valueOf, type View } from '../view.js';
import { cleanSettings, computeTotals, ensureCleaned, shownClip, type CleanSettings } from '../work.js';
import { clipPicker, nextStep } from './parts.js';

const QUIETEST_DB = -90;
const LOUDEST_DB = -6;
/** Of a clip that is cut to shreds, the table has the first. */
const MOST_STRETCHES = 200;
let draft: number | null = null;
let totalsAbort: AbortController | null = null;

export function cleanView(view: View): TemplateResult {
  const { session, state, text } = view;
  const { project, recipe } = session;
  if (!project || !recipe) return html``;
  const clip = shownClip(view, state.clipA);
  if (!clip) return html`<section class="panel"><p>${text.needClips}</p></section>`;
  const stored = cleanSettings(view);
  const settings = draft === null ? stored : { ...stored, threshold: draft };
  ensureCleaned(view, clip, settings);
  return html`
    <section class="panel" aria-labelledby="clean-title">
      <div class="panel-head"><h2 id="clean-title">${text.cleanTitle}</h2></div>
      <p class="quiet">${text.cleanText}</p>
      ${controls(view, settings)}
      ${clipPicker(view, project, clip, text.clip, (id) => {
        state.clipA = id;
        view.changed();
      })}
      ${preview(view, settings)}
    </section>
    ${totals(view, project, stored)}
    ${nextStep(view, 'look', text.cleanNext)}
  `;
}

function controls(view: View, settings: CleanSettings): TemplateResult {
  const { text, format, session } = view;
  const db = 20 * Math.log10(settings.threshold);
  const set = (path: readonly string[], value: unknown): void => session.setRecipeValue(['features', 'preprocess', ...path], value);
  return html`<div class="clean-controls">
    <label class="switch"><input type="checkbox" role="switch" .checked=${settings.enabled} data-testid="gate"
      @change=${(event: Event) => set(['gate'], { enabled: (event.target as HTMLInputElement).checked, threshold: settings.threshold, window_s: settings.windowS })} />
      <span>${text.gate}</span></label>
    <label class="field"><span>${text.threshold} <output>${format.decibel(db, 'dBFS')} <span class="quiet">${text.of16bit(format.decimal(settings.threshold * 32768, 1))}</span></output></span>
      <input type="range" min=${QUIETEST_DB} max=${LOUDEST_DB} step="0.5" .value=${String(db)} ?disabled=${!settings.enabled} data-testid="gate-threshold" aria-valuetext=${format.decibel(db, 'dBFS')}
        @input=${(event: Event) => {
          draft = 10 ** (Number(valueOf(event)) / 20);
          view.changed();
        }}
        @change=${(event: Event) => {
          draft = null;
          set(['gate', 'threshold'], 10 ** (Number(valueOf(event)) / 20));
        }} /></label>
    <label class="field-inline"><span>${text.pieceLength}</span>
      <select data-testid="piece-length" @change=${(event: Event) => set(['segment', 'length_s'], Number(valueOf(event)))}>
        ${[...new Set([0, 0.5, 1, 2, 3, 5, settings.pieceS])].sort((a, b) => a - b).map((s) => html`<option value=${s} .selected=${s === settings.pieceS}>${s === 0 ? text.wholeClip : text.seconds(format.decimal(s, s % 1 ? 1 : 0))}</option>`)}
      </select></label>
    <label class="field-inline"><span>${text.levelling}</span>
      <select @change=${(event: Event) => set(['level'], valueOf(event))}>
        ${(['none', 'peak', 'rms'] as const).map((level) => html`<option value=${level} .selected=${level === settings.level}>${text.levels[level]}</option>`)}
      </select></label>
  </div>`;
}

function preview(view: View, settings: CleanSettings): TemplateResult {
  const { state, text, format } = view;
  const cleaned = state.cleaned;
  if (cleaned?.problem) return html`<p class="danger" role="status">${cleaned.problem}</p>`;
  const clip = cleaned?.clip;
  if (!clip?.preview) return html`<div class="figure-wait" role="status"><span class="quiet">${text.working}</span></div>`;
  const { preview } = clip;
  const scale = scaleOf(preview);
  const kept = clip.lengthS > 0 ? clip.keptS / clip.lengthS : 0;
  return html`${figure({
    label: text.cleanPicture(format.percent(kept)), painter: paintEnvelope, data: preview,
    xTicks: timeTicks(clip.lengthS, 7).map(({ position, value, digits }) => ({ position, text: format.decimal(value, digits) })), xUnit: 's',
    yTicks: evenTicks(-scale, scale, 3, (value) => format.decimal(value, 2)), yUnit: '', colourTicks: null,
  })}
  <p class="legend static"><span class="legend-entry"><span class="swatch kept" aria-hidden="true"></span>${text.kept}</span>
    <span class="legend-entry"><span class="swatch removed" aria-hidden="true"></span>${text.removedPart}</span>
    <span class="legend-entry"><span class="swatch envelope" aria-hidden="true"></span>${text.envelope}</span>
    <span class="legend-entry"><span class="swatch line dashed" aria-hidden="true"></span>${text.threshold}</span></p>
  ${tableTwin({
    asTable: text.asTable, title: text.cleanStretches, words: [2], columns: [text.from, text.to, text.columns.state],
    rows: keptStretches(preview.kept, clip.lengthS).slice(0, MOST_STRETCHES).map(({ startS, endS, kept: stays }) =>
      [`${format.decimal(startS, 2)} s`, `${format.decimal(endS, 2)} s`, stays ? text.kept : text.removedPart]),
  })}
  <table class="data narrow" data-testid="clean-figures">
    <caption class="visually-hidden">${text.cleanTitle}</caption>
    <tbody>
      <tr><th scope="row">${text.length}</th><td class="number">${format.duration(clip.lengthS)}</td></tr>
      <tr><th scope="row">${text.kept}</th><td class="number">${settings.enabled ? format.duration(clip.keptS) : format.duration(clip.lengthS)} (${format.percent(settings.enabled ? kept : 1)})</td></tr>
      <tr><th scope="row">${text.pieces}</th><td class="number">${format.integer(clip.pieces)}</td></tr>
    </tbody>
  </table>
  ${settings.enabled ? nothing : html`<p class="quiet">${text.gateOff}</p>`}`;
}

function totals(view: View, project: Project, settings: CleanSettings): TemplateResult {
  const { state, text, format } = view;
  const { totals: known } = state;
  const working = known !== null && known.done < known.total;
  const stale = known !== null && known.key !== JSON.stringify([project.edits, settings]);
  return html`<section class="panel" aria-labelledby="totals-title">
    <div class="panel-head"><h2 id="totals-title">${text.totalsTitle}</h2>
      <button type="button" class="small" ?disabled=${working} data-testid="totals" @click=${() => {
        totalsAbort?.abort();
        totalsAbort = new AbortController();
        void computeTotals(view, settings, totalsAbort.signal);
      }}>${known ? text.again : text.workOut}</button></div>
    ${known === null ? html`<p class="quiet">${text.totalsText}</p>` : nothing}
    ${working ? html`<progress max=${known.total} .value=${known.done} aria-label=${text.totalsTitle}></progress>` : nothing}
    ${stale && !working ? html`<p class="quiet">${text.totalsStale}</p>` : nothing}
    ${known && known.rows.length > 0
      ? html`<div class="table-frame" tabindex="0" role="group" aria-label=${text.totalsTitle}><table class="data" data-testid="totals-table">
          <thead><tr><th scope="col">${text.class}</th><th scope="col" class="number">${text.clipsTitle}</th><th scope="col" class="number">${text.kept}</th>
            <th scope="col" class="number">${text.removedPart}</th><th scope="col" class="number">${text.pieces}</th></tr></thead>
          <tbody>${known.rows.map((row) => html`<tr><th scope="row">${row.label}</th><td class="number">${format.integer(row.clips)}</td><td class="number">${format.duration(row.keptS)}</td>
            <td class="number">${format.duration(row.removedS)}</td><td class="number">${format.integer(row.pieces)}</td></tr>`)}</tbody>
        </table></div>`
      : nothing}
  </section>`;
}
