import { expect, test } from 'vitest';
import { Recorder } from '../../../web/audio/recorder.js';

const chunk = (...samples: number[]) => ({ kind: 'samples', samples: Float32Array.from(samples) }) as const;

test('recorder: chunks become one array in order', () => {
  const recorder = new Recorder(4, () => {});
  recorder.accept(chunk(1, 2, 3));
  recorder.accept(chunk(4));
  expect([...recorder.samples()]).toEqual([1, 2, 3, 4]);
});

test('recorder: stops at its limit, says so once, and keeps what fits', () => {
  let full = 0;
  const recorder = new Recorder(4, () => full++, 1.5);
  recorder.accept(chunk(1, 2, 3, 4));
  expect(full).toBe(0);
  recorder.accept(chunk(5, 6, 7, 8));
  recorder.accept(chunk(9));
  expect(full).toBe(1);
  expect([...recorder.samples()]).toEqual([1, 2, 3, 4, 5, 6]);
});
