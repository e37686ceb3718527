// The Studio's frame, its panels and its fields. Colours and controls are those of <audio-classifier>.
import { css } from 'lit';

export const layoutStyles = css`
  h1 {
    margin: 0;
    font-size: 1.75rem;
    font-weight: 700;
    letter-spacing: -0.02em;
    line-height: 1.2;
  }
  h1:focus {
    outline: none;
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
  }
  code,
  .mono {
    font-family: ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace;
    font-size: 0.875em;
  }
  .danger {
    color: var(--danger);
  }
  .studio {
    display: grid;
    gap: 1rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    align-content: start;
    min-width: 0;
  }
  .studio-title {
    display: none;
  }
  .content {
    display: grid;
    gap: 1rem;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
  }
  .project-bar {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-width: 0;
  }
  .project-bar > select,
  .project-bar > input {
    flex: 1 1 8rem;
    min-width: 0;
    font-weight: 600;
    text-overflow: ellipsis;
  }
  .project-actions {
    display: flex;
  }
  .project-actions .plain {
    width: 2.125rem;
    color: var(--muted);
  }
  .project-actions .plain:hover:not(:disabled) {
    color: var(--accent);
  }
  .steps {
    display: flex;
    gap: 0.25rem;
    overflow-x: auto;
    scrollbar-width: none;
    margin-inline: -1.25rem;
    padding: 0.25rem 1.25rem;
  }
  .steps a {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.5rem;
    padding: 0 0.75rem 0 0.375rem;
    border-radius: 10px;
    color: var(--ink);
    text-decoration: none;
    white-space: nowrap;
    font-size: 0.9375rem;
  }
  .steps a:hover {
    background: var(--sunken);
  }
  .steps a[aria-current] {
    background: var(--tint);
    font-weight: 650;
  }
  .step-number {
    display: grid;
    place-items: center;
    width: 1.625rem;
    height: 1.625rem;
    border-radius: 50%;
    border: 1px solid var(--strong-line);
    color: var(--muted);
    font-size: 0.8125rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .steps a[aria-current] .step-number {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .steps .done .step-number {
    border-color: var(--accent);
    color: var(--accent);
  }
  .steps a[aria-current].done .step-number {
    color: var(--on-accent);
  }
  .step-number .icon {
    width: 1em;
    height: 1em;
    stroke-width: 2.5;
  }
  .live-dot {
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--danger);
  }
  @container (min-width: 58rem) {
    .studio {
      grid-template-columns: 15rem minmax(0, 1fr);
      gap: 2.5rem;
    }
    .side {
      position: sticky;
      top: 1rem;
      gap: 1rem;
    }
    .project-bar {
      flex-wrap: wrap;
    }
    .project-bar > select,
    .project-bar > input {
      flex: 1 1 100%;
      width: 100%;
    }
    .steps {
      flex-direction: column;
      margin: 0;
      padding: 0;
      overflow: visible;
    }
    .steps a {
      padding-inline: 0.5rem;
    }
  }
  .notices:empty,
  .notices:not(:has(.notice, .warnings)) {
    display: none;
  }
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
  .recipes {
    display: grid;
    gap: 0.25rem;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
  }
  .recipe {
    display: flex;
    gap: 0.75rem;
    padding: 0.75rem;
    border: 1px solid transparent;
    border-radius: 10px;
    cursor: pointer;
  }
  .recipe:hover {
    background: var(--sunken);
  }
  .recipe:has(input:checked) {
    background: var(--tint);
    border-color: var(--accent);
  }
  .recipe:has(input:disabled) {
    cursor: default;
  }
  .recipe input {
    flex: none;
    margin-top: 0.1875rem;
  }
  .recipe-words {
    display: grid;
    gap: 0.125rem;
    align-content: start;
    min-width: 0;
    font-size: 0.9375rem;
  }
  .recipe-words .quiet {
    line-height: 1.4;
  }
  .recipe code {
    color: var(--muted);
    font-size: 0.75rem;
  }
  .recipe:has(input:checked) .quiet,
  .recipe:has(input:checked) code {
    color: var(--ink);
  }
  .settings-grid {
    display: grid;
    gap: 1rem 1.5rem;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
  }
  details > .settings-grid {
    padding-top: 0.75rem;
  }
  .setting {
    display: grid;
    gap: 0.25rem;
    align-content: start;
    justify-items: start;
    min-width: 0;
  }
  .setting label {
    font-size: 0.9375rem;
    font-weight: 550;
  }
  .setting .help {
    font-size: 0.8125rem;
    line-height: 1.4;
  }
  .number-input {
    width: 9rem;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .choice {
    position: relative;
    display: inline-flex;
  }
  .choice input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    opacity: 0;
  }
  .choice span {
    padding: 0.3125rem 0.75rem;
    min-height: 2.25rem;
    display: inline-flex;
    align-items: center;
    border: 1px solid var(--line);
    border-radius: 999px;
    font-size: 0.9375rem;
  }
  .choice:hover span {
    border-color: var(--accent);
  }
  .choice input:checked + span {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .choice input:focus-visible + span {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .side-by-side {
    display: grid;
    gap: 1.5rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .side-by-side > div {
    display: grid;
    gap: 0.75rem;
    align-content: start;
    min-width: 0;
  }
  @container (min-width: 62rem) {
    .side-by-side {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  .clip-picker {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-width: 0;
  }
  .clip-picker .field-inline {
    flex: 0 1 26rem;
  }
  .clip-picker .field-inline span {
    flex: none;
    color: var(--muted);
  }
  .clip-picker select {
    flex: 1;
  }
  .headline {
    align-items: center;
  }
  .big {
    font-size: clamp(2.5rem, 10cqi, 4rem);
    font-weight: 700;
    letter-spacing: -0.03em;
    line-height: 1.1;
    font-variant-numeric: tabular-nums;
  }
  .facts-list {
    display: grid;
    gap: 0.375rem 1.5rem;
    grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
  }
  .facts-list dt {
    color: var(--muted);
    font-size: 0.875rem;
  }
  .facts-list dd {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .facts-list dd .quiet {
    font-weight: 400;
  }
  @container (min-width: 48rem) {
    .headline {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .headline .span {
      grid-column: 1 / -1;
    }
  }
  .clip-lines {
    display: grid;
  }
  .clip-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    padding: 0.375rem 0;
    border-bottom: 1px solid var(--line);
    font-size: 0.9375rem;
  }
  .clip-line-name {
    flex: 1 1 10rem;
  }
  .clip-line-note {
    flex: 2 1 14rem;
    color: var(--muted);
  }
  .downloads {
    display: grid;
    gap: 0.5rem;
  }
  .download {
    display: grid;
    gap: 0.25rem 1rem;
    align-items: center;
  }
  .download button {
    justify-content: start;
  }
  @container (min-width: 40rem) {
    .download {
      grid-template-columns: 15rem minmax(0, 1fr);
    }
  }
  .training-line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    font-variant-numeric: tabular-nums;
  }
  .use-panel .icon {
    color: var(--accent);
    vertical-align: -0.25em;
  }
  .run-name {
    width: 9rem;
  }
`;
