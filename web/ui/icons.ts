// Inline icons, 24 units, drawn for Earshot; they take the text's colour and are hidden from assistive technology.
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const PATHS = {
  file: svg`<path d="M6 3.5h7l5 5v12H6z"/><path d="M13 3.5v5h5"/><path d="M9.5 17v-2M12 17v-5M14.5 17v-3"/>`,
  folder: svg`<path d="M3.5 18.5v-12h6l2 2.5h9v9.5z"/>`,
  record: svg`<circle cx="12" cy="12" r="8.5"/><circle class="solid" cx="12" cy="12" r="4"/>`,
  listen: svg`<path d="M4 14v-4M8 17V7M12 20V4M16 16V8M20 13.5v-3"/>`,
  stop: svg`<rect class="solid" x="6.5" y="6.5" width="11" height="11" rx="1.5"/>`,
  play: svg`<path class="solid" d="M8 5.5v13l11-6.5z"/>`,
  pause: svg`<path d="M8.5 6v12M15.5 6v12" stroke-width="3"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.2"/>`,
  lock: svg`<rect x="5.5" y="10.5" width="13" height="9.5" rx="2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>`,
  alert: svg`<path d="M12 4l9 15.5H3z"/><path d="M12 10v4.5M12 17v.2"/>`,
  download: svg`<path d="M12 4v10.5M7.5 10.5L12 15l4.5-4.5M5 19.5h14"/>`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  sort: svg`<path d="M8 10l4-4 4 4M8 14l4 4 4-4"/>`,
  up: svg`<path d="M7 14.5l5-5 5 5"/>`,
  down: svg`<path d="M7 9.5l5 5 5-5"/>`,
  microphone: svg`<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v2.5"/>`,
  add: svg`<path d="M12 5v14M5 12h14"/>`,
  edit: svg`<path d="M5 19l1-4L16 5l3 3L9 18z"/><path d="M14 7l3 3"/>`,
  trash: svg`<path d="M5 7h14M9.5 7V4.5h5V7M7 7l1 12.5h8L17 7"/><path d="M10.5 10.5v5.5M13.5 10.5v5.5"/>`,
  filter: svg`<path d="M4 5.5h16l-6.5 7.5v5.5l-3 1.5v-7z"/>`,
  undo: svg`<path d="M8.5 5.5L4.5 9.5l4 4"/><path d="M4.5 9.5h9a6 6 0 0 1 0 11h-3"/>`,
  redo: svg`<path d="M15.5 5.5l4 4-4 4"/><path d="M19.5 9.5h-9a6 6 0 0 0 0 11h3"/>`,
  settings: svg`<path d="M4 8h9M17 8h3M4 16h3M11 16h9"/><circle cx="15" cy="8" r="2"/><circle cx="9" cy="16" r="2"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
