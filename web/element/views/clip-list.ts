// Many clips: progress of all, the table, and export.
import { html, nothing, type TemplateResult } from 'lit';
import { sortRows } from '../../ui/clip-rows.js';
import { clipTable } from '../../ui/clip-table.js';
import { icon } from '../../ui/icons.js';
import { clipRow } from '../clip.js';
import type { ExportKind, ViewHost } from './host.js';

export function clipList(host: ViewHost): TemplateResult | typeof nothing {
  const { session, text, format } = host;
  const { queue } = session;
  if (queue.clips.length < 2) return nothing;
  const rows = queue.clips.map((clip) => clipRow(clip, host.threshold, (failure) => host.sentence(failure)));
  const sorted = sortRows(rows, host.sort, host.language);
  const running = queue.finishedCount < queue.clips.length;
  const overall = rows.reduce((sum, row) => sum + (row.status === 'waiting' ? 0 : row.status === 'working' ? row.fraction : 1), 0);
  return html`<section class="panel clip-list" part="table" aria-labelledby="clips-title">
    <div class="panel-head">
      <h2 id="clips-title">${text.clipsTitle(format.integer(queue.clips.length))}</h2>
      ${running
        ? html`<span class="quiet">${text.classifyingOf(format.integer(queue.finishedCount), format.integer(queue.clips.length))}</span>
            <button type="button" class="small" data-testid="stop-queue" @click=${() => host.stopQueue()}>${icon('stop')}${text.stopAll}</button>`
        : html`<button type="button" class="small" data-testid="clear" @click=${() => host.clear()}>${text.clear}</button>`}
    </div>
    ${running ? html`<progress class="overall" max=${rows.length} .value=${overall} aria-label=${text.classifying}></progress>` : nothing}
    <div class="table-frame" @scroll=${(event: Event) => host.table.scrolled(event.currentTarget as HTMLElement)}
      @focusin=${(event: Event) => host.table.focused(event, sorted)} @keydown=${(event: KeyboardEvent) => host.table.key(event, sorted)}>
      ${clipTable(
        { rows: sorted, sort: host.sort, selected: queue.selected?.id ?? null, scroll: host.table.scroll, active: host.table.active },
        text, format,
        { sort: (column) => host.sortBy(column), select: (id) => host.select(id) },
      )}
    </div>
    ${exportButtons(host)}
  </section>`;
}

export function exportButtons(host: ViewHost): TemplateResult {
  const { text } = host;
  const ready = host.session.queue.clips.some(({ status }) => status.kind === 'done');
  const button = (kind: ExportKind, id: string, label: string): TemplateResult =>
    html`<button type="button" class="small" data-testid=${id} ?disabled=${!ready} @click=${() => void host.exportAs(kind)}>${icon('download')}${label}</button>`;
  return html`<div class="export" role="group" aria-label=${text.exportTitle}>
    ${button('clips', 'export-csv', text.exportClips)}
    ${button('segments', 'export-csv-segments', text.exportSegments)}
    ${button('json', 'export-json', text.exportJson)}
  </div>`;
}
