// Input level in [0, 1] drawn on a decibel scale from -60 dBFS to 0.
import { html, type TemplateResult } from 'lit';

const FLOOR_DB = -60;

/** Share of the meter that a peak fills. */
export function meterFraction(peak: number): number {
  if (!(peak > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(peak)) / FLOOR_DB));
}

/** The frame; the level itself is written with setMeterLevel, twenty times a second and without a render. */
export function levelMeter(name: string): TemplateResult {
  return html`<div class="meter" part="meter" role="meter" aria-label=${name} aria-valuemin="0" aria-valuemax="100" aria-valuenow="0">
    <span class="meter-fill"></span>
  </div>`;
}

export function setMeterLevel(meter: HTMLElement, peak: number): void {
  const fraction = meterFraction(peak);
  meter.style.setProperty('--level', fraction.toFixed(3));
  meter.setAttribute('aria-valuenow', String(Math.round(fraction * 100)));
  meter.classList.toggle('clipping', peak >= 0.99);
}
