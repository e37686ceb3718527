// The ways in for sound: drop, choose, paste, record, listen, and clips to try.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { icon } from '../../ui/icons.js';
import { ACCEPT } from '../files.js';
import { canUseModel, usesMicrophone } from '../state.js';
import type { ViewHost } from './host.js';
import { notice } from './notice.js';

export function intake(host: ViewHost): TemplateResult {
  const { mode, session } = host;
  const busy = usesMicrophone(session.state);
  return html`
    ${mode === 'all' || mode === 'file' ? dropZone(host) : nothing}
    ${mode === 'file' || busy ? nothing : microphoneButtons(host)}
    ${notice(host)}
    ${host.samples.length > 0 && session.queue.clips.length === 0 && !busy ? sampleList(host) : nothing}
  `;
}

function dropZone(host: ViewHost): TemplateResult {
  const { text, disabled } = host;
  const compact = host.session.queue.clips.length > 0 || usesMicrophone(host.session.state);
  const picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    // Copied first: clearing the value, so that the same file can be chosen again, empties the list.
    host.pickFiles([...(input.files ?? [])]);
    input.value = '';
  };
  const open = (event: Event): void => {
    const { previousElementSibling } = event.currentTarget as HTMLElement;
    if (previousElementSibling instanceof HTMLInputElement) previousElementSibling.click();
  };
  return html`<div class=${compact ? 'files compact' : 'files'} @dragenter=${host.drag} @dragover=${host.drag} @dragleave=${host.drag} @drop=${host.drop}>
    <input type="file" hidden multiple accept=${ACCEPT} data-testid="file-input" ?disabled=${disabled} @change=${picked} />
    <button type="button" class=${host.dragging ? 'drop-zone dragging' : 'drop-zone'} part="drop-zone" data-testid="drop-zone"
      ?disabled=${disabled} @click=${open}>
      ${compact ? nothing : wave()}
      <span class="drop-title">${host.dragging ? text.dropNow : compact ? text.addMore : text.dropTitle}</span>
      ${compact ? nothing : html`<span class="drop-hint">${text.dropHint}</span><span class="choose">${icon('file')}${text.chooseFiles}</span>`}
    </button>
    <input type="file" hidden multiple webkitdirectory data-testid="folder-input" ?disabled=${disabled} @change=${picked} />
    <button type="button" class="folder" part="button" ?disabled=${disabled} @click=${open}>${icon('folder')}${text.chooseFolder}</button>
  </div>`;
}

/** Bars of a spoken word's envelope: two bursts, as in "seven". Decoration only. */
function wave(): TemplateResult {
  const bars = Array.from({ length: 57 }, (_, i) => {
    const x = i / 56;
    const burst = (centre: number, width: number): number => Math.exp(-(((x - centre) / width) ** 2));
    const ripple = 0.62 + 0.38 * Math.sin(i * 2.4) * Math.cos(i * 0.9);
    return 2 + 58 * (burst(0.36, 0.13) + 0.62 * burst(0.68, 0.1)) * ripple;
  });
  return html`<svg class="wave" viewBox="0 0 456 60" preserveAspectRatio="none" aria-hidden="true">
    ${bars.map((height, i) => svg`<rect x=${i * 8 + 2} y=${30 - height / 2} width="3" height=${height} rx="1.5"/>`)}
  </svg>`;
}

function microphoneButtons(host: ViewHost): TemplateResult {
  const { mode, session, text } = host;
  const unusable = host.disabled || !canUseModel(session.state);
  return html`<div class="microphone-buttons">
    ${mode === 'all' || mode === 'record'
      ? html`<button type="button" class="tile" part="button" data-testid="record" ?disabled=${unusable} @click=${() => host.start('record')}>
          ${icon('record')}${text.record}</button>`
      : nothing}
    ${mode === 'all' || mode === 'live'
      ? html`<button type="button" class="tile" part="button" data-testid="listen" ?disabled=${unusable} @click=${() => host.start('listen')}>
          ${icon('listen')}${text.listen}</button>`
      : nothing}
  </div>`;
}

function sampleList(host: ViewHost): TemplateResult {
  return html`<section class="samples" part="samples">
    <h2 class="caption">${host.text.samplesTitle}</h2>
    <ul>
      ${host.samples.map((sample, i) => html`<li>
        <button type="button" class="chip" data-testid=${`sample-${i}`} ?disabled=${host.disabled} @click=${() => host.trySample(sample)}>
          ${icon('play')}${sample.title}
        </button>
      </li>`)}
    </ul>
  </section>`;
}

export function privacyNote(host: ViewHost): TemplateResult {
  return html`<div class="privacy" part="privacy" data-testid="privacy">
    ${icon('lock')}
    <p><strong>${host.text.privacyTitle}.</strong> ${host.text.privacyText}</p>
  </div>`;
}
