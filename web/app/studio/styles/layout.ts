// The Studio's frame: sides, project, steps, notices. Colours and controls are those of <audio-classifier>.
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
`;
