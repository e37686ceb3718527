// The table of clips. Only the rows in sight are in the document, however many there are.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../../ui/icons.js';
import { styleProps } from '../../../ui/style-props.js';
import { rowByKey, visibleRows } from '../../../ui/virtual-rows.js';
import type { ClipRecord } from '../../../store/types.js';
import { columnValue, nextClipSort, sortClips, stateOf } from '../clip-rows.js';
import type { Project } from '../project.js';
import type { ClipColumn, View, ViewState } from '../view.js';
import { valueOf } from '../view.js';

const ROW_PX = 44;
const COLUMNS: readonly ClipColumn[] = ['id', 'label', 'lengthS', 'channels', 'sampleWidthBytes', 'sampleRateHz', 'frameWidth', 'frames', 'dbfs', 'state'];
const TEXT_COLUMNS: readonly ClipColumn[] = ['id', 'label', 'state'];

let cached: { project: Project; key: string; ids: string[] } | null = null;

/** Ids in order. Reading clips changes it only where it depends on what is read. */
function orderOf(project: Project, state: ViewState): string[] {
  const byName = !state.sort || state.sort.column === 'id' || state.sort.column === 'label';
  const key = [byName ? project.edits : `v${project.version}`, state.sort?.column, state.sort?.descending, state.onlyLabel].join(' ');
  if (cached?.project !== project || cached.key !== key) {
    const clips = [...project.clips.values()].filter(({ label }) => state.onlyLabel === null || label === state.onlyLabel);
    cached = { project, key, ids: sortClips(clips, state.sort).map(({ id }) => id) };
  }
  return cached.ids;
}

export function clipTable(view: View, project: Project): TemplateResult {
  const { state, text, format } = view;
  const ids = orderOf(project, state);
  const { from, to, above, below } = visibleRows(ids.length, ROW_PX, state.scrollTop, state.viewport);
  const all = ids.length > 0 && state.selection.size >= ids.length && ids.every((id) => state.selection.has(id));
  const rows = ids.slice(from, to).flatMap((id) => project.clips.get(id) ?? []);
  const select = (chosen: readonly string[], on: boolean): void => {
    for (const id of chosen) {
      if (on) state.selection.add(id);
      else state.selection.delete(id);
    }
    view.changed();
  };
  // One row can be reached with Tab, arrow keys go on from there: thousands of stops would shut out the rest of the page.
  const active = state.activeRow !== null && rows.some(({ id }) => id === state.activeRow) ? state.activeRow : (rows[0]?.id ?? null);
  const stop = (id: string): number => (id === active ? 0 : -1);
  const moved = (event: KeyboardEvent): void => {
    const frame = event.currentTarget as HTMLElement;
    const control = event.composedPath()[0];
    if (!(control instanceof HTMLElement) || !control.closest('tbody') || active === null) return;
    const next = rowByKey(event, ids.indexOf(active), ids.length, ROW_PX);
    const id = next === null ? undefined : ids[next];
    if (next === null || id === undefined) return;
    state.activeRow = id;
    state.scrollTop = frame.scrollTop;
    view.changed();
    const kind = control.matches('input') ? 'input' : '.play';
    void view.updateComplete.then(() => frame.querySelector<HTMLElement>(`tr[aria-rowindex="${next + 2}"] ${kind}`)?.focus({ preventScroll: true }));
  };
  const scrolled = (event: Event): void => {
    const frame = event.currentTarget as HTMLElement;
    if (Math.abs(frame.scrollTop - state.scrollTop) < ROW_PX / 2 && frame.clientHeight === state.viewport) return;
    state.scrollTop = frame.scrollTop;
    state.viewport = frame.clientHeight;
    view.changed();
  };
  const heading = (column: ClipColumn): TemplateResult => {
    const active = state.sort?.column === column;
    return html`<th scope="col" class=${`c-${column}${TEXT_COLUMNS.includes(column) ? '' : ' number'}`}
      aria-sort=${active ? (state.sort?.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" class="sort" title=${text.columnHelp[column]} @click=${() => {
        state.sort = nextClipSort(state.sort, column);
        view.changed();
      }}>${text.columns[column]}${icon(active ? (state.sort?.descending ? 'down' : 'up') : 'sort')}</button>
    </th>`;
  };
  const cell = (clip: ClipRecord, column: ClipColumn): string => {
    const value = columnValue(clip, column);
    if (value === null) return '–';
    if (column === 'lengthS') return format.duration(Number(value));
    if (column === 'dbfs') return format.decibel(Number(value), '');
    return format.integer(Number(value));
  };
  return html`<div class="table-frame clip-frame" tabindex="0" role="group" aria-label=${text.clipTable} @scroll=${scrolled} @keydown=${moved} data-testid="clip-table">
    <table class="clip-rows" aria-rowcount=${ids.length + 1}>
      <caption class="visually-hidden">${text.clipTable}</caption>
      <thead><tr aria-rowindex="1">
        <th scope="col" class="c-check"><label class="check"><input type="checkbox" .checked=${all} aria-label=${text.selectAll}
          @change=${(event: Event) => select(ids, (event.target as HTMLInputElement).checked)} /></label></th>
        ${COLUMNS.map(heading)}
      </tr></thead>
      <tbody>
        ${above > 0 ? html`<tr class="spacer" ${styleProps({ '--h': `${above}px` })} aria-hidden="true"><td colspan=${COLUMNS.length + 1}></td></tr>` : nothing}
        ${repeat(rows, ({ id }) => id, (clip, i) => {
          const kind = stateOf(clip);
          const problem = clip.facts?.problem?.message ?? '';
          const playing = view.playing(clip);
          return html`<tr class=${state.selection.has(clip.id) ? `row selected is-${kind}` : `row is-${kind}`} aria-rowindex=${from + i + 2}>
            <td class="c-check"><label class="check"><input type="checkbox" tabindex=${stop(clip.id)} .checked=${state.selection.has(clip.id)} aria-label=${text.select(clip.id)}
              @change=${(event: Event) => select([clip.id], (event.target as HTMLInputElement).checked)} /></label></td>
            <th scope="row" class="c-id"><span class="name-cell">
              <button type="button" class="plain play" tabindex=${stop(clip.id)} aria-label=${playing ? text.pause(clip.id) : text.play(clip.id)} @click=${() => view.play(clip)}>${icon(playing ? 'pause' : 'play')}</button>
              <span class="ellipsis" title=${clip.id}>${clip.id}</span></span></th>
            <td class="c-label"><span class="ellipsis">${clip.label || html`<span class="quiet">${text.noClass}</span>`}</span></td>
            ${COLUMNS.filter((column) => !TEXT_COLUMNS.includes(column)).map((column) => html`<td class=${`number c-${column}`}>${cell(clip, column)}</td>`)}
            <td class="c-state"><span class=${`state state-${kind}`} title=${problem}>${text.rowStates[kind]}</span></td>
          </tr>`;
        })}
        ${below > 0 ? html`<tr class="spacer" ${styleProps({ '--h': `${below}px` })} aria-hidden="true"><td colspan=${COLUMNS.length + 1}></td></tr>` : nothing}
      </tbody>
    </table>
  </div>`;
}

