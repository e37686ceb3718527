import { expect, test } from 'vitest';
import type { Progress } from '../../../web/api/types.js';
import { Slices } from '../../../web/worker/slices.js';

test('slices: progress is reported once a slice is over, with a forecast once there is something to go by', async () => {
  let now = 0;
  const seen: Progress[] = [];
  const slices = new Slices(new AbortController().signal, (progress) => seen.push(progress), () => now);
  now = 10;
  await slices.step(0.01);
  expect(seen).toEqual([]);
  now = 100;
  await slices.step(0.1);
  now = 500;
  await slices.step(0.5);
  expect(seen).toEqual([
    { fraction: 0.1, remainingS: null },
    { fraction: 0.5, remainingS: 0.5 },
  ]);
});

test('slices: a cancel that arrives as a message during long work stops it', async () => {
  const controller = new AbortController();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => controller.abort();
  port2.postMessage('cancel');
  let now = 0;
  let steps = 0;
  const slices = new Slices(controller.signal, () => {}, () => now);
  const work = async (): Promise<void> => {
    for (; steps < 1000; steps++) {
      now += 50;
      await slices.step(steps / 1000);
    }
  };
  await expect(work()).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toBeLessThan(10);
  port1.close();
});
