import { describe, expect, test } from 'vitest';
import type { ModelInfo } from '../../../web/api/types.js';
import { WorkerClient } from '../../../web/worker/client.js';
import type { MessageToWorker } from '../../../web/worker/protocol.js';
import { FakeWorker, settle } from '../support/fake-worker.js';

const info: ModelInfo = {
  labels: ['a', 'b'], card: {}, features: {}, sampleRate: 16000, segmentS: 1, threshold: 0, activation: 'softmax', numParameters: 1, sizeBytes: 1,
};
const model = { kind: 'bytes', bytes: new Uint8Array([1, 2, 3]) } as const;
const matrix = { frames: 1, coefficients: 1, values: new Float32Array([7]) };
const features = { channels: [new Float32Array(4)], sampleRate: 16000, config: '{}' };

/** Answers every load; what else it does is the test's. */
function loading(behave: (message: MessageToWorker, worker: FakeWorker) => void = () => {}) {
  return (message: MessageToWorker, worker: FakeWorker): void => {
    if (message.kind === 'load') worker.answer({ kind: 'done', id: message.id, value: info });
    else behave(message, worker);
  };
}

function clientOf(...workers: FakeWorker[]): { client: WorkerClient; started: () => number } {
  let started = 0;
  const client = new WorkerClient({
    startWorker: () => {
      const worker = workers[started++];
      if (!worker) throw new Error('no more workers');
      return worker;
    },
  });
  return { client, started: () => started };
}

