// Where the reader is in a long table of clips: what is in sight, and which row Tab comes to.
import type { ClipRow } from '../ui/clip-rows.js';
import { isLong, ROW_PX } from '../ui/clip-table.js';
import { rowByKey, type Scroll } from '../ui/virtual-rows.js';

/** Before the table has been scrolled: as high as it gets. */
const UNSCROLLED: Scroll = { top: 0, height: 26 * 16 };

/** The element that the table is in. */
type Host = { readonly renderRoot: ParentNode; readonly updateComplete: Promise<unknown>; requestUpdate(): void };

export class TableControl {
  readonly #host: Host;
  scroll = UNSCROLLED;
  /** The clip whose row Tab comes to, where not all can be reached with it. */
  active: number | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  reset(): void {
    this.scroll = UNSCROLLED;
    this.active = null;
  }

  scrolled({ scrollTop: top, clientHeight: height }: HTMLElement): void {
    if (Math.abs(top - this.scroll.top) < ROW_PX / 2 && height === this.scroll.height) return;
    this.scroll = { top, height };
    this.#host.requestUpdate();
  }

  focused(event: Event, rows: readonly ClipRow[]): void {
    const index = (event.composedPath()[0] as Element).closest('tbody tr')?.getAttribute('aria-rowindex');
    this.active = (index && rows[Number(index) - 2]?.id) || null;
  }

  /** From the row that is gone to, which may not have the focus yet when keys come fast. */
  key(event: KeyboardEvent, rows: readonly ClipRow[]): void {
    const from = rows.findIndex(({ id }) => id === this.active);
    const next = from >= 0 && isLong(rows.length) ? rowByKey(event, from, rows.length, ROW_PX) : null;
    const id = next === null ? undefined : rows[next]?.id;
    if (next === null || id === undefined) return;
    const frame = event.currentTarget as HTMLElement;
    this.active = id;
    this.scroll = { top: frame.scrollTop, height: frame.clientHeight };
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      if (this.active !== id) return;
      this.#host.renderRoot.querySelector<HTMLElement>(`tr[aria-rowindex="${next + 2}"] .file-name`)?.focus({ preventScroll: true });
    });
  }
}
