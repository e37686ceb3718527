// The answer, its scores, and the table of clips.
import { css } from 'lit';

export const resultStyles = css`
  .file-title {
    color: var(--muted);
    font-size: 0.9375rem;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .answer {
    display: grid;
    gap: 1.25rem;
  }
  @container (min-width: 44rem) {
    .answer {
      grid-template-columns: minmax(11rem, 2fr) 3fr;
      align-items: center;
      gap: 2rem;
    }
  }
  .decision {
    font-size: clamp(2.75rem, 12cqi, 4.5rem);
    font-weight: 700;
    letter-spacing: -0.03em;
    line-height: 1.05;
    overflow-wrap: anywhere;
  }
  .decision.long {
    font-size: clamp(1.75rem, 8cqi, 2.5rem);
    letter-spacing: -0.02em;
  }
  .decision.longest {
    font-size: clamp(1.375rem, 6cqi, 1.75rem);
    letter-spacing: -0.01em;
  }
  .decision.none {
    color: var(--muted);
    font-size: 2rem;
    letter-spacing: -0.02em;
  }
  .decision-note {
    margin-top: 0.25rem;
    color: var(--muted);
    font-size: 1.0625rem;
    font-variant-numeric: tabular-nums;
  }
  .scores {
    display: grid;
    gap: 0.4375rem;
  }
  .score {
    display: grid;
    grid-template-columns: minmax(3.5rem, 8rem) minmax(3rem, 1fr) 4rem;
    align-items: center;
    gap: 0.75rem;
    font-size: 0.9375rem;
  }
  .score-label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .score-number {
    text-align: end;
    color: var(--muted);
  }
  .score-track {
    height: 0.625rem;
    border-radius: 3px;
    background: var(--sunken);
    overflow: hidden;
  }
  .score-fill {
    display: block;
    height: 100%;
    width: calc(var(--value, 0) * 100%);
    min-width: 2px;
    border-radius: 3px;
    background: color-mix(in oklab, var(--accent), var(--card) 45%);
  }
  .winner .score-label,
  .winner .score-number {
    color: var(--ink);
    font-weight: 650;
  }
  .winner .score-fill {
    background: var(--accent);
  }
  .score-block > .link {
    margin-top: 0.375rem;
  }
  .in-progress p {
    margin-bottom: 0.5rem;
  }
  .in-progress button {
    margin-top: 0.75rem;
  }
  .twins {
    display: grid;
    gap: 0 1.5rem;
    padding-top: 0.5rem;
    border-top: 1px solid var(--line);
  }
  @container (min-width: 44rem) {
    .twins {
      grid-template-columns: 1fr 1fr;
      align-items: start;
    }
  }
  .facts,
  .runs {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
  }
  .facts th,
  .facts td,
  .runs th,
  .runs td {
    padding: 0.3125rem 0.75rem 0.3125rem 0;
    text-align: start;
    border-bottom: 1px solid var(--line);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .facts th,
  .runs th {
    color: var(--muted);
    font-weight: 450;
  }
  .facts th {
    width: 42%;
  }
  .number {
    text-align: end !important;
  }

  .table-frame {
    max-height: 26rem;
    overflow: auto;
    margin-inline: -0.5rem;
  }
  .twins .table-frame {
    margin-inline: 0;
  }
  /* Fixed widths, because a table of hundreds of rows that measures its cells is laid out anew with every result. */
  .clips {
    width: 100%;
    table-layout: fixed;
    border-collapse: collapse;
    font-size: 0.9375rem;
  }
  .clips thead .column-label {
    width: 22%;
  }
  .clips thead .column-score {
    width: 10rem;
  }
  .clips thead .column-duration {
    width: 7rem;
  }
  .clips thead .column-status {
    width: 8rem;
  }
  .column-label {
    overflow-wrap: anywhere;
  }
  .clips thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    padding: 0;
    background: var(--card);
    box-shadow: inset 0 -1px var(--line);
    text-align: start;
    white-space: nowrap;
  }
  .clips td,
  .clips tbody th {
    padding: 0.25rem 0.5rem;
    border-bottom: 1px solid var(--line);
    text-align: start;
    font-weight: 400;
  }
  /* ROW_PX of clip-table.ts */
  .clips.long .row > * {
    height: 44px;
    padding-block: 0;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .clips.long .file-name {
    display: inline-block;
    vertical-align: middle;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .clips.long .file-name:not(:only-child) {
    max-width: 60%;
  }
  .clips.long .row-message {
    display: inline;
    padding: 0;
    margin-inline-start: 0.5rem;
  }
  .clips.long .status {
    vertical-align: middle;
  }
  .clips .spacer td {
    height: var(--h);
    padding: 0;
    border: 0;
  }
  .row {
    cursor: pointer;
  }
  .row:hover {
    background: var(--sunken);
  }
  .row.selected {
    background: var(--tint);
    box-shadow: inset 3px 0 var(--accent);
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
  th.number .sort {
    flex-direction: row-reverse;
  }
  .file-name {
    justify-content: start;
    min-height: 2rem;
    max-width: 100%;
    padding: 0;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .file-name:hover {
    background: none;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .selected .file-name {
    font-weight: 600;
  }
  .row-message {
    display: block;
    padding-bottom: 0.25rem;
    color: var(--danger);
    font-size: 0.875rem;
  }
  .column-label {
    font-weight: 600 !important;
  }
  .column-label .quiet {
    font-weight: 400;
  }
  .column-score,
  .column-duration {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .cell-bar {
    display: inline-block;
    vertical-align: middle;
    width: 3.5rem;
    height: 0.375rem;
    margin-inline-end: 0.625rem;
    border-radius: 2px;
    background: linear-gradient(var(--accent), var(--accent)) no-repeat left / calc(var(--value) * 100%) 100%, var(--line);
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    color: var(--muted);
    font-size: 0.875rem;
    white-space: nowrap;
  }
  .status-failed .status {
    color: var(--danger);
  }
  .column-status progress {
    min-width: 4rem;
    vertical-align: middle;
  }
  .export {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  /* A phone shows what matters; duration and status words are in the details. */
  @container (max-width: 40rem) {
    .clips thead .column-label {
      width: 26%;
    }
    .clips thead .column-score {
      width: 6.25rem;
    }
    .clips thead .column-status {
      width: 2.75rem;
    }
    .clips .column-duration,
    .clips .cell-bar {
      display: none;
    }
    th[aria-sort='none']:not(.column-status) .sort .icon {
      display: none;
    }
    .column-status .status {
      font-size: 0;
      gap: 0;
    }
    .column-status .icon {
      font-size: 0.9375rem;
    }
    .column-status .sort {
      width: 2.25rem;
      font-size: 0;
      gap: 0;
    }
    .column-status .sort .icon {
      width: 0.875rem;
      height: 0.875rem;
    }
    .column-status progress {
      min-width: 2rem;
    }
    .clips td,
    .clips tbody th {
      padding-inline: 0.375rem;
    }
  }
`;
