// The microphone: asking, recording, listening.
import { css } from 'lit';

export const liveStyles = css`
  .prompting {
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    border-color: var(--accent);
  }
  .pulse {
    display: grid;
    place-items: center;
    width: 3rem;
    height: 3rem;
    border-radius: 50%;
    background: var(--tint);
    color: var(--accent);
    animation: breathe 1.8s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      box-shadow: 0 0 0 8px color-mix(in oklab, var(--accent), transparent 88%);
    }
  }
  @container (max-width: 30rem) {
    .prompting {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .prompting > button {
      grid-column: 1 / -1;
    }
  }
  .live-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
  }
  .live-head > .elapsed {
    flex: 1;
    color: var(--muted);
  }
  .on-air {
    display: inline-flex;
    align-items: center;
    gap: 0.625rem;
  }
  .on-air::before {
    content: '';
    width: 0.625rem;
    height: 0.625rem;
    border-radius: 50%;
    background: var(--danger);
    animation: blink 1.6s steps(2, jump-none) infinite;
  }
  @keyframes blink {
    to {
      opacity: 0.35;
    }
  }
  .meter {
    position: relative;
    height: 0.625rem;
    border-radius: 5px;
    background: var(--sunken);
    border: 1px solid var(--line);
    overflow: hidden;
  }
  .meter-fill {
    position: absolute;
    inset: 0;
    transform: scaleX(var(--level, 0));
    transform-origin: left;
    background: var(--accent);
    transition: transform 0.06s linear;
  }
  .clipping .meter-fill {
    background: var(--danger);
  }
  canvas.live {
    display: block;
    width: 100%;
    height: clamp(9rem, 22cqi, 15rem);
    border-radius: 8px;
    background: #0b0405;
  }
  .live-columns {
    display: grid;
    gap: 1.25rem;
  }
  .live-columns .decision {
    min-height: 1.05em;
    margin-bottom: 0.75rem;
  }
  @container (min-width: 44rem) {
    .live-columns {
      grid-template-columns: 3fr 2fr;
      gap: 2.5rem;
    }
  }
  .live-columns .decision.none {
    font-size: 2.25rem;
    line-height: 1.4;
  }
  .detections {
    display: grid;
    align-content: start;
    gap: 0.375rem;
  }
  .detections ol {
    max-height: 15rem;
    overflow: auto;
  }
  .detections li {
    display: grid;
    grid-template-columns: 8.25rem minmax(0, 1fr) auto;
    gap: 0.75rem;
    padding: 0.3125rem 0;
    border-bottom: 1px solid var(--line);
    font-size: 0.9375rem;
  }
  .detection-time,
  .detection-score {
    color: var(--muted);
  }
  .detection-label {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .fields {
    display: grid;
    gap: 0.875rem 1.5rem;
    padding: 0.5rem 0 0.25rem;
  }
  @container (min-width: 44rem) {
    .fields {
      grid-template-columns: 1fr 1fr;
    }
  }
  .field {
    display: grid;
    gap: 0.25rem;
    font-size: 0.9375rem;
  }
  .field output {
    float: right;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .field input[type='range'] {
    width: 100%;
    min-height: 1.75rem;
    accent-color: var(--accent);
  }
  .switch {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 1.75rem;
    font-size: 0.9375rem;
  }
  .switch input {
    width: 1.25rem;
    height: 1.25rem;
    accent-color: var(--accent);
  }
  .hint {
    font-size: 0.875rem;
  }
`;
