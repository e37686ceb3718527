// Waveform, spectrogram, time line, axes, cursor and player. All plots share one left and right margin, so that one time axis
// and one cursor serve them all. Canvas colours are read from color, fill and stroke.
import { css } from 'lit';

export const plotStyles = css`
  .player {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
  }
  .round {
    width: 2.75rem;
    padding: 0;
    border-radius: 50%;
    border-color: var(--accent);
    color: var(--accent);
  }
  .player-time {
    flex: 1;
    color: var(--muted);
    font-size: 0.9375rem;
  }
  .player-now {
    color: var(--ink);
  }

  .plots {
    --axis: 3.75rem;
    --bar: 3.25rem;
    position: relative;
    display: grid;
    gap: 0.375rem;
    margin-top: -0.25rem;
  }
  .plot {
    position: relative;
    margin-inline: var(--axis) var(--bar);
  }
  .plot canvas {
    display: block;
    width: 100%;
    height: 100%;
    color: var(--ink);
    fill: var(--accent);
    stroke: var(--line);
  }
  .plot-waveform {
    height: 4.5rem;
  }
  .plot-spectrogram {
    height: 11rem;
  }
  .plot-spectrogram > canvas {
    border-radius: 6px;
    background: #0b0405;
  }
  .plot-timeline {
    height: 1.75rem;
  }
  .plot-timeline canvas {
    border-radius: 6px;
  }
  .plot-timeline:empty {
    display: none;
  }
  .frequency-axis,
  .colour-bar,
  .time-axis {
    color: var(--muted);
    font-size: 0.75rem;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }
  .frequency-axis {
    position: absolute;
    inset: 0 100% 0 auto;
    width: var(--axis);
  }
  .frequency-axis .tick {
    position: absolute;
    right: 0.5rem;
    bottom: clamp(0px, calc(var(--at) * 100% - 0.375rem), calc(100% - 0.75rem));
    white-space: nowrap;
  }
  .colour-bar {
    position: absolute;
    inset: 0 auto 0 100%;
    width: var(--bar);
    padding-inline-start: 0.5rem;
  }
  .colour-bar canvas {
    width: 0.5rem;
    border-radius: 2px;
  }
  .colour-bar .tick {
    position: absolute;
    left: 1.25rem;
    bottom: clamp(0px, calc(var(--at) * 100% - 0.375rem), calc(100% - 0.75rem));
    white-space: nowrap;
  }
  .time-axis {
    position: relative;
    height: 1rem;
    margin-inline: var(--axis) var(--bar);
  }
  .time-axis .tick {
    position: absolute;
    top: 0.125rem;
    left: calc(var(--at) * 100%);
    transform: translateX(-50%);
  }
  .time-axis .unit {
    position: absolute;
    top: 0.125rem;
    left: calc(100% + 0.75rem);
  }
  .cursor-layer {
    --at: 0;
    position: absolute;
    inset: 0 var(--bar) 1.375rem var(--axis);
  }
  .cursor {
    position: absolute;
    inset: 0 auto 0 calc(var(--at) * 100%);
    width: 2px;
    margin-left: -1px;
    background: var(--ink);
    box-shadow: 0 0 0 1px var(--card);
    pointer-events: none;
  }
  .seek {
    appearance: none;
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    background: none;
    cursor: crosshair;
    border-radius: 6px;
  }
  .seek::-webkit-slider-runnable-track {
    height: 100%;
  }
  .seek::-webkit-slider-thumb {
    appearance: none;
    width: 2px;
    height: 100%;
    background: none;
  }
  .seek::-moz-range-track {
    height: 100%;
    background: none;
  }
  .seek::-moz-range-thumb {
    width: 2px;
    height: 100%;
    border: 0;
    background: none;
  }
  @container (max-width: 40rem) {
    .plots {
      --axis: 3.125rem;
      --bar: 2.875rem;
    }
  }
`;
