// What `npm run bench` makes of its runs.
import { describe, expect, test } from 'vitest';

import { attempt } from '../../../bench/lib/attempt.mjs';
import { finishMeasure, merge, toMarkdown } from '../../../bench/lib/report.mjs';
import { median, percentile, spread } from '../../../bench/lib/statistics.mjs';

const measure = {
  measure: 'a thing', unit: 'ms', ours: [2, 1, 3], peer: 'Peer', peerRuns: [20, 22, 18], ratio: 10, reach: '>= 5 x', met: true, check: 'the same',
};

describe('statistics', () => {
  test('the median is the middle, or between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  test('a percentile is a value that was measured', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(percentile(values, 0.95)).toBe(95);
    expect(percentile([7], 0.95)).toBe(7);
  });

  test('the spread is half the range beside the median', () => {
    expect(spread([9, 10, 11])).toBeCloseTo(0.1);
  });
});

describe('a measure', () => {
  test('has the fields that the document promises', () => {
    expect(finishMeasure('things', measure)).toMatchObject({ measure: 'a thing', ours: 2, peer: 'Peer', peer_value: 20, ratio: 10, reach: '>= 5 x', met: true });
  });

  test('that fails says why, and is neither reached nor missed', async () => {
    const [failed] = await attempt('a thing', () => Promise.reject(new Error('The peer is not installed.\n  at line 3')));
    expect(failed).toMatchObject({ measure: 'a thing', met: null, reason: 'The peer is not installed.' });
  });

  test('tells where its cost stops being linear', () => {
    const points = [[1, 10], [2, 11], [4, 22], [8, 44], [16, 200]].map(([size = 0, cost = 0]) => ({ at: String(size), size, cost }));
    const { growth } = finishMeasure('curve', { ...measure, growth: { what: 'ms', points, per: 1 } });
    expect(growth?.verdict).toBe('Cost is less than linear from 1 to 2 (exponent 0.14), then linear from 2 to 8 (exponent 1.00, 1.00), then more than linear from 8 to 16 (exponent 2.18).');
  });
});

describe('the document', () => {
  const machine = { processor: 'a processor', cores: 2, memoryGB: 8, system: 'Linux', chromium: '1', node: 'v20' };
  const now = (date: string, row: string) => ({ date, machine, versions: { earshot: '1.0.0' }, measures: [finishMeasure(row, measure)] });

  test('keeps the rows that a partial run has not measured, in order', () => {
    const first = merge(null, now('2001-01-01', 'b'), ['a', 'b']);
    const second = merge(first, now('2002-02-02', 'a'), ['a', 'b']);
    expect(second.measures.map(({ row, date }: { row: string; date: string }) => [row, date])).toEqual([['a', '2002-02-02'], ['b', '2001-01-01']]);
    expect(merge(second, now('2003-03-03', 'a'), ['a', 'b']).measures).toHaveLength(2);
  });

  test('names what is not reached', () => {
    const report = merge(null, { ...now('2001-01-01', 'a'), measures: [finishMeasure('a', { ...measure, met: false })] }, ['a']);
    expect(toMarkdown(report)).toContain('0 of 1 goals are reached; not reached: a thing.');
    expect(toMarkdown(report)).toContain('| a thing | 2 ms (±50 %) | Peer: 20 ms (±10 %) | 10.0 | >= 5 x | **no** |');
  });
});
