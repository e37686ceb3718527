// The pool with fake workers: when a further one is started, and that nothing depends on it.
import { describe, expect, test, vi } from 'vitest';

import { WorkerPool, type Recruit } from '../../../web/api/worker-pool.js';
import type { ModelInfo } from '../../../web/api/types.js';
import { WorkerClient } from '../../../web/worker/client.js';
import { FakeWorker, settle } from '../support/fake-worker.js';

const info: ModelInfo = {
  labels: ['dog', 'cat'], card: {}, features: {}, sampleRate: 16000, segmentS: 1, threshold: 0.5, activation: 'softmax', numParameters: 1, sizeBytes: 1,
};

function member(changes: Partial<ModelInfo> = {}): Recruit & { worker: FakeWorker } {
  const worker = new FakeWorker();
  const client = new WorkerClient({ startWorker: () => worker });
  client.start();
  return { worker, client, info: { ...info, ...changes } };
}

/** Work that ends when it is told to. */
function held(pool: WorkerPool): { done: Promise<WorkerClient>; end(): void } {
  let end = (): void => {};
  const wait = new Promise<void>((resolve) => { end = resolve; });
  const done = pool.run(async (client) => {
    await wait;
    return client;
  });
  return { done, end };
}

describe('worker pool', () => {
  test('one clip after the other needs one worker', async () => {
    const first = member();
    const recruit = vi.fn(async () => member());
    const pool = new WorkerPool(first.client, info, 2, recruit);
    for (let clip = 0; clip < 3; clip += 1) expect(await pool.run(async (client) => client)).toBe(first.client);
    expect(recruit).not.toHaveBeenCalled();
  });

  test('a clip that finds the first busy does not wait for another; the next one gets it; the limit holds', async () => {
    const [first, second] = [member(), member()];
    const recruit = vi.fn(async () => second);
    const pool = new WorkerPool(first.client, info, 2, recruit);
    const clips = [held(pool), held(pool)];
    await settle();
    clips.push(held(pool), held(pool), held(pool));
    await settle();
    for (const { end } of clips) end();
    const clients = await Promise.all(clips.map(({ done }) => done));
    expect(clients.map((client) => (client === second.client ? 2 : 1))).toEqual([1, 1, 2, 2, 1]);
    expect(recruit).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['cannot be started', async () => { throw new Error('no memory'); }],
    ['got another model', async () => member({ labels: ['bee', 'cow'] })],
  ])('goes on with what there is when a further worker %s', async (_what, start: () => Promise<Recruit & { worker?: FakeWorker }>) => {
    const first = member();
    const recruits: (Recruit & { worker?: FakeWorker })[] = [];
    const recruit = vi.fn(async () => {
      const found = await start();
      recruits.push(found);
      return found;
    });
    const pool = new WorkerPool(first.client, info, 3, recruit);
    const clips = [held(pool), held(pool)];
    await settle();
    clips.push(held(pool), held(pool));
    await settle();
    for (const { end } of clips) end();
    expect(await Promise.all(clips.map(({ done }) => done))).toEqual(Array(4).fill(first.client));
    expect(recruit).toHaveBeenCalledTimes(1);
    expect(pool.limit).toBe(1);
    for (const { client, worker } of recruits) {
      expect(client.disposed).toBe(true);
      expect(worker?.terminated).toBe(true);
    }
  });

  test('dispose ends every worker, also one that is still being started', async () => {
    const [first, second, third] = [member(), member(), member()];
    const arriving: ((recruit: Recruit) => void)[] = [];
    const pool = new WorkerPool(first.client, info, 3, () => new Promise((resolve) => arriving.push(resolve)));
    const clips = [held(pool), held(pool)];
    arriving[0]?.(second);
    await settle();
    clips.push(held(pool), held(pool));
    expect(arriving).toHaveLength(2);
    pool.dispose();
    arriving[1]?.(third);
    await settle();
    for (const { end } of clips) end();
    expect([first, second, third].map(({ client }) => client.disposed)).toEqual([true, true, true]);
  });
});
