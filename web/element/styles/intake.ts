// Model line, drop zone, microphone buttons, samples, privacy.
import { css } from 'lit';

export const intakeStyles = css`
  .model-bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 0.75rem;
    font-size: 0.9375rem;
  }
  .model-current {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    min-width: 0;
  }
  .model-caption {
    color: var(--muted);
  }
  .working .model-caption {
    display: none;
  }
  @container (max-width: 26rem) {
    .model-caption {
      display: none;
    }
  }
  .model-card {
    gap: 0.375rem;
    min-width: 0;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .model-imported {
    flex-basis: 100%;
    margin: 0;
    color: var(--muted);
    font-size: 0.875rem;
  }
  .open-model {
    display: inline-flex;
    align-items: center;
    color: var(--muted);
    font-weight: 450;
    font-size: 0.875rem;
  }
  .open-model:focus-within {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }

  .files {
    position: relative;
    display: grid;
  }
  .drop-zone {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    padding: 1.5rem 1.25rem 4.75rem;
    background: var(--card);
    border: 1.5px dashed var(--strong-line);
    border-radius: calc(var(--radius) + 6px);
    font-weight: 400;
    text-align: center;
  }
  .drop-zone:hover {
    background: color-mix(in oklab, var(--tint), var(--card) 55%);
  }
  .drop-zone.dragging {
    background: var(--tint);
    border-color: var(--accent);
    border-style: solid;
  }
  .drop-title {
    font-size: 1.375rem;
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.25;
  }
  .drop-hint {
    color: var(--muted);
    font-size: 0.9375rem;
    max-width: 36ch;
    text-wrap: balance;
  }
  .choose {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.75rem;
    margin-top: 0.875rem;
    padding: 0 1.25rem;
    background: var(--accent);
    color: var(--on-accent);
    border-radius: 10px;
    font-weight: 550;
  }
  .drop-zone:hover .choose {
    background: color-mix(in oklab, var(--accent), var(--ink) 14%);
  }
  .folder {
    position: absolute;
    left: 50%;
    bottom: 1.25rem;
    transform: translateX(-50%);
    border-color: transparent;
    background: none;
    color: var(--accent);
    font-size: 0.9375rem;
    white-space: nowrap;
  }
  .wave {
    width: min(100%, 24rem);
    height: 3.75rem;
    margin-bottom: 0.5rem;
    fill: var(--accent);
  }
  .wave rect {
    transform-box: fill-box;
    transform-origin: center;
    transition: transform 0.25s ease-out;
  }
  .dragging .wave rect {
    transform: scaleY(1.35);
  }
  .compact {
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.625rem;
  }
  .compact .drop-zone {
    min-height: 3rem;
    padding: 0.5rem 0.75rem;
    align-content: center;
    border-radius: var(--radius);
  }
  .compact .drop-title {
    font-size: 1rem;
    font-weight: 550;
    letter-spacing: 0;
  }
  .compact .folder {
    position: static;
    transform: none;
    width: 3rem;
    padding: 0;
    gap: 0;
    font-size: 0;
    border-color: var(--line);
    border-radius: var(--radius);
    background: var(--card);
  }
  .compact .folder .icon {
    width: 1.25rem;
    height: 1.25rem;
  }

  .microphone-buttons {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
    gap: 0.625rem;
  }
  .tile {
    min-height: 3.25rem;
    border-color: var(--line);
    border-radius: var(--radius);
    padding-inline: 0.5rem;
    white-space: nowrap;
  }
  .tile .icon {
    color: var(--accent);
  }
  .working .tile {
    min-height: 2.75rem;
  }

  .samples {
    display: grid;
    gap: 0.5rem;
    margin-top: 0.25rem;
  }
  .samples ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .chip {
    min-height: 2.25rem;
    padding: 0 0.875rem 0 0.625rem;
    gap: 0.25rem;
    border: 1px solid var(--line);
    border-radius: 999px;
    font-size: 0.9375rem;
    font-weight: 500;
  }
  .chip .icon {
    width: 1em;
    height: 1em;
    color: var(--accent);
  }

  .privacy {
    display: flex;
    gap: 0.625rem;
    color: var(--muted);
    font-size: 0.875rem;
    line-height: 1.5;
  }
  .privacy .icon {
    margin-top: 0.05em;
    color: var(--accent);
  }
  .privacy strong {
    color: var(--ink);
    font-weight: 600;
  }

  .model-adopted {
    display: inline-flex;
    gap: 0.75rem;
    font-size: 0.875rem;
  }
  .foreign,
  .foreign-more {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
    gap: 0.75rem;
  }
  .foreign {
    padding: 1rem;
    font-size: 0.9375rem;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .foreign > :is(h2, p, .wide, .foreign-actions) {
    grid-column: 1 / -1;
    margin: 0;
  }
  .foreign label:not(.check, .link) {
    display: grid;
    gap: 0.25rem;
    align-content: end;
  }
  .foreign .check input {
    margin: 0 0.5rem 0 0;
  }
  .foreign :is(input[type='number'], textarea, select) {
    box-sizing: border-box;
    width: 100%;
    min-width: 0;
    padding: 0.375rem 0.5rem;
    font: inherit;
    color: var(--ink);
    background: var(--card);
    border: 1px solid var(--strong-line);
    border-radius: 6px;
  }
  .foreign-more {
    margin-top: 0.5rem;
  }
  .foreign-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }

  dialog.card {
    width: min(40rem, calc(100vw - 2rem));
    max-height: min(46rem, calc(100dvh - 2rem));
    padding: 0;
    color: var(--ink);
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) + 4px);
    box-shadow: 0 24px 64px rgb(0 0 0 / 0.28);
    overscroll-behavior: contain;
  }
  dialog.card::backdrop {
    background: rgb(8 14 13 / 0.5);
  }
  .card-body {
    display: grid;
    gap: 0.5rem;
    padding: 1.25rem 1.375rem 1.5rem;
    font-size: 0.9375rem;
  }
  .card-body h2 {
    font-size: 1.375rem;
    letter-spacing: -0.01em;
  }
  .card-body h3 {
    margin-top: 0.75rem;
  }
  .card-body p {
    max-width: 65ch;
  }
  .card-lead {
    font-size: 1rem;
  }
  .labels {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .labels li {
    padding: 0.125rem 0.625rem;
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: 6px;
  }
  .metrics {
    display: grid;
    gap: 0.5rem;
  }
  .metrics li {
    display: grid;
    grid-template-columns: 5.5rem minmax(0, 1fr);
    gap: 0.75rem;
    align-items: baseline;
  }
  .metric-value {
    font-size: 1.25rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .metric-text .quiet {
    display: block;
    font-size: 0.875rem;
  }
  .card-facts {
    display: grid;
    gap: 0.25rem;
    margin-top: 0.75rem;
    padding-top: 0.875rem;
    border-top: 1px solid var(--line);
  }
  .card-facts div {
    display: grid;
    grid-template-columns: 5.5rem minmax(0, 1fr);
    gap: 0.75rem;
  }
  .card-facts dt {
    color: var(--muted);
  }
`;
