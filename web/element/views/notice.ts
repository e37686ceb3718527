// An error that is not about one clip: what happened and what to do, announced at once.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../ui/icons.js';
import type { ViewHost } from './host.js';

export function notice(host: ViewHost): TemplateResult {
  const { session, text } = host;
  // A question to the reader says itself what it is about.
  const failure = session.question ? null : session.notice ?? (session.state.kind === 'failed' ? session.state.failure : null);
  const retry = failure !== null && (failure.code.startsWith('microphone-') || session.state.kind === 'failed');
  // The live region is always there; only its content changes, so that every screen reader speaks it.
  return html`<div class="notice-region" role="alert">
    ${failure
      ? html`<div class="notice" part="error" data-testid="error" data-code=${failure.code}>
          ${icon('alert')}
          <div class="notice-text">
            <p>${host.sentence(failure)}</p>
            ${isSpecific(failure.code) ? html`<p class="notice-detail" lang="en">${failure.detail}</p>` : nothing}
          </div>
          <div class="notice-actions">
            ${retry ? html`<button type="button" class="small" @click=${() => host.retry()}>${text.tryAgain}</button>` : nothing}
            ${session.notice
              ? html`<button type="button" class="plain" aria-label=${text.dismiss} @click=${() => host.dismissNotice()}>${icon('close')}</button>`
              : nothing}
          </div>
        </div>`
      : host.tookNothing
        ? html`<div class="notice" part="error" data-testid="error" data-code="nothing">
            ${icon('alert')}
            <p class="notice-text">${text.nothingUsable}</p>
            <div class="notice-actions">
              <button type="button" class="plain" aria-label=${text.dismiss} @click=${() => host.dismissNotice()}>${icon('close')}</button>
            </div>
          </div>`
        : nothing}
  </div>`;
}

/** Microphone sentences say all there is; of models and defects the core knows more than the code. */
function isSpecific(code: string): boolean {
  return !code.startsWith('microphone-') && code !== 'cancelled';
}
