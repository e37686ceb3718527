// Which rows of a long table are to be drawn: those in sight and a few around them. Rows have one height, so the rest is
// two spacers.

export type Window = { from: number; to: number; above: number; below: number };

const OVERSCAN = 5;

/** `scrollTop` and `viewport` in pixels, of the rows alone. */
export function visibleRows(count: number, rowPx: number, scrollTop: number, viewport: number): Window {
  const first = Math.max(0, Math.floor(Math.min(scrollTop, count * rowPx) / rowPx) - OVERSCAN);
  const shown = Math.ceil(viewport / rowPx) + 2 * OVERSCAN;
  const from = Math.max(0, Math.min(first, count - shown));
  const to = Math.min(count, from + shown);
  return { from, to, above: from * rowPx, below: (count - to) * rowPx };
}
