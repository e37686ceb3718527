// The rows of the table of clips and their order.

export type RowStatus = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled';

export type ClipRow = {
  id: number;
  file: string;
  /** Null until known. */
  durationS: number | null;
  /** Null: none of the labels, or not classified. */
  label: string | null;
  score: number | null;
  status: RowStatus;
  /** Share done, for a working row. */
  fraction: number;
  /** Why a row failed. */
  message: string;
};

export type SortColumn = 'file' | 'duration' | 'label' | 'score' | 'status';
export type Sort = { column: SortColumn; descending: boolean };

const STATUS_ORDER: Record<RowStatus, number> = { failed: 0, working: 1, waiting: 2, cancelled: 3, done: 4 };

/** A copy in the order asked for; rows without a value come last either way, equal rows keep their order. */
export function sortRows(rows: readonly ClipRow[], sort: Sort | null, locale: string): ClipRow[] {
  if (!sort) return [...rows];
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = sort.descending ? -1 : 1;
  const byText = (a: string | null, b: string | null): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : sign * collator.compare(a, b);
  const byNumber = (a: number | null, b: number | null): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : sign * (a - b);
  const comparators: Record<SortColumn, (a: ClipRow, b: ClipRow) => number> = {
    file: (a, b) => byText(a.file, b.file),
    duration: (a, b) => byNumber(a.durationS, b.durationS),
    label: (a, b) => byText(a.label, b.label),
    score: (a, b) => byNumber(a.score, b.score),
    status: (a, b) => byNumber(STATUS_ORDER[a.status], STATUS_ORDER[b.status]),
  };
  return [...rows].sort(comparators[sort.column]);
}

/** The order after a click on a column's heading: ascending, descending, as added. Scores start with the best. */
export function nextSort(current: Sort | null, column: SortColumn): Sort | null {
  const first = column === 'score';
  if (current?.column !== column) return { column, descending: first };
  return current.descending === first ? { column, descending: !first } : null;
}