export function selectionBar(view: View): TemplateResult | typeof nothing {
  const { state, text, session, format } = view;
  const project = session.project;
  if (!project || state.selection.size === 0) return nothing;
  const ids = [...state.selection].filter((id) => project.clips.has(id));
  const allExcluded = ids.every((id) => project.clips.get(id)?.excluded);
  const done = (act: () => void) => (): void => {
    act();
    state.selection.clear();
    state.moveTo = '';
    view.changed();
  };
  return html`<div class="selection" role="group" aria-label=${text.selected(format.integer(ids.length))}>
    <span class="selection-count">${text.selected(format.integer(ids.length))}</span>
    <form class="move" @submit=${(event: Event) => {
      event.preventDefault();
      if (state.moveTo.trim() !== '') done(() => session.edits.moveClips(ids, state.moveTo.trim()))();
    }}>
      <input class="text" list="class-names" aria-label=${text.moveTo} placeholder=${text.moveTo} .value=${state.moveTo} autocomplete="off" data-testid="move-to"
        @input=${(event: Event) => {
          state.moveTo = valueOf(event);
          view.changed();
        }} />
      <datalist id="class-names">${project.classes.map(({ label }) => html`<option value=${label}></option>`)}</datalist>
      <button class="small" ?disabled=${state.moveTo.trim() === ''}>${text.move}</button>
    </form>
    <button type="button" class="small" @click=${done(() => session.edits.excludeClips(ids, !allExcluded))}>${allExcluded ? text.include : text.exclude}</button>
    <button type="button" class="small" data-testid="remove-clips" @click=${done(() => session.edits.removeClips(ids))}>${text.remove}</button>
    <button type="button" class="link" @click=${done(() => {})}>${text.selectNone}</button>
  </div>`;
}
