import { describe, expect, test } from 'vitest';

import { StartingWorker, started, type Way } from '../../../web/package/starting-worker.js';
import type { MessageToWorker } from '../../../web/worker/protocol.js';
import { FakeWorker, settle } from '../support/fake-worker.js';

const configure: MessageToWorker = { kind: 'configure', wasmUrl: null, wasmBinary: null, programFollows: false };
const way = (worker: FakeWorker, announces = true): Way => ({ start: () => worker, announces });

function heard(worker: StartingWorker): { messages: unknown[]; errors: number } {
  const seen = { messages: [] as unknown[], errors: 0 };
  worker.addEventListener('message', (event) => seen.messages.push((event as MessageEvent).data));
  worker.addEventListener('error', () => (seen.errors += 1));
  return seen;
}

describe('a worker from the first way that works', () => {
  test('messages wait until the script says that it runs, and arrive in order', async () => {
    const script = new FakeWorker();
    const worker = new StartingWorker([way(script)]);
    worker.postMessage(configure, []);
    worker.postMessage({ kind: 'cancel', id: 1 }, []);
    await settle();
    expect(script.received).toEqual([]);
    script.answer(started);
    await settle();
    expect(script.received.map(({ kind }) => kind)).toEqual(['configure', 'cancel']);
    worker.postMessage({ kind: 'finish', id: 1 }, []);
    expect(script.received.map(({ kind }) => kind)).toEqual(['configure', 'cancel', 'finish']);
  });

  test('its word that it runs is not passed on; everything after it is', async () => {
    const script = new FakeWorker();
    const worker = new StartingWorker([way(script)]);
    const seen = heard(worker);
    await settle();
    script.answer(started);
    await settle();
    script.answer({ kind: 'done', id: 1, value: 7 });
    script.crash();
    expect(seen).toEqual({ messages: [{ kind: 'done', id: 1, value: 7 }], errors: 1 });
  });

  test('a script that cannot be loaded and one that is refused give way to the next; nobody hears of it', async () => {
    const lost = new FakeWorker();
    const good = new FakeWorker();
    const worker = new StartingWorker([
      way(lost),
      { start: () => { throw new DOMException('of another origin', 'SecurityError'); }, announces: true },
      way(good),
    ]);
    const seen = heard(worker);
    worker.postMessage(configure, []);
    await settle();
    lost.crash();
    await settle();
    good.answer(started);
    await settle();
    expect(lost.terminated).toBe(true);
    expect(good.received).toEqual([configure]);
    expect(seen).toEqual({ messages: [], errors: 0 });
  });

  test('the host in this thread needs no word', async () => {
    const thread = new FakeWorker();
    const worker = new StartingWorker([way(thread, false)]);
    worker.postMessage(configure, []);
    await settle();
    expect(thread.received).toEqual([configure]);
  });

  test('when no way is left there is one error', async () => {
    const lost = new FakeWorker();
    const seen = heard(new StartingWorker([way(lost)]));
    await settle();
    lost.crash();
    await settle();
    expect(seen.errors).toBe(1);
  });

  test('samples that the caller goes on using are those of the call', async () => {
    const script = new FakeWorker();
    const worker = new StartingWorker([way(script)]);
    const samples = Float32Array.of(1, 2);
    worker.postMessage({ kind: 'features', id: 1, channels: [samples], sampleRate: 8000, config: '{}' }, []);
    samples.fill(0);
    await settle();
    script.answer(started);
    await settle();
    expect(script.received).toMatchObject([{ channels: [Float32Array.of(1, 2)] }]);
  });

  test('a message that cannot be cloned fails in the call', () => {
    const worker = new StartingWorker([way(new FakeWorker())]);
    const bad = { kind: 'features', id: 1, channels: [() => {}], sampleRate: 8000, config: '{}' } as unknown as MessageToWorker;
    expect(() => worker.postMessage(bad, [])).toThrow(/clone/i);
  });

  test('ended before it began, it ends what began', async () => {
    const script = new FakeWorker();
    const worker = new StartingWorker([way(script)]);
    worker.terminate();
    await settle();
    expect(script.terminated).toBe(true);
  });
});
