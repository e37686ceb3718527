// Rows of the table of clips: order, filter and what each column says.
import type { ClipRecord } from '../../store/types.js';
import type { ClipColumn, ClipSort } from './view.js';

export type RowState = 'waiting' | 'ready' | 'excluded' | 'problem' | 'no-class';

export function stateOf(clip: ClipRecord): RowState {
  if (clip.excluded) return 'excluded';
  if (clip.label === '') return 'no-class';
  if (!clip.facts) return 'waiting';
  return clip.facts.problem ? 'problem' : 'ready';
}

const STATE_ORDER: Record<RowState, number> = { problem: 0, 'no-class': 1, waiting: 2, excluded: 3, ready: 4 };

/** Null where it is not known. */
export function columnValue(clip: ClipRecord, column: ClipColumn): string | number | null {
  const { facts } = clip;
  switch (column) {
    case 'id': return clip.id;
    case 'label': return clip.label;
    case 'state': return STATE_ORDER[stateOf(clip)];
    case 'frameWidth': return facts?.sampleWidthBytes ? facts.sampleWidthBytes * facts.channels : null;
    case 'frames': return facts && !facts.problem ? Math.round(facts.lengthS * facts.sampleRateHz) : null;
    case 'sampleWidthBytes': return facts?.sampleWidthBytes ?? null;
    default: return facts && facts.sampleRateHz > 0 ? facts[column] : null;
  }
}

/** By class and path unless asked otherwise; what is not known comes last either way. */
export function sortClips(clips: readonly ClipRecord[], sort: ClipSort): ClipRecord[] {
  const collator = new Intl.Collator('en', { numeric: true });
  const compare = (a: string | number | null, b: string | number | null): number =>
    typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : Number(a) - Number(b);
  const rows = [...clips];
  if (!sort) return rows.sort((a, b) => collator.compare(a.label, b.label) || collator.compare(a.id, b.id));
  const sign = sort.descending ? -1 : 1;
  const values = new Map(rows.map((clip) => [clip.id, columnValue(clip, sort.column)]));
  return rows.sort((a, b) => {
    const [x, y] = [values.get(a.id) ?? null, values.get(b.id) ?? null];
    return x === null || y === null ? Number(x === null) - Number(y === null) : sign * compare(x, y) || collator.compare(a.id, b.id);
  });
}

export function nextClipSort(current: ClipSort, column: ClipColumn): ClipSort {
  if (current?.column !== column) return { column, descending: false };
  return current.descending ? null : { column, descending: true };
}
