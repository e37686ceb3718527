// Step 3: clips as pictures, two side by side, the settings behind them, and the classes' average spectra.
import { html, nothing, type TemplateResult } from 'lit';
import type { Recipe } from '../../../api/training-types.js';
import { frequencyTicks, timeTicks } from '../../../ui/axis.js';
import { curves } from '../../../ui/curves.js';
import { evenTicks, figure, type AxisTick } from '../../../ui/figure.js';
import { paintMatrix } from '../../../ui/matrix-image.js';
import { paintWaveform } from '../../../ui/waveform.js';
import type { ClipRecord } from '../../../store/types.js';
import { FEATURE_FIELDS } from '../fields.js';
import { baseConfig, LOOK_KINDS, type Look, type LookKind } from '../look.js';
import type { Project } from '../project.js';
import type { View } from '../view.js';
import { computeAverages, lookOf, shownClip } from '../work.js';
import { clipPicker, nextStep, settingsForm } from './parts.js';

export function lookView(view: View): TemplateResult {
  const { session, state, text } = view;
  const { project, recipe } = session;
  if (!project || !recipe) return html``;
  const first = shownClip(view, state.clipA);
  if (!first) return html`<section class="panel"><p>${text.needClips}</p></section>`;
  const second = shownClip(view, state.clipB ?? otherClass(project, first));
  const choose = (slot: 'clipA' | 'clipB') => (id: string): void => {
    state[slot] = id;
    view.changed();
  };
  return html`
    <section class="panel" aria-labelledby="look-title">
      <div class="panel-head"><h2 id="look-title">${text.lookTitle}</h2></div>
      <div class="choices" role="radiogroup" aria-label=${text.lookAs}>
        ${LOOK_KINDS.map((kind) => html`<label class="choice"><input type="radio" name="look" value=${kind} .checked=${kind === state.lookKind} data-testid=${`look-${kind}`}
          @change=${() => {
            state.lookKind = kind;
            view.changed();
          }} /><span>${text.looks[kind]}</span></label>`)}
      </div>
      <div class="side-by-side">
        <div>${clipPicker(view, project, first, text.firstClip, choose('clipA'))}${picture(view, first, state.lookKind)}</div>
        ${second ? html`<div>${clipPicker(view, project, second, text.secondClip, choose('clipB'))}${picture(view, second, state.lookKind)}</div>` : nothing}
      </div>
    </section>
    ${averages(view)}
    <section class="panel" aria-labelledby="features-title">
      <details><summary id="features-title">${text.featuresTitle}</summary>
        <p class="quiet">${text.featuresText}</p>
        ${settingsForm(view, FEATURE_FIELDS, { features: session.examples?.trainer?.info.features })}
      </details>
    </section>
    ${nextStep(view, 'network', text.lookNext)}
  `;
}

function otherClass(project: Project, first: ClipRecord): string | null {
  const clips = [...project.clips.values()].filter((clip) => project.usable(clip));
  return (clips.find(({ label }) => label !== first.label) ?? clips.find(({ id }) => id !== first.id))?.id ?? null;
}

function picture(view: View, clip: ClipRecord, kind: LookKind): TemplateResult {
  const { text, format, session } = view;
  const look = lookOf(view, clip, kind);
  const name = `${text.looks[kind]}: ${clip.id}`;
  if (look.kind === 'failed') return html`<p class="danger" role="status">${session.notices.sentenceOf(look.error)}</p>`;
  if (look.kind === 'waiting') return html`<div class="figure-wait" role="status"><span class="quiet">${text.working}</span></div>`;
  if (look.kind === 'line') return spectrumChart(view, look, name);
  const seconds = (durationS: number): AxisTick[] =>
    timeTicks(durationS, 5).map(({ position, value, digits }) => ({ position, text: format.decimal(value, digits) }));
  if (look.kind === 'waveform') {
    return html`${figure({
      label: `${name}. ${text.peakOf(format.decibel(20 * Math.log10(Math.max(1e-9, look.peak)), 'dBFS'))}`, painter: paintWaveform, data: look, xTicks: seconds(look.durationS), xUnit: 's',
      yTicks: evenTicks(-1, 1, 5, (value) => format.decimal(value, 1)), yUnit: '', colourTicks: null,
    })}${waveformTable(view, look, name)}`;
  }
  const yTicks = look.frequencies.length > 0
    ? look.frequencies.map(({ position, hz }) => ({ position, text: format.hertz(hz) }))
    : kind === 'mel' ? melTicks(view, look.rows) : evenTicks(0, look.rows - 1, Math.min(5, look.rows), (value) => format.integer(Math.round(value)));
  const digits = look.unit === 'dB' ? 0 : 1;
  return html`${figure({
    label: `${name}. ${text.matrixOf(format.integer(look.frames), format.integer(look.rows))}`, painter: paintMatrix, data: look, xTicks: seconds(look.durationS), xUnit: 's',
    yTicks, yUnit: '', colourTicks: evenTicks(look.low, look.high, 3, (value) => format.decimal(value, digits)), colourUnit: look.unit, tall: true,
  })}${matrixTable(view, look, name, yTicks)}`;
}