describe('worker client', () => {
  test('a request gets its progress in order, then its result', async () => {
    const seen: unknown[] = [];
    const { client } = clientOf(
      new FakeWorker((message, worker) => {
        if (message.kind !== 'features') return;
        worker.answer({ kind: 'progress', id: message.id, value: { fraction: 0.25, remainingS: null } });
        worker.answer({ kind: 'progress', id: message.id, value: { fraction: 0.75, remainingS: 1 } });
        worker.answer({ kind: 'done', id: message.id, value: matrix });
      }),
    );
    const result = await client.request('features', features, { onProgress: ({ fraction }) => seen.push(fraction) });
    expect(seen).toEqual([0.25, 0.75]);
    expect(result.values).toEqual(new Float32Array([7]));
  });

  test('answers to several requests reach the right ones, in any order', async () => {
    const ids: number[] = [];
    const worker = new FakeWorker((message) => {
      if (message.kind === 'features') ids.push(message.id);
    });
    const { client } = clientOf(worker);
    const first = client.request('features', features);
    const second = client.request('features', features);
    await settle();
    worker.answer({ kind: 'done', id: ids[1], value: { ...matrix, frames: 2 } });
    worker.answer({ kind: 'done', id: ids[0], value: { ...matrix, frames: 1 } });
    expect([(await first).frames, (await second).frames]).toEqual([1, 2]);
  });

  test('a failure keeps its code and sentence', async () => {
    const { client } = clientOf(
      new FakeWorker((message, worker) => {
        if (message.kind === 'load') {
          worker.answer({ kind: 'failed', id: message.id, error: { code: 'invalid-model', message: 'This is not an ONNX file.' } });
        }
      }),
    );
    await expect(client.load(model)).rejects.toMatchObject({
      name: 'EarshotError', code: 'invalid-model', message: 'This is not an ONNX file.',
    });
  });

  test('a code nobody knows becomes internal', async () => {
    const { client } = clientOf(
      new FakeWorker((message, worker) => {
        if (message.kind === 'features') worker.answer({ kind: 'failed', id: message.id, error: { code: 'toString', message: 'x' } });
      }),
    );
    await expect(client.request('features', features)).rejects.toMatchObject({ code: 'internal' });
  });

  test('cancelling rejects at once, tells the worker, and its late answer is ignored', async () => {
    const worker = new FakeWorker();
    const { client } = clientOf(worker);
    const controller = new AbortController();
    const request = client.request('features', features, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(request).rejects.toMatchObject({ code: 'cancelled' });
    const [sent] = worker.requests();
    expect(worker.received).toContainEqual({ kind: 'cancel', id: sent?.id });
    worker.answer({ kind: 'done', id: sent?.id, value: matrix });
    expect(worker.terminated).toBe(false);
  });

  test('a signal that is aborted already sends nothing', async () => {
    const { client, started } = clientOf(new FakeWorker());
    await expect(client.request('features', features, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(started()).toBe(0);
  });

  test('a crash rejects everything in flight, and the next call starts a fresh worker with the model', async () => {
    const first = new FakeWorker(loading());
    const second = new FakeWorker(
      loading((message, worker) => {
        if (message.kind === 'features') worker.answer({ kind: 'done', id: message.id, value: matrix });
      }),
    );
    const { client, started } = clientOf(first, second);
    await client.load(model);
    const pending = [client.request('features', features), client.request('features', features)];
    const outcomes = Promise.allSettled(pending);
    await settle();
    first.crash('out of memory');
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'worker-crashed' } });
    }
    expect(first.terminated).toBe(true);

    await expect(client.request('features', features)).resolves.toMatchObject({ frames: 1 });
    expect(started()).toBe(2);
    expect(second.requests().map(({ kind }) => kind)).toEqual(['load', 'features']);
  });

  test('a module that trapped (fatal) counts as a crash', async () => {
    const worker = new FakeWorker((message, self) => {
      if (message.kind === 'features') self.answer({ kind: 'fatal', error: { code: 'worker-crashed', message: 'trap' } });
    });
    const { client } = clientOf(worker);
    await expect(client.request('features', features)).rejects.toMatchObject({ code: 'worker-crashed', message: 'trap' });
    expect(worker.terminated).toBe(true);
  });

  test('a message that cannot be read counts as a crash', async () => {
    const worker = new FakeWorker();
    const { client } = clientOf(worker);
    const request = client.request('features', features);
    await settle();
    worker.dispatchEvent(new MessageEvent('messageerror'));
    await expect(request).rejects.toMatchObject({ code: 'worker-crashed' });
  });

  test.each([[null], ['text'], [{ kind: 'done' }], [{ kind: 'surprise', id: 1 }], [{ kind: 'failed', id: 1 }]])(
    'a message that makes no sense (%j) counts as a crash',
    async (nonsense) => {
      const worker = new FakeWorker();
      const { client } = clientOf(worker);
      const request = client.request('features', features);
      await settle();
      worker.answer(nonsense);
      await expect(request).rejects.toMatchObject({ code: 'worker-crashed' });
    },
  );

  test('an answer of a worker that has been replaced changes nothing', async () => {
    const first = new FakeWorker();
    const second = new FakeWorker();
    const { client } = clientOf(first, second);
    const lost = client.request('features', features);
    await settle();
    first.crash();
    await expect(lost).rejects.toMatchObject({ code: 'worker-crashed' });
    const request = client.request('features', features);
    await settle();
    const id = second.requests()[0]?.id;
    first.answer({ kind: 'done', id, value: { ...matrix, frames: 99 } });
    second.answer({ kind: 'done', id, value: matrix });
    await expect(request).resolves.toMatchObject({ frames: 1 });
  });

  test('a postMessage that throws rejects that call alone', async () => {
    const worker = new FakeWorker((message, self) => {
      if (message.kind === 'features') self.answer({ kind: 'done', id: message.id, value: matrix });
    });
    const { client, started } = clientOf(worker);
    const buffer = new Float32Array(4);
    structuredClone(buffer, { transfer: [buffer.buffer] });
    await expect(
      client.request('features', { ...features, channels: [buffer] }, { transfer: [buffer.buffer] }),
    ).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(client.request('features', features)).resolves.toMatchObject({ frames: 1 });
    expect(started()).toBe(1);
  });

  test('use after dispose rejects with disposed, and so does what was in flight', async () => {
    const worker = new FakeWorker();
    const { client } = clientOf(worker);
    const request = client.request('features', features);
    await settle();
    client.dispose();
    client.dispose();
    await expect(request).rejects.toMatchObject({ code: 'disposed' });
    await expect(client.request('features', features)).rejects.toMatchObject({ code: 'disposed' });
    expect(worker.terminated).toBe(true);
  });

  test('a worker that cannot be started rejects with core-not-loaded', async () => {
    const { client } = clientOf();
    await expect(client.request('features', features)).rejects.toMatchObject({ code: 'core-not-loaded' });
  });

  test('a model that failed to load is tried again by the next call', async () => {
    let loads = 0;
    const first = new FakeWorker(loading());
    const second = new FakeWorker((message, worker) => {
      if (message.kind === 'load') {
        loads++;
        worker.answer(
          loads === 1
            ? { kind: 'failed', id: message.id, error: { code: 'io', message: 'no network' } }
            : { kind: 'done', id: message.id, value: info },
        );
      } else if (message.kind === 'features') worker.answer({ kind: 'done', id: message.id, value: matrix });
    });
    const { client } = clientOf(first, second);
    await client.load(model);
    first.crash();
    await expect(client.request('features', features)).rejects.toMatchObject({ code: 'io' });
    await expect(client.request('features', features)).resolves.toMatchObject({ frames: 1 });
  });

  test('an open request is ended by finish()', async () => {
    const worker = new FakeWorker((message, self) => {
      if (message.kind === 'finish') self.answer({ kind: 'done', id: message.id, value: null });
    });
    const { client } = clientOf(worker);
    const { port1, port2 } = new MessageChannel();
    const options = { sampleRate: 48000, hopS: 0.25, smoothingS: 0, threshold: -1, minDurationS: 0, frames: false };
    const stream = await client.open('stream', { port: port2, options }, { transfer: [port2] });
    stream.finish();
    await expect(stream.result).resolves.toBeNull();
    stream.finish();
    expect(worker.received.filter(({ kind }) => kind === 'finish')).toHaveLength(1);
    port1.close();
    for (const message of worker.received) if ('port' in message) message.port.close();
  });
});
