// Buttons, fields, progress bars and icons.
import { css } from 'lit';

export const controls = css`
  .icon {
    flex: none;
    width: 1.25em;
    height: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon .solid {
    fill: currentColor;
  }
  button,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-height: 2.75rem;
    padding: 0 1rem;
    background: var(--card);
    border: 1px solid var(--strong-line);
    border-radius: 10px;
    font-weight: 550;
    cursor: pointer;
    transition: background-color 0.12s, border-color 0.12s;
  }
  button:hover {
    background: var(--tint);
    border-color: var(--accent);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
    background: var(--card);
    border-color: var(--line);
  }
  .primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .primary:hover {
    background: color-mix(in oklab, var(--accent), var(--ink) 14%);
  }
  .small {
    min-height: 2.25rem;
    padding: 0 0.75rem;
    font-size: 0.875rem;
    border-color: var(--line);
  }
  .plain,
  .sort,
  .file-name,
  .link {
    background: none;
    border: 0;
    font-weight: inherit;
  }
  .plain {
    min-height: 2.25rem;
    width: 2.25rem;
    padding: 0;
  }
  .link {
    min-height: 1.75rem;
    padding: 0;
    color: var(--accent);
    font-size: 0.9375rem;
    font-weight: 550;
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .link:hover:not(:disabled) {
    background: none;
    text-decoration: underline;
  }
  .link:disabled {
    color: var(--muted);
    opacity: 1;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.625rem;
  }
  select {
    min-height: 2.25rem;
    max-width: 100%;
    padding: 0 0.5rem;
    background: var(--card);
    border: 1px solid var(--strong-line);
    border-radius: 8px;
  }
  progress {
    appearance: none;
    width: 100%;
    height: 6px;
    border: 0;
    border-radius: 3px;
    background: var(--line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  summary {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.25rem;
    color: var(--accent);
    font-size: 0.9375rem;
    font-weight: 550;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::after {
    content: '';
    width: 0.45em;
    height: 0.45em;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    transform: translateY(-2px) rotate(45deg);
  }
  details[open] > summary::after {
    transform: translateY(1px) rotate(225deg);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
  @media (forced-colors: active) {
    .primary,
    .chip,
    button {
      border: 1px solid ButtonText;
    }
    progress,
    .score-track,
    .meter {
      border: 1px solid CanvasText;
    }
    .score-fill,
    .meter-fill,
    .cell-bar,
    .cursor,
    progress::-webkit-progress-value {
      forced-color-adjust: none;
      background: Highlight !important;
    }
    .plot canvas,
    canvas.live {
      forced-color-adjust: none;
    }
  }
`;