/** Round frequencies on the mel axis of the recipe. */
function melTicks(view: View, rows: number): AxisTick[] {
  const base = baseConfig(view.session.recipe as Recipe);
  const axis = {
    bands: rows, fMinHz: Number(base['f_min_hz'] ?? 0), fMaxHz: Number(base['f_max_hz'] ?? 0) || base.sample_rate / 2,
    melScale: base['mel_scale'] === 'htk' ? ('htk' as const) : ('slaney' as const),
  };
  return frequencyTicks(axis).map(({ position, value }) => ({ position, text: view.format.hertz(value) }));
}

function spectrumChart(view: View, look: Extract<Look, { kind: 'line' }>, name: string, titled = false): TemplateResult {
  const { text, format } = view;
  const loudest = look.lines.map(({ name: line, db }) => {
    const best = db.reduce<number>((most, value, i) => ((value ?? -Infinity) > ((db[most] ?? -Infinity) as number) ? i : most), 0);
    return `${line ? `${line}: ` : ''}${text.loudestAt(format.hertz(look.hz[best] ?? 0))}`;
  });
  return curves({
    x: look.hz, xLabel: text.frequencyHz, yLabel: 'dB', yRange: [null, null], formatX: (value) => format.integer(Math.round(value)), formatY: (value) => format.decimal(value, 0),
    curves: look.lines.map(({ name: line, db }, i) => ({ name: line || text.meanPower, values: db, colour: i, dashed: i >= 8 })),
  }, name, text, loudest.join(' '), titled);
}

function averages(view: View): TemplateResult {
  const { state, text, session } = view;
  const { averages: look } = state;
  return html`<section class="panel" aria-labelledby="averages-title">
    <div class="panel-head"><h2 id="averages-title">${text.averagesTitle}</h2>
      <button type="button" class="small" data-testid="averages" @click=${() => void computeAverages(view)}>${look ? text.again : text.workOut}</button></div>
    ${look === null ? html`<p class="quiet">${text.averagesText}</p>` : nothing}
    ${look?.kind === 'waiting' ? html`<div class="figure-wait" role="status"><span class="quiet">${text.working}</span></div>` : nothing}
    ${look?.kind === 'failed' ? html`<p class="danger" role="status">${session.notices.sentenceOf(look.error)}</p>` : nothing}
    ${look?.kind === 'line' && look.lines.length > 0 ? spectrumChart(view, look, text.averagesTitle, true) : nothing}
  </section>`;
}

const TABLE_COLUMNS = 12;

function waveformTable(view: View, look: Extract<Look, { kind: 'waveform' }>, name: string): TemplateResult {
  const { text, format } = view;
  const rows = Array.from({ length: 20 }, (_, i) => {
    const from = Math.floor((i * look.columns) / 20);
    const to = Math.max(from + 1, Math.floor(((i + 1) * look.columns) / 20));
    let low = Infinity;
    let high = -Infinity;
    for (let c = from; c < to && c < look.columns; c += 1) {
      low = Math.min(low, look.peaks[2 * c] as number);
      high = Math.max(high, look.peaks[2 * c + 1] as number);
    }
    return { at: (i / 20) * look.durationS, low, high };
  }).filter(({ low, high }) => low <= high);
  return html`<details class="twin"><summary>${text.asTable}</summary><div class="table-frame" tabindex="0" role="group" aria-label=${name}><table class="data">
    <thead><tr><th scope="col" class="number">s</th><th scope="col" class="number">${text.lowest}</th><th scope="col" class="number">${text.highest}</th></tr></thead>
    <tbody>${rows.map(({ at, low, high }) => html`<tr><th scope="row" class="number">${format.decimal(at, 2)}</th><td class="number">${format.decimal(low, 3)}</td><td class="number">${format.decimal(high, 3)}</td></tr>`)}</tbody>
  </table></div></details>`;
}

/** Means over a dozen stretches of time at the ticks of the vertical axis. */
function matrixTable(view: View, look: Extract<Look, { kind: 'matrix' }>, name: string, ticks: readonly AxisTick[]): TemplateResult {
  const { text, format } = view;
  const columns = Math.min(TABLE_COLUMNS, look.frames);
  const rowOf = ({ position }: AxisTick): number => Math.min(look.rows - 1, Math.round(position * (look.rows - 1)));
  const mean = (column: number, row: number): number => {
    const from = Math.floor((column * look.frames) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * look.frames) / columns));
    let sum = 0;
    for (let frame = from; frame < to; frame += 1) sum += look.values[frame * look.rows + row] as number;
    return sum / (to - from);
  };
  return html`<details class="twin"><summary>${text.asTable}</summary><div class="table-frame" tabindex="0" role="group" aria-label=${name}><table class="data">
    <thead><tr><th scope="col">s</th>${[...ticks].map(({ text: tick }) => html`<th scope="col" class="number">${tick}</th>`)}</tr></thead>
    <tbody>${Array.from({ length: columns }, (_, column) => html`<tr><th scope="row" class="number">${format.decimal((column / columns) * look.durationS, 2)}</th>
      ${ticks.map((tick) => html`<td class="number">${format.decimal(mean(column, rowOf(tick)), 1)}</td>`)}</tr>`)}</tbody>
  </table></div></details>`;
}

