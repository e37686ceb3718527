// Ways in, classes, the table of clips.
import { css } from 'lit';

export const dataStyles = css`
  .welcome {
    display: grid;
    gap: 1rem;
    grid-template-columns: minmax(0, 1fr);
  }
  @container (min-width: 62rem) {
    .welcome {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .sample-panel {
      grid-column: 1 / -1;
    }
  }
  .sample-panel {
    background: var(--tint);
    border-color: transparent;
  }
  .sample-panel .quiet {
    color: var(--ink);
  }
  .welcome > .panel {
    align-content: start;
  }
  .ways.zone {
    display: grid;
    gap: 0.875rem;
    justify-items: center;
    padding: 1.75rem 1rem;
    border: 2px dashed var(--strong-line);
    border-radius: 12px;
    text-align: center;
  }
  .ways.zone .buttons {
    justify-content: center;
  }
  .ways.zone.dragging {
    border-color: var(--accent);
    background: var(--tint);
  }
  .zone-title {
    font-weight: 600;
  }
  .classes {
    display: grid;
  }
  .class-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.375rem 0.75rem;
    padding: 0.5rem 0;
    border-bottom: 1px solid var(--line);
  }
  .class-name {
    font-weight: 600;
    border-color: transparent !important;
    background: transparent !important;
    width: 100%;
    padding-inline: 0.375rem !important;
    margin-inline-start: -0.375rem;
  }
  .class-name:hover,
  .class-name:focus {
    border-color: var(--strong-line) !important;
    background: var(--card) !important;
  }
  .class-bar {
    display: none;
    height: 0.625rem;
    border-radius: 3px;
    background: linear-gradient(var(--accent), var(--accent)) no-repeat left / calc(var(--value) * 100%) 100%, var(--sunken);
  }
  .class-facts {
    grid-column: 1;
    color: var(--muted);
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  .class-actions {
    grid-column: 2;
    grid-row: 1 / span 2;
    display: flex;
    align-items: center;
    gap: 0.125rem;
  }
  .class-actions .plain {
    color: var(--muted);
  }
  @container (max-width: 30rem) {
    .class-actions .button-words {
      display: none;
    }
  }
  .class-actions .plain[aria-pressed='true'] {
    background: var(--tint);
    color: var(--accent);
  }
  @container (min-width: 50rem) {
    .class-row {
      grid-template-columns: minmax(8rem, 13rem) minmax(4rem, 1fr) minmax(11rem, auto) auto;
    }
    .class-bar {
      display: block;
    }
    .class-facts,
    .class-actions {
      grid-column: auto;
      grid-row: auto;
    }
  }
  .recording {
    grid-column: 1 / -1;
    display: grid;
    gap: 0.625rem;
    padding: 0.875rem;
    background: var(--sunken);
    border-radius: 10px;
  }
  .recording-text {
    font-size: 1.125rem;
    font-weight: 650;
  }
  .meter {
    height: 0.5rem;
    border-radius: 3px;
    background: var(--line);
    overflow: hidden;
  }
  .meter-fill {
    display: block;
    height: 100%;
    width: calc(var(--level, 0) * 100%);
    background: var(--accent);
  }
  .meter.clipping .meter-fill {
    background: var(--danger);
  }
  .add-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1.25rem;
  }
  .selection {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 0.75rem;
    background: var(--tint);
    border-radius: 10px;
  }
  .selection-count {
    font-weight: 600;
    margin-inline-end: 0.25rem;
  }
  .move {
    display: flex;
    gap: 0.375rem;
  }
  .move input {
    width: 10rem;
  }
  .clip-frame {
    max-height: 28rem;
    overflow: auto;
    contain: strict;
    height: 28rem;
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  .clip-rows {
    width: 100%;
    min-width: 73rem;
    table-layout: fixed;
    border-collapse: separate;
    border-spacing: 0;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  .clip-rows thead th {
    position: sticky;
    top: 0;
    z-index: 2;
    height: 2.5rem;
    padding: 0;
    background: var(--card);
    border-bottom: 1px solid var(--line);
    text-align: start;
    white-space: nowrap;
  }
  .clip-rows .row > * {
    height: 44px;
    padding: 0 0.5rem;
    border-bottom: 1px solid var(--line);
    text-align: start;
    font-weight: 400;
    white-space: nowrap;
    overflow: hidden;
  }
  .clip-rows .spacer td {
    height: var(--h);
    padding: 0;
    border: 0;
  }
  .clip-rows .number,
  .clip-rows .row > .number {
    text-align: end;
  }
  .c-check {
    width: 2.75rem;
    padding: 0 !important;
    text-align: center !important;
  }
  .c-id {
    width: auto;
  }
  /* Name and check box stay in sight while the other columns scroll. */
  .clip-rows .c-check,
  .clip-rows .c-id {
    position: sticky;
    left: 0;
    z-index: 1;
    background: var(--card);
  }
  .clip-rows .c-id {
    left: 2.75rem;
    box-shadow: inset -1px 0 var(--line);
  }
  .clip-rows thead .c-check,
  .clip-rows thead .c-id {
    z-index: 3;
  }
  @container (max-width: 48rem) {
    .clip-rows {
      min-width: 66rem;
    }
    .clip-rows .c-id {
      width: 10.5rem;
    }
  }
  .c-label {
    width: 9rem;
  }
  .c-lengthS,
  .c-dbfs,
  .c-sampleRateHz {
    width: 5.75rem;
  }
  .c-channels,
  .c-frames {
    width: 6.25rem;
  }
  .c-sampleWidthBytes,
  .c-frameWidth {
    width: 5.25rem;
  }
  .c-state {
    width: 6.5rem;
  }
  .name-cell {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    min-width: 0;
  }
  .c-label .ellipsis {
    display: block;
  }
  .row:hover > * {
    background: var(--sunken);
  }
  .row.selected > * {
    background: var(--tint);
  }
  .row.selected .quiet,
  .row.selected .state {
    color: var(--ink);
  }
  .row.is-excluded .ellipsis {
    color: var(--muted);
    text-decoration: line-through;
  }
  .sort {
    min-height: 2.25rem;
    padding: 0 0.5rem;
    gap: 0.25rem;
    color: var(--muted);
    font-size: 0.875rem;
    font-weight: 500;
  }
  .sort .icon {
    width: 1em;
    height: 1em;
  }
  th[aria-sort='none'] .sort .icon {
    opacity: 0.55;
  }
  th.number .sort {
    flex-direction: row-reverse;
    width: 100%;
    justify-content: start;
  }
  .state {
    font-size: 0.875rem;
    color: var(--muted);
  }
  .state-problem,
  .state-no-class {
    color: var(--danger);
  }
`;
