// A clip along time: waveform, spectrogram and segment predictions over one time axis, with a cursor that is a slider.
import { html, nothing, type TemplateResult } from 'lit';
import { frequencyTicks, timeTickLabel, timeTicks, type Tick } from './axis.js';
import type { Formatter } from './format.js';
import { melFrequency, type MelBands } from './mel.js';
import { paint } from './paint.js';
import { CEILING_DB, FLOOR_DB, paintColourBar, paintSpectrogram, type SpectrogramData } from './spectrogram.js';
import { styleProps } from './style-props.js';
import { paintTimeline, type TimelineData } from './timeline.js';
import { paintWaveform, type WaveformData } from './waveform.js';
import type { ClipPlotsStrings } from './strings.js';

export type ClipPlotsModel = {
  durationS: number;
  /** Null while the drawing data is not there yet. */
  waveform: WaveformData | null;
  spectrogram: (SpectrogramData & MelBands) | null;
  timeline: TimelineData | null;
  /** Room for time labels. */
  maxTicks: number;
};

const COLOUR_BAR_TICKS: Tick[] = [FLOOR_DB, FLOOR_DB / 2, CEILING_DB].map((db) => ({
  position: (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB), value: db, digits: 0,
}));

/** Largest sample magnitude of the clip. */
export function peakOf({ peaks }: WaveformData): number {
  let peak = 0;
  for (const value of peaks) peak = Math.max(peak, Math.abs(value));
  return peak;
}

/** Centre frequency of the band whose loudest frame is the clip's loudest. */
export function loudestFrequency(data: SpectrogramData & MelBands): number {
  let best = 0;
  for (let i = 1; i < data.frames * data.bands; i += 1) {
    if ((data.values[i] as number) > (data.values[best] as number)) best = i;
  }
  return melFrequency(((best % data.bands) + 0.5) / data.bands, data);
}

// The twins' texts are worked out once a clip, not at every render.
const twins = new WeakMap<object, number>();
function once<T extends object>(data: T, compute: (data: T) => number): number {
  let value = twins.get(data);
  if (value === undefined) {
    value = compute(data);
    twins.set(data, value);
  }
  return value;
}

export function clipPlots(model: ClipPlotsModel, strings: ClipPlotsStrings, format: Formatter, seek: (seconds: number) => void): TemplateResult {
  const { durationS, waveform, spectrogram, timeline } = model;
  const axisLabels = (ticks: readonly Tick[], text: (tick: Tick) => string): TemplateResult[] =>
    ticks.map((tick) => html`<span class="tick" ${styleProps({ '--at': tick.position })}>${text(tick)}</span>`);

  return html`<div class="plots" part="plots">
    <div class="plot plot-waveform">
      ${waveform
        ? html`<canvas role="img" aria-label=${`${strings.waveform}. ${strings.waveformTwin(format.decibel(20 * Math.log10(once(waveform, peakOf)), 'dBFS'))}`}
            ${paint(paintWaveform, waveform)}></canvas>`
        : nothing}
    </div>
    <div class="plot plot-spectrogram">
      ${spectrogram
        ? html`<div class="frequency-axis" aria-hidden="true">${axisLabels(frequencyTicks(spectrogram), (tick) => format.hertz(tick.value))}</div>
            <canvas role="img" aria-label=${`${strings.spectrogram}. ${strings.spectrogramTwin(format.hertz(once(spectrogram, loudestFrequency)))}`}
              ${paint(paintSpectrogram, spectrogram)}></canvas>
            <div class="colour-bar" aria-hidden="true">
              <canvas ${paint(paintColourBar, null)}></canvas>
              ${axisLabels(COLOUR_BAR_TICKS, (tick) => (tick.value === 0 ? '0 dB' : `−${Math.abs(tick.value)}`))}
            </div>`
        : nothing}
    </div>
    <div class="plot plot-timeline">
      ${timeline ? html`<canvas role="img" aria-label=${`${strings.segments}. ${strings.segmentsTwin}`} ${paint(paintTimeline, timeline)}></canvas>` : nothing}
    </div>
    <div class="time-axis" aria-hidden="true">
      ${axisLabels(timeTicks(durationS, model.maxTicks), (tick) => timeTickLabel(tick, durationS, format.decimal))}
      ${durationS < 60 ? html`<span class="unit">s</span>` : nothing}
    </div>
    <div class="cursor-layer">
      <input class="seek" type="range" min="0" max=${durationS} step="0.01" aria-label=${strings.position}
        aria-valuetext=${strings.positionOf(format.clock(0), format.clock(durationS))}
        @input=${(event: Event) => seek(Number((event.target as HTMLInputElement).value))} />
      <span class="cursor" aria-hidden="true"></span>
    </div>
  </div>`;
}

/** Moves the cursor of the plots inside `root` without a render; called at every frame of playback. */
export function setCursor(root: ParentNode, seconds: number, durationS: number, strings: ClipPlotsStrings, format: Formatter): void {
  const slider = root.querySelector<HTMLInputElement>('.seek');
  if (!slider) return;
  slider.value = String(seconds);
  slider.setAttribute('aria-valuetext', strings.positionOf(format.clock(seconds), format.clock(durationS)));
  slider.parentElement?.style.setProperty('--at', String(durationS > 0 ? seconds / durationS : 0));
}
