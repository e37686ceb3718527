// The model card: what the model file says about itself, in a dialog.
import { html, nothing, type TemplateResult } from 'lit';
import type { ModelCard, ModelInfo } from '../../api/types.js';
import { icon } from '../../ui/icons.js';
import type { ViewHost } from './host.js';

export function cardDialog(host: ViewHost): TemplateResult {
  const { text, session } = host;
  const close = (event: Event): void => (event.target as Element).closest('dialog')?.close();
  // A click on the dialog element itself is one on its backdrop: its content fills it.
  const backdrop = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
  };
  return html`<dialog class="card" part="card" aria-labelledby="card-title" @click=${backdrop}>
    <div class="card-body">
      <div class="panel-head">
        <h2 id="card-title">${host.modelTitle}</h2>
        <button type="button" class="plain" aria-label=${text.close} @click=${close}>${icon('close')}</button>
      </div>
      ${session.info ? content(host, session.info) : nothing}
    </div>
  </dialog>`;
}

function content(host: ViewHost, info: ModelInfo): TemplateResult {
  const { text, format } = host;
  const { card } = info;
  const rate = format.hertz(info.sampleRate);
  const said = card.description || card.data || card.metrics?.length;
  return html`
    ${card.description ? html`<p class="card-lead" lang="en">${card.description}</p>` : nothing}
    ${said ? nothing : html`<p class="quiet">${text.cardNone}</p>`}
    ${card.metrics?.length ? metrics(host, card.metrics) : nothing}
    <h3>${text.cardLabels}</h3>
    <ul class="labels">${info.labels.map((label) => html`<li>${label}</li>`)}</ul>
    ${section(text.cardData, card.data)}${section(text.cardSplit, card.split)}${section(text.cardLimits, card.limits)}
    <dl class="card-facts">
      ${fact(text.cardInput, info.segmentS > 0 ? text.cardSegment(format.duration(info.segmentS), rate) : text.cardWholeClip(rate))}
      ${fact(text.cardSize, `${format.bytes(info.sizeBytes)}, ${text.cardParameters(format.integer(info.numParameters))}`)}
      ${fact(text.cardLicence, card.licence)}${fact(text.cardVersion, card.version)}${fact(text.cardDate, card.date)}
    </dl>`;
}

function metrics({ text, format }: ViewHost, list: NonNullable<ModelCard['metrics']>): TemplateResult {
  return html`<h3>${text.cardMetrics}</h3>
    <ul class="metrics">
      ${list.map(({ name, value, n, interval, note }) => html`<li>
        <span class="metric-value">${format.percent(value)}</span>
        <span class="metric-text">
          <span lang="en">${name}</span>, ${text.cardMetricOf(format.integer(n))}${interval
            ? `; ${text.cardInterval(format.percent(interval[0]), format.percent(interval[1]))}` : nothing}
          ${note ? html`<span class="quiet" lang="en">${note}</span>` : nothing}
        </span>
      </li>`)}
    </ul>`;
}

function section(title: string, value: string | undefined): TemplateResult | typeof nothing {
  return value ? html`<h3>${title}</h3><p lang="en">${value}</p>` : nothing;
}

function fact(title: string, value: string | undefined): TemplateResult | typeof nothing {
  return value ? html`<div><dt>${title}</dt><dd>${value}</dd></div>` : nothing;
}
