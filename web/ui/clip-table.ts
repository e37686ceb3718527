// The sortable table of clips. Of a long one only the rows in sight are in the document.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClipRow, RowStatus, Sort, SortColumn } from './clip-rows.js';
import type { Formatter } from './format.js';
import { icon, type IconName } from './icons.js';
import { styleProps } from './style-props.js';
import type { ClipTableStrings } from './strings.js';
import { visibleRows, type Scroll } from './virtual-rows.js';

export type ClipTableActions = { sort(column: SortColumn): void; select(id: number): void };

const STATUS_ICONS: Record<RowStatus, IconName> = {
  waiting: 'clock', working: 'clock', done: 'check', failed: 'alert', cancelled: 'close',
};

/** `active`: where Tab comes to in a long table. */
export type ClipTableModel = { rows: readonly ClipRow[]; sort: Sort | null; selected: number | null; scroll: Scroll; active: number | null };

export const ROW_PX = 44;

/**
 * More rows than these make a long table: rows have one height, what does not fit ends in dots, and one row can be reached with Tab
 * and the others from there with the arrow keys, because a thousand stops would shut out the rest of the page.
 */
export const isLong = (rows: number): boolean => rows > 100;

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
  const count = model.rows.length;
  const long = isLong(count);
  const { from, to, above, below } = long ? visibleRows(count, ROW_PX, model.scroll.top, model.scroll.height) : { from: 0, to: count, above: 0, below: 0 };
  const rows = model.rows.slice(from, to);
  const stop = rows.some(({ id }) => id === model.active) ? model.active : (rows[0]?.id ?? null);
  const spacer = (px: number): TemplateResult | typeof nothing =>
    px > 0 ? html`<tr class="spacer" aria-hidden="true" ${styleProps({ '--h': `${px}px` })}><td></td></tr>` : nothing;
  return html`<table class=${long ? 'clips long' : 'clips'} data-testid="results-table" aria-rowcount=${count + 1}>
    <caption class="visually-hidden">${strings.tableCaption}</caption>
    <thead>
      <tr aria-rowindex="1">
        ${heading('file', strings.columnFile, false)}
        ${heading('label', strings.columnLabel, false)}
        ${heading('score', strings.columnScore, true)}
        ${heading('duration', strings.columnDuration, true)}
        ${heading('status', strings.columnStatus, false)}
      </tr>
    </thead>
    <tbody>
      ${spacer(above)}
      ${repeat(rows, (row) => row.id, (row, i) => html`
        <tr class=${row.id === model.selected ? 'row selected' : 'row'} aria-rowindex=${from + i + 2} @click=${() => actions.select(row.id)}>
          <th scope="row" class="column-file" colspan=${row.message ? 3 : 1} title=${long ? `${row.file} ${row.message}`.trim() : nothing}>
            <button type="button" class="file-name" tabindex=${long && row.id !== stop ? -1 : 0} aria-current=${row.id === model.selected ? 'true' : 'false'}>${row.file}</button>
            ${row.message ? html`<span class="row-message" data-testid="row-error">${row.message}</span>` : nothing}
          </th>
          ${row.message
            ? nothing
            : html`<td class="column-label">${row.status === 'done' ? (row.label ?? html`<span class="quiet">${strings.noneOfThese}</span>`) : nothing}</td>
                ${scoreCell(row)}`}
          <td class="number column-duration">${row.durationS === null ? nothing : format.duration(row.durationS)}</td>
          ${statusCell(row)}
        </tr>`)}
      ${spacer(below)}
    </tbody>
  </table>`;
}
