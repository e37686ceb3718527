// What stands in the Studio’s panels: fields, buttons, tables, notes.
import { css } from 'lit';

export const panelStyles = css`
  .panel {
    gap: 0.875rem;
  }
  .panel.tight {
    padding-block: 0.875rem;
  }
  .progress-line:empty,
  .progress-line:not(:has(.panel)) {
    display: none;
  }
  .next-step {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem 1.5rem;
    padding: 0.5rem 0 1.5rem;
  }
  .next-step p {
    flex: 1 1 20rem;
    max-width: 46ch;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-height: 2.75rem;
    padding: 0 1.125rem;
    border-radius: 10px;
    border: 1px solid var(--accent);
    font-weight: 550;
    text-decoration: none;
  }
  .button.primary {
    color: var(--on-accent);
  }
  input.text,
  textarea.text {
    min-height: 2.25rem;
    min-width: 0;
    padding: 0.25rem 0.625rem;
    font: inherit;
    color: inherit;
    background: var(--card);
    border: 1px solid var(--strong-line);
    border-radius: 8px;
  }
  input.mono,
  textarea.mono {
    font-family: ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace;
    font-size: 0.875rem;
  }
  input::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .recipe-text {
    width: 100%;
    resize: vertical;
    line-height: 1.45;
    margin-block: 0.5rem;
  }
  .field {
    display: grid;
    gap: 0.25rem;
    flex: 1 1 14rem;
    font-size: 0.9375rem;
    min-width: 0;
  }
  .field output {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .field-inline {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    font-size: 0.9375rem;
    min-width: 0;
  }
  .field-inline select {
    min-width: 0;
  }
  .inline-form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .inline-form .wide {
    flex: 1 1 18rem;
  }
  .switch,
  .check {
    display: inline-flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 2rem;
    cursor: pointer;
  }
  .check {
    justify-content: center;
    width: 2rem;
  }
  input[type='checkbox'],
  input[type='radio'] {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--accent);
    cursor: pointer;
  }
  input[type='range'] {
    width: 100%;
    min-height: 1.75rem;
    margin: 0;
    accent-color: var(--accent);
  }
  .clean-controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1.5rem;
  }
  .stack {
    display: grid;
    gap: 0.75rem;
  }
  .table-frame {
    max-height: 26rem;
    overflow: auto;
  }
  .plain:disabled {
    background: none;
  }
  .data {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  .data.narrow {
    justify-self: start;
    width: auto;
    min-width: min(100%, 22rem);
  }
  .data th,
  .data td {
    padding: 0.3125rem 0.75rem 0.3125rem 0;
    text-align: start;
    border-bottom: 1px solid var(--line);
    font-weight: 450;
    vertical-align: middle;
  }
  .data td,
  .data th {
    overflow-wrap: break-word;
  }
  .data thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--card);
    color: var(--muted);
    font-size: 0.875rem;
    white-space: nowrap;
    overflow-wrap: normal;
  }
  .data .number {
    text-align: end;
    white-space: nowrap;
  }
  .data .sum th,
  .data .sum td {
    font-weight: 600;
  }
  .row-actions {
    text-align: end !important;
    white-space: nowrap;
  }
  .row-actions .link {
    margin-inline-end: 0.5rem;
  }
  .notes {
    display: grid;
    gap: 0.5rem;
  }
  .notes li {
    display: flex;
    gap: 0.625rem;
  }
  .notes .icon {
    color: var(--muted);
    margin-top: 0.125rem;
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .plain.play {
    color: var(--accent);
  }
`;
