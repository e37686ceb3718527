import { describe, expect, test } from 'vitest';

import { nextSort, sortRows, type ClipRow } from '../../web/ui/clip-rows.js';

const row = (id: number, values: Partial<ClipRow>): ClipRow => ({
  id, file: `${id}.wav`, durationS: null, label: null, score: null, status: 'done', fraction: 0, message: '', ...values,
});
const ids = (rows: ClipRow[]): number[] => rows.map(({ id }) => id);

describe('table of clips', () => {
  test('files are ordered as people count: clip 2 before clip 10', () => {
    const rows = [row(1, { file: 'clip 10.wav' }), row(2, { file: 'clip 2.wav' })];
    expect(ids(sortRows(rows, { column: 'file', descending: false }, 'en'))).toEqual([2, 1]);
  });

  test('rows without a score come last in both directions', () => {
    const rows = [row(1, {}), row(2, { score: 0.2 }), row(3, { score: 0.9 })];
    expect(ids(sortRows(rows, { column: 'score', descending: true }, 'en'))).toEqual([3, 2, 1]);
    expect(ids(sortRows(rows, { column: 'score', descending: false }, 'en'))).toEqual([2, 3, 1]);
  });

  test('failures come first by status, and equal rows keep their order', () => {
    const rows = [row(1, {}), row(2, { status: 'failed' }), row(3, {})];
    expect(ids(sortRows(rows, { column: 'status', descending: false }, 'en'))).toEqual([2, 1, 3]);
  });

  test('no order is the order in which clips were added, and the rows given stay as they are', () => {
    const rows = [row(2, {}), row(1, {})];
    expect(ids(sortRows(rows, null, 'en'))).toEqual([2, 1]);
    sortRows(rows, { column: 'file', descending: false }, 'en');
    expect(ids(rows)).toEqual([2, 1]);
  });

  test('a heading goes through ascending, descending, as added; scores begin with the best', () => {
    const first = nextSort(null, 'file');
    expect(first).toEqual({ column: 'file', descending: false });
    const second = nextSort(first, 'file');
    expect(second).toEqual({ column: 'file', descending: true });
    expect(nextSort(second, 'file')).toBeNull();
    expect(nextSort(second, 'score')).toEqual({ column: 'score', descending: true });
  });
});
