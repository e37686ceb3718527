import { describe, expect, test } from 'vitest';
import { EarshotError } from '../../../web/base/errors.js';
import type { Core } from '../../../web/core/core.js';
import { WorkerClient, type WorkerLike } from '../../../web/worker/client.js';
import { serve } from '../../../web/worker/host.js';
import type { Endpoint } from '../../../web/worker/protocol.js';
import { settle } from '../support/fake-worker.js';

/** Client and host joined by real ports, around a core that the test provides. */
function joined(core: Promise<Core>): WorkerClient {
  return new WorkerClient({
    startWorker: () => {
      const { port1, port2 } = new MessageChannel();
      serve(port2 as unknown as Endpoint, () => core);
      port1.start();
      port2.start();
      return Object.assign(port1, { terminate: () => port1.close() }) as unknown as WorkerLike;
    },
  });
}

function coreWith(accept: (start: number, end: number) => void): { core: Promise<Core>; log: string[] } {
  const log: string[] = [];
  const job = {
    accept: (_channels: unknown, start: number, end: number) => accept(start, end),
    finish: () => ({ frames: 1, coefficients: 2, values: new Float32Array([1, 2]) }),
    dispose: () => log.push('disposed'),
  };
  return { core: Promise.resolve({ openFeatures: () => job } as unknown as Core), log };
}

const request = { channels: [new Float32Array(200_000)], sampleRate: 16000, config: '{}' };

describe('worker host', () => {
  test('a clip is taken by blocks that join without gap or overlap, and the job is disposed', async () => {
    const blocks: [number, number][] = [];
    const { core, log } = coreWith((start, end) => blocks.push([start, end]));
    const client = joined(core);
    await expect(client.request('features', request)).resolves.toMatchObject({ coefficients: 2 });
    expect(blocks[0]?.[0]).toBe(0);
    expect(blocks.at(-1)?.[1]).toBe(200_000);
    blocks.slice(1).forEach(([start], i) => expect(start).toBe(blocks[i]?.[1]));
    expect(log).toEqual(['disposed']);
    client.dispose();
  });

  test('an error of the core arrives with its code, the job is disposed, and the next request works', async () => {
    let calls = 0;
    const { core, log } = coreWith(() => {
      if (calls++ === 0) throw new EarshotError('malformed-file', 'This WAV file is damaged.');
    });
    const client = joined(core);
    await expect(client.request('features', request)).rejects.toMatchObject({ code: 'malformed-file', message: 'This WAV file is damaged.' });
    expect(log).toEqual(['disposed']);
    await expect(client.request('features', request)).resolves.toBeDefined();
    client.dispose();
  });

  test('a trap of the module rejects with worker-crashed', async () => {
    const { core } = coreWith(() => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
    const client = joined(core);
    await expect(client.request('features', request)).rejects.toMatchObject({ code: 'worker-crashed' });
    client.dispose();
  });

  test('a cancel in the middle of a long clip ends its work', async () => {
    let blocks = 0;
    const { core, log } = coreWith(() => {
      blocks++;
      const until = performance.now() + 50;
      while (performance.now() < until);
    });
    const client = joined(core);
    const controller = new AbortController();
    const long = client.request('features', { ...request, channels: [new Float32Array(40 << 16)] }, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
    while (log.length === 0) await settle();
    expect(blocks).toBeLessThan(10);
    client.dispose();
  });

  test('classifying without a model says so', async () => {
    const { core } = coreWith(() => {});
    const client = joined(core);
    const { channels, sampleRate } = request;
    const clip = client.request('classify-samples', {
      channels, sampleRate, format: { format: 'samples', sampleWidthBytes: null }, options: { overlap: -1, columns: 0 },
    });
    await expect(clip).rejects.toMatchObject({ code: 'invalid-argument', message: 'No model is loaded. Load one first.' });
    client.dispose();
  });

  test('a core that cannot be loaded rejects each request with core-not-loaded', async () => {
    const failing = Promise.reject<Core>(new EarshotError('core-not-loaded', 'HTTP 404'));
    failing.catch(() => {});
    const client = joined(failing);
    await expect(client.request('features', request)).rejects.toMatchObject({ code: 'core-not-loaded' });
    await expect(client.load({ kind: 'bytes', bytes: new Uint8Array(1) })).rejects.toMatchObject({ code: 'core-not-loaded' });
    client.dispose();
  });
});
