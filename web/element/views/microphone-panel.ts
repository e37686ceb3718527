// The microphone while it is asked for, recording or listening.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../ui/icons.js';
import { levelMeter } from '../../ui/level-meter.js';
import { scoreBars } from '../../ui/score-bars.js';
import { decisionClass } from './decision.js';
import type { ViewHost } from './host.js';

export function microphonePanel(host: ViewHost): TemplateResult | typeof nothing {
  const { state } = host.session;
  if (state.kind !== 'listening' && state.kind !== 'recording') return nothing;
  if (state.phase === 'prompting') return prompting(host);
  return state.kind === 'recording' ? recording(host) : listening(host);
}

function prompting(host: ViewHost): TemplateResult {
  const { text } = host;
  return html`<section class="panel prompting" role="status">
    <span class="pulse" aria-hidden="true">${icon('microphone')}</span>
    <div>
      <h2>${text.prompting}</h2>
      <p class="quiet">${text.promptingHint}</p>
    </div>
    <button type="button" class="stop" data-testid="stop" @click=${() => host.cancelMicrophone()}>${text.cancel}</button>
  </section>`;
}

function recording(host: ViewHost): TemplateResult {
  const { text } = host;
  return html`<section class="panel microphone-live" part="recorder">
    <div class="live-head">
      <h2 class="on-air">${text.recordingTitle}</h2>
      <span class="elapsed" role="timer" aria-label=${text.elapsed}></span>
    </div>
    ${levelMeter(text.level)}
    <p class="quiet">${text.recordingHint}</p>
    <div class="buttons">
      <button type="button" class="primary stop" part="button" data-testid="stop" @click=${() => host.stop()}>${icon('stop')}${text.finishRecording}</button>
      <button type="button" part="button" data-testid="cancel" @click=${() => host.cancelMicrophone()}>${text.cancel}</button>
    </div>
  </section>`;
}

function listening(host: ViewHost): TemplateResult {
  const { text, session, format } = host;
  const { update, detections } = session.microphone;
  const labels = session.info?.labels ?? [];
  const bars = update
    ? [...update.smoothed].map((score, i) => ({ label: labels[i] ?? String(i), score })).sort((a, b) => b.score - a.score).slice(0, shown(host))
    : [];
  const detected = update?.detected === true;
  return html`<section class="panel microphone-live" part="live">
    <div class="live-head">
      <h2 class="on-air">${text.listeningTitle}</h2>
      <span class="elapsed" role="timer" aria-label=${text.elapsed}></span>
      <button type="button" class="primary stop" part="button" data-testid="stop" title=${text.listeningHint} @click=${() => host.stop()}>
        ${icon('stop')}${text.stop}</button>
    </div>
    <div class="live-picture">
      <canvas class="live" role="img" aria-label=${text.liveSpectrogram}></canvas>
    </div>
    ${levelMeter(text.level)}
    <div class="live-columns">
      <div>
        <p class=${decisionClass(detected && update ? update.top.label : null)} part="label" data-testid="result-label">
          ${detected && update ? update.top.label : text.quiet}
        </p>
        ${scoreBars(bars, format, detected)}
      </div>
      <div class="detections">
        <h3 class="caption">${text.detections}</h3>
        ${detections.length === 0 ? html`<p class="quiet">${text.detectionsEmpty}</p>` : detectionList(host)}
      </div>
    </div>
    ${settings(host)}
  </section>`;
}

/** What the last stream heard, when it is over. */
export function heard(host: ViewHost): TemplateResult | typeof nothing {
  const { text, session } = host;
  if (session.microphone.detections.length === 0) return nothing;
  return html`<section class="panel detections" aria-labelledby="heard-title">
    <div class="panel-head">
      <h2 id="heard-title">${text.detections}</h2>
      <button type="button" class="plain" aria-label=${text.dismiss} title=${text.dismiss} @click=${() => host.forgetDetections()}>
        ${icon('close')}
      </button>
    </div>
    ${detectionList(host)}
  </section>`;
}

function detectionList({ text, format, session }: ViewHost): TemplateResult {
  return html`<ol data-testid="detections" tabindex="0" aria-label=${text.detections}>
    ${session.microphone.detections.map(({ label, startS, endS, score }) => html`<li>
      <span class="detection-time">${format.clock(startS)}–${format.clock(endS)}</span>
      <span class="detection-label">${label}</span>
      <span class="detection-score">${format.percent(score)}</span>
    </li>`)}
  </ol>`;
}

function shown(host: ViewHost): number {
  return host.top > 0 ? host.top : (host.session.info?.labels.length ?? 0);
}

function settings(host: ViewHost): TemplateResult {
  const { text, microphoneSettings, devices, format, session } = host;
  const threshold = microphoneSettings.threshold ?? (session.info && session.info.threshold > 0 ? session.info.threshold : 0.5);
  return html`<details class="settings">
    <summary>${icon('settings')}${text.microphoneSettings}</summary>
    <div class="fields">
      <label class="field">
        <span>${text.device}</span>
        <select data-testid="device" @change=${(event: Event) => host.changeMicrophone({ deviceId: (event.target as HTMLSelectElement).value })}>
          <option value="" .selected=${microphoneSettings.deviceId === ''}>${text.deviceDefault}</option>
          ${devices.map(({ deviceId, label }, i) => html`<option value=${deviceId} .selected=${deviceId === microphoneSettings.deviceId}>
            ${label || text.deviceNumber(format.integer(i + 1))}
          </option>`)}
        </select>
      </label>
      <label class="field">
        <span>${text.detectFrom} <output>${format.percent(threshold)}</output></span>
        <input type="range" min="0.05" max="0.99" step="0.01" .value=${String(threshold)}
          @change=${(event: Event) => host.changeMicrophone({ threshold: Number((event.target as HTMLInputElement).value) })} />
      </label>
      <label class="switch">
        <input type="checkbox" role="switch" data-testid="processing" .checked=${microphoneSettings.processing} aria-describedby="processing-hint"
          @change=${(event: Event) => host.changeMicrophone({ processing: (event.target as HTMLInputElement).checked })} />
        <span>${text.processing}</span>
      </label>
      <p class="quiet hint" id="processing-hint">${text.processingHint}</p>
    </div>
  </details>`;
}
