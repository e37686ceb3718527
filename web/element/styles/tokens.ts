// Colours, type and space. Hosts change the public --earshot-* properties; the private ones are derived from them. Colours follow
// the inherited color-scheme, so a light-only site gets a light element.
import { css } from 'lit';

export const tokens = css`
  :host {
    display: block;
    container-type: inline-size;
    --ink: var(--earshot-ink, light-dark(#1a1f1e, #e9ece8));
    --muted: var(--earshot-muted, light-dark(#56605d, #a3aeaa));
    --card: var(--earshot-card, light-dark(#ffffff, #191e1d));
    --sunken: var(--earshot-sunken, light-dark(#f1f3ef, #121615));
    --line: var(--earshot-line, light-dark(#dcdfd9, #313938));
    --strong-line: light-dark(#8b9692, #6c7875);
    --accent: var(--earshot-accent, light-dark(#0b6b5e, #5fd0ba));
    --on-accent: var(--earshot-on-accent, light-dark(#ffffff, #04231e));
    --tint: light-dark(#e2f0ec, #17352f);
    --danger: light-dark(#a3301c, #ff9e88);
    --danger-tint: light-dark(#fbeae6, #3a1d17);
    --radius: var(--earshot-radius, 14px);
    --font: var(--earshot-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    color: var(--ink);
    font: 400 1rem/1.5 var(--font);
    -webkit-text-size-adjust: 100%;
  }
  /* Browsers before light-dark() (2024) get the light colours. */
  @supports not (color: light-dark(#000, #fff)) {
    :host {
      --ink: var(--earshot-ink, #1a1f1e);
      --muted: var(--earshot-muted, #56605d);
      --card: var(--earshot-card, #ffffff);
      --sunken: var(--earshot-sunken, #f1f3ef);
      --line: var(--earshot-line, #dcdfd9);
      --strong-line: #8b9692;
      --accent: var(--earshot-accent, #0b6b5e);
      --on-accent: var(--earshot-on-accent, #ffffff);
      --tint: #e2f0ec;
      --danger: #a3301c;
      --danger-tint: #fbeae6;
      color-scheme: light;
    }
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: 650;
    line-height: 1.3;
  }
  h3 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .caption {
    color: var(--muted);
    font-size: 0.875rem;
    font-weight: 500;
  }
  .quiet {
    color: var(--muted);
  }
  .number,
  .score-number,
  .elapsed,
  .player-time,
  .detection-time,
  .detection-score {
    font-variant-numeric: tabular-nums;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }

  .base {
    display: grid;
    gap: 1rem;
    grid-template: 'in' 'out' 'foot' / minmax(0, 1fr);
  }
  .in {
    grid-area: in;
    display: grid;
    gap: 0.875rem;
    align-content: start;
  }
  .out {
    grid-area: out;
    display: grid;
    gap: 1rem;
    align-content: start;
    min-width: 0;
  }
  .foot {
    grid-area: foot;
  }
  .notice-region:not(:has(.notice)) {
    display: none;
  }
  @container (min-width: 58rem) {
    .working {
      grid-template: 'in out' auto 'foot out' 1fr / 19rem minmax(0, 1fr);
      gap: 1rem 1.75rem;
    }
  }

  .panel {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: 1.125rem;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .panel-head {
    display: flex;
    align-items: center;
    gap: 0.75rem;
  }
  .panel-head > h2 {
    flex: 1;
    min-width: 0;
  }
  @container (min-width: 40rem) {
    .panel {
      padding: 1.5rem;
    }
  }

  .notice,
  .clip-failed,
  .warnings {
    display: flex;
    gap: 0.75rem;
    border-radius: var(--radius);
    padding: 0.875rem 1rem;
  }
  .notice,
  .clip-failed {
    background: var(--danger-tint);
    border: 1px solid var(--danger);
  }
  .notice > .icon,
  .clip-failed > .icon {
    color: var(--danger);
  }
  .warnings {
    background: var(--sunken);
    border: 1px solid var(--line);
    font-size: 0.9375rem;
  }
  .notice {
    flex-wrap: wrap;
  }
  .notice-text {
    flex: 1 1 min(24rem, calc(100% - 2.5rem));
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .notice-detail {
    color: var(--muted);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .notice-actions {
    display: flex;
    align-items: start;
    gap: 0.25rem;
    margin-inline-start: auto;
  }
`;
