// What a run left: figures, clips one by one, files to keep.
import { css } from 'lit';

export const resultStyles = css`
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
