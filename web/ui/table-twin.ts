// The same facts as a picture shows, as a table that opens below it.
import { html, type TemplateResult } from 'lit';

export type TableTwin = {
  asTable: string;
  title: string;
  columns: readonly string[];
  /** The first cell of a row is its header. */
  rows: readonly (readonly string[])[];
  /** Columns of words instead of numbers, from 0. */
  words?: readonly number[];
  /** The last row adds the others up. */
  summed?: boolean;
};

export function tableTwin({ asTable, title, columns, rows, words = [], summed = false }: TableTwin): TemplateResult {
  const of = (column: number): string => (words.includes(column) ? '' : 'number');
  return html`<details class="twin"><summary>${asTable}</summary>
    <div class="table-frame" tabindex="0" role="group" aria-label=${title}>
      <table class="data">
        <caption class="visually-hidden">${title}</caption>
        <thead><tr>${columns.map((name, column) => html`<th scope="col" class=${of(column)}>${name}</th>`)}</tr></thead>
        <tbody>${rows.map((cells, row) => html`<tr class=${summed && row === rows.length - 1 ? 'sum' : ''}>${cells.map((cell, column) =>
          column === 0 ? html`<th scope="row" class=${of(0)}>${cell}</th>` : html`<td class=${of(column)}>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>
  </details>`;
}

export type Stretch = { startS: number; endS: number; kept: boolean };

/** Runs of columns of which more than half is kept, or not. */
export function keptStretches(kept: Float32Array, lengthS: number): Stretch[] {
  const stretches: Stretch[] = [];
  kept.forEach((share, column) => {
    const endS = ((column + 1) / kept.length) * lengthS;
    const last = stretches.at(-1);
    if (last && last.kept === share > 0.5) last.endS = endS;
    else stretches.push({ startS: last?.endS ?? 0, endS, kept: share > 0.5 });
  });
  return stretches;
}

/** Means over `parts` stretches of frames and `bands` of coefficients of values [frames, coefficients]; fewer where there are fewer. */
export function coarseMeans(values: Float32Array, frames: number, coefficients: number, parts: number, bands: number): number[][] {
  const cut = (size: number, pieces: number): [number, number][] => {
    const count = Math.min(pieces, size);
    return Array.from({ length: count }, (_, i) => [Math.floor((i * size) / count), Math.floor(((i + 1) * size) / count)]);
  };
  return cut(frames, parts).map(([from, to]) => cut(coefficients, bands).map(([low, high]) => {
    let sum = 0;
    for (let frame = from; frame < to; frame += 1) for (let k = low; k < high; k += 1) sum += values[frame * coefficients + k] as number;
    return sum / ((to - from) * (high - low));
  }));
}
