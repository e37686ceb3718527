// Curves, matrices, pictures with axes, the confusion matrix and the picture of a network.
import { css, unsafeCSS } from 'lit';
import { uplotCss } from '../../../ui/uplot-css.js';

export const chartStyles = css`
  ${unsafeCSS(uplotCss)}
  :host {
    --s0: light-dark(#0b6b5e, #5fd0ba);
    --s1: light-dark(#b3541e, #f0a35e);
    --s2: light-dark(#3a5fa8, #8fb3f5);
    --s3: light-dark(#8a3a7e, #e29bd6);
    --s4: light-dark(#6b6a14, #d3cf5a);
    --s5: light-dark(#a8304a, #ff9cae);
    --s6: light-dark(#2f7d9c, #79cfee);
    --s7: light-dark(#555f5c, #b9c3bf);
  }
  .curves {
    margin: 0;
    display: grid;
    gap: 0.375rem;
    min-width: 0;
  }
  .curves-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.25rem 1rem;
  }
  .curves-title {
    font-weight: 600;
    font-size: 0.9375rem;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem 0.875rem;
    color: var(--muted);
    font-size: 0.875rem;
  }
  .legend-entry {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
  }
  .swatch {
    width: 1rem;
    height: 0;
    border-top: 3px solid currentColor;
  }
  .swatch.dashed {
    border-top-style: dashed;
  }
  .s0 { color: var(--s0); }
  .s1 { color: var(--s1); }
  .s2 { color: var(--s2); }
  .s3 { color: var(--s3); }
  .s4 { color: var(--s4); }
  .s5 { color: var(--s5); }
  .s6 { color: var(--s6); }
  .s7 { color: var(--s7); }
  .swatch.kept,
  .swatch.removed,
  .swatch.for,
  .swatch.against {
    height: 0.75rem;
    border: 0;
    border-radius: 3px;
    background: var(--accent);
  }
  .swatch.removed {
    background: var(--strong-line);
  }
  .swatch.for {
    background: rgb(255 140 26);
  }
  .swatch.against {
    background: rgb(72 149 239);
  }
  .swatch.envelope,
  .swatch.line {
    border-top-width: 2px;
    color: var(--ink);
  }
  .chart {
    height: 15rem;
    min-width: 0;
    overflow: hidden;
    color: var(--muted);
    stroke: var(--line);
    font-family: var(--font);
  }
  .twin > .table-frame {
    max-height: 18rem;
    margin-top: 0.25rem;
  }
  .twin > summary {
    font-size: 0.875rem;
    width: fit-content;
  }
  .figure .plot-figure {
    height: 10rem;
  }
  .figure .plot-figure.tall {
    height: 14rem;
  }
  .plot-figure > canvas {
    border-radius: 6px;
    background: var(--sunken);
    stroke: var(--strong-line);
  }
  .plot-figure.tall > canvas {
    background: #0b0405;
  }
  .figure .time-axis {
    height: 1.25rem;
  }
  .colour-unit {
    position: absolute;
    left: 1.25rem;
    top: -1rem;
  }
  .figure-wait {
    display: grid;
    place-items: center;
    height: 11rem;
    background: var(--sunken);
    border-radius: 6px;
  }
  .confusion-frame {
    max-height: none;
    width: fit-content;
    max-width: 100%;
  }
  .confusion {
    border-collapse: separate;
    border-spacing: 2px;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  .confusion th {
    font-weight: 500;
    padding: 0.25rem 0.5rem;
    text-align: end;
    white-space: nowrap;
  }
  .confusion thead th {
    text-align: center;
    max-width: 7rem;
  }
  .confusion thead th span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .confusion .corner {
    color: var(--muted);
    font-size: 0.8125rem;
    white-space: nowrap;
    padding-inline-end: 0.5rem;
    text-align: end;
  }
  .confusion td:not(.corner) {
    padding: 0;
    min-width: 3rem;
    background: var(--sunken);
    border-radius: 6px;
  }
  .confusion .right {
    background: color-mix(in oklab, var(--accent) calc(var(--share) * 88%), var(--sunken)) !important;
  }
  .confusion .wrong {
    background: color-mix(in oklab, var(--danger) calc(var(--share) * 88%), var(--sunken)) !important;
  }
  .cell {
    display: grid;
    place-items: center;
    width: 100%;
    min-width: 3rem;
    min-height: 2.5rem;
    padding: 0 0.5rem;
    border: 0;
    border-radius: 6px;
    background: none !important;
    color: var(--ink);
    font-weight: 550;
  }
  .cell:disabled {
    opacity: 1;
    color: var(--muted);
  }
  .cell:hover:not(:disabled) {
    outline: 2px solid var(--ink);
    outline-offset: -2px;
  }
  .cell[aria-pressed='true'] {
    outline: 3px solid var(--ink);
    outline-offset: -3px;
  }
  .cell.strong,
  .cell.strong .quiet {
    color: var(--on-accent);
  }
  .network {
    margin: 0;
    display: grid;
    gap: 0.5rem;
  }
  .network-layers {
    display: grid;
    gap: 0.25rem;
  }
  .layer {
    display: grid;
    grid-template-columns: minmax(7.5rem, 11rem) auto 1fr;
    gap: 0.25rem 1rem;
    align-items: baseline;
    padding: 0.375rem 0.75rem;
    border-radius: 8px;
    border-inline-start: 4px solid var(--strong-line);
    background: linear-gradient(var(--sunken), var(--sunken)) no-repeat left / calc(20% + var(--width) * 80%) 100%;
    font-size: 0.9375rem;
  }
  .layer-name {
    font-weight: 600;
  }
  .layer-shape {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .layer-parameters {
    color: var(--muted);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  .layer-convolution {
    border-color: var(--s0);
  }
  .layer-dense {
    border-color: var(--s1);
  }
  .layer-recurrent {
    border-color: var(--s2);
  }
  .layer-pooling {
    border-color: var(--s4);
  }
  @container (max-width: 40rem) {
    .layer {
      grid-template-columns: minmax(0, 1fr) auto;
    }
  }
`;
