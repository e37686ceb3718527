// Which rows of a long table are to be drawn: those in sight and a few around them. Rows have one height, so the rest is
// two spacers.

export type Window = { from: number; to: number; above: number; below: number };

/** Pixels, of the frame that scrolls. */
export type Scroll = { top: number; height: number };

const OVERSCAN = 5;

/** `scrollTop` and `viewport` in pixels, of the rows alone. */
export function visibleRows(count: number, rowPx: number, scrollTop: number, viewport: number): Window {
  const first = Math.max(0, Math.floor(Math.min(scrollTop, count * rowPx) / rowPx) - OVERSCAN);
  const shown = Math.ceil(viewport / rowPx) + 2 * OVERSCAN;
  const from = Math.max(0, Math.min(first, count - shown));
  const to = Math.min(count, from + shown);
  return { from, to, above: from * rowPx, below: (count - to) * rowPx };
}

/**
 * Arrow keys, Home and End from row `index` of `count`: the row to go to, which the frame that heard the key then shows; null when
 * the key means nothing here.
 */
export function rowByKey(event: KeyboardEvent, index: number, count: number, rowPx: number): number | null {
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[event.key];
  if (next === undefined || next < 0 || next >= count) return null;
  event.preventDefault();
  const frame = event.currentTarget as HTMLElement;
  const top = next * rowPx;
  const visible = frame.clientHeight - 2 * rowPx; // the sticky headings, and the row itself
  if (top < frame.scrollTop) frame.scrollTop = top;
  else if (top > frame.scrollTop + visible) frame.scrollTop = top - visible;
  return next;
}
