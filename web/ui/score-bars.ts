// Scores as a list of bars with their numbers, best first.
import { html, type TemplateResult } from 'lit';
import type { Formatter } from './format.js';
import { styleProps } from './style-props.js';

export type ScoreBar = { label: string; score: number };

/** `winner`: the first bar is the decision and is emphasised. */
export function scoreBars(bars: readonly ScoreBar[], format: Formatter, winner: boolean): TemplateResult {
  return html`<ol class="scores" part="scores" data-testid="scores">
    ${bars.map(
      ({ label, score }, i) => html`<li class=${winner && i === 0 ? 'score winner' : 'score'}>
        <span class="score-label">${label}</span>
        <span class="score-track" aria-hidden="true"><span class="score-fill" ${styleProps({ '--value': score })}></span></span>
        <span class="score-number">${format.percent(score)}</span>
      </li>`,
    )}
  </ol>`;
}
