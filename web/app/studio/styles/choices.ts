// What is chosen of a network: its recipe and its settings.
import { css } from 'lit';

export const choiceStyles = css`
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
`;
