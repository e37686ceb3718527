// Truth down, prediction across. It is a table; each cell is a button that asks for its clips.
import { html, type TemplateResult } from 'lit';
import type { Formatter } from './format.js';
import { styleProps } from './style-props.js';

export type ConfusionModel = {
  labels: readonly string[];
  /** [truth * labels + predicted] */
  counts: ArrayLike<number>;
  selected: { truth: number; predicted: number } | null;
};

export type ConfusionStrings = {
  confusion: string;
  truth: string;
  predicted: string;
  confusionCell(count: string, truth: string, predicted: string): string;
};

/** `choose` is null for a matrix that is only looked at. */
export function confusionMatrix(
  { labels, counts, selected }: ConfusionModel,
  strings: ConfusionStrings,
  format: Formatter,
  choose: ((truth: number, predicted: number) => void) | null,
): TemplateResult {
  const size = labels.length;
  const rowTotal = (truth: number): number => {
    let total = 0;
    for (let i = 0; i < size; i += 1) total += counts[truth * size + i] ?? 0;
    return total;
  };
  return html`<div class="table-frame confusion-frame" tabindex="0" role="group" aria-label=${strings.confusion}>
    <table class="confusion" data-testid="confusion">
      <caption class="visually-hidden">${strings.confusion}</caption>
      <thead>
        <tr><td class="corner"><span>${strings.truth} ↓</span> <span>${strings.predicted} →</span></td>${labels.map((label) => html`<th scope="col"><span>${label}</span></th>`)}</tr>
      </thead>
      <tbody>
        ${labels.map((label, truth) => {
          const total = rowTotal(truth);
          return html`<tr><th scope="row">${label}</th>
            ${labels.map((other, predicted) => {
              const count = counts[truth * size + predicted] ?? 0;
              const share = total > 0 ? count / total : 0;
              const chosen = selected?.truth === truth && selected.predicted === predicted;
              const text = format.integer(count);
              return html`<td class=${truth === predicted ? 'right' : 'wrong'} ${styleProps({ '--share': share })}>
                ${choose
                  ? html`<button type="button" class=${share > 0.55 ? 'cell strong' : 'cell'} aria-pressed=${chosen ? 'true' : 'false'} ?disabled=${count === 0}
                      aria-label=${strings.confusionCell(text, label, other)} @click=${() => choose(truth, predicted)}>${text}</button>`
                  : html`<span class=${share > 0.55 ? 'cell strong' : 'cell'}>${count === 0 ? html`<span class="quiet">0</span>` : text}</span>`}
              </td>`;
            })}</tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
