// The sortable table of clips.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClipRow, RowStatus, Sort, SortColumn } from './clip-rows.js';
import type { Formatter } from './format.js';
import { icon, type IconName } from './icons.js';
import { styleProps } from './style-props.js';
import type { ClipTableStrings } from './strings.js';

export type ClipTableActions = { sort(column: SortColumn): void; select(id: number): void };

const STATUS_ICONS: Record<RowStatus, IconName> = {
  waiting: 'clock', working: 'clock', done: 'check', failed: 'alert', cancelled: 'close',
};

export type ClipTableModel = { rows: readonly ClipRow[]; sort: Sort | null; selected: number | null };

export function clipTable(model: ClipTableModel, strings: ClipTableStrings, format: Formatter, actions: ClipTableActions): TemplateResult {
  const heading = (column: SortColumn, text: string, numeric: boolean): TemplateResult => {
    const active = model.sort?.column === column;
    const direction = active ? (model.sort?.descending ? 'descending' : 'ascending') : 'none';
    return html`<th scope="col" class=${`column-${column}${numeric ? ' number' : ''}`} aria-sort=${direction}>
      <button type="button" class="sort" @click=${() => actions.sort(column)}>
        ${text}${icon(active ? (model.sort?.descending ? 'down' : 'up') : 'sort')}
      </button>
    </th>`;
  };
  const statusCell = (row: ClipRow): TemplateResult => html`<td class=${`column-status status-${row.status}`}>
    ${row.status === 'working'
      ? html`<progress max="1" .value=${row.fraction} aria-label=${strings.status.working}></progress>`
      : html`<span class="status">${icon(STATUS_ICONS[row.status])}${strings.status[row.status]}</span>`}
  </td>`;
  const scoreCell = (row: ClipRow): TemplateResult => html`<td class="number column-score">
    ${row.score === null
      ? nothing
      : html`<span class="cell-bar" aria-hidden="true" ${styleProps({ '--value': row.score })}></span>${format.percent(row.score)}`}
  </td>`;
  return html`<table class="clips" data-testid="results-table">
    <caption class="visually-hidden">${strings.tableCaption}</caption>
    <thead>
      <tr>
        ${heading('file', strings.columnFile, false)}
        ${heading('label', strings.columnLabel, false)}
        ${heading('score', strings.columnScore, true)}
        ${heading('duration', strings.columnDuration, true)}
        ${heading('status', strings.columnStatus, false)}
      </tr>
    </thead>
    <tbody>
      ${repeat(model.rows, (row) => row.id, (row) => html`
        <tr class=${row.id === model.selected ? 'row selected' : 'row'} @click=${() => actions.select(row.id)}>
          <th scope="row" class="column-file" colspan=${row.message ? 3 : 1}>
            <button type="button" class="file-name" aria-current=${row.id === model.selected ? 'true' : 'false'}>${row.file}</button>
            ${row.message ? html`<span class="row-message" data-testid="row-error">${row.message}</span>` : nothing}
          </th>
          ${row.message
            ? nothing
            : html`<td class="column-label">${row.status === 'done' ? (row.label ?? html`<span class="quiet">${strings.noneOfThese}</span>`) : nothing}</td>
                ${scoreCell(row)}`}
          <td class="number column-duration">${row.durationS === null ? nothing : format.duration(row.durationS)}</td>
          ${statusCell(row)}
        </tr>`)}
    </tbody>
  </table>`;
}
