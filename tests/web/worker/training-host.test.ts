import { describe, expect, test } from 'vitest';
import type { HistoryRow, RunSummary } from '../../../web/api/training-types.js';
import { EarshotError } from '../../../web/base/errors.js';
import type { CoreProgress, TrainingCore } from '../../../web/core/training-core.js';
import { WorkerClient, type WorkerLike } from '../../../web/worker/client.js';
import type { Endpoint } from '../../../web/worker/protocol.js';
import type { RunEvent } from '../../../web/worker/protocol-training.js';
import { serveTraining } from '../../../web/worker/training-host.js';
import { settle } from '../support/fake-worker.js';

const epochs = 5;
const stepsPerEpoch = 4;

/** A run of the core that counts its steps: five epochs of four. */
class FakeRun {
  steps = 0;
  stopped = false;
  disposed = false;
  known = 0;
  readonly onStep: (steps: number) => void;

  constructor(onStep: (steps: number) => void) {
    this.onStep = onStep;
  }

  step(): CoreProgress {
    if (!this.stopped && this.steps < epochs * stepsPerEpoch) this.onStep(++this.steps);
    return this.progress();
  }

  progress(): CoreProgress {
    const epoch = Math.floor(this.steps / stepsPerEpoch);
    const rows = Array.from({ length: epoch - this.known }, (_, i) => rowOf(this.known + i + 1));
    this.known = epoch;
    return {
      epoch, epochs, fraction: this.steps / (epochs * stepsPerEpoch), elapsedS: this.steps, batchLoss: 1, bestEpoch: epoch,
      finished: epoch === epochs, stoppedEarly: false, stopped: this.stopped, rows, betweenEpochs: this.steps % stepsPerEpoch === 0,
      ...(rows.length > 0 ? { confusion: [epoch, 0, 0, epoch] } : {}),
    };
  }

  stop(): void {
    this.stopped = true;
  }

  state(): Uint8Array {
    return Uint8Array.of(this.steps);
  }

  summary(): RunSummary {
    const epoch = Math.floor(this.steps / stepsPerEpoch);
    const part = { examples: 0, clips: [], clipsByLabel: [] };
    return {
      recipe: 'r', seed: 0, split: { name: '', parts: { train: part, validation: part, test: part }, warnings: [] }, labels: ['a', 'b'],
      featureShape: [1, 2], parameters: 3, history: Array.from({ length: epoch }, (_, i) => rowOf(i + 1)), epochs: epoch, bestEpoch: epoch,
      stoppedEarly: false, stopped: this.stopped, seconds: 1,
    };
  }

  restore(state: Uint8Array): void {
    const [steps] = state;
    if (steps === undefined) throw new EarshotError('malformed-file', 'The stored run is damaged or of another version of Earshot.');
    this.steps = steps;
  }

  dispose(): void {
    this.disposed = true;
  }
}

function rowOf(epoch: number): HistoryRow {
  return { epoch, loss: 1 / epoch, accuracy: 0.5, valLoss: null, valAccuracy: null, learningRate: 0.1, seconds: 1 };
}

function hosted(onStep: (steps: number) => void = () => {}, data: object = {}) {
  const runs: FakeRun[] = [];
  const problems: [string, string][] = [];
  const core = {
    memoryBytes: 1 << 20,
    openData: () => ({
      info: { name: 'r' },
      check: () => ({ labels: ['a', 'b'] }),
      openRun: () => {
        const run = new FakeRun(onStep);
        runs.push(run);
        return run;
      },
      addProblem: (example: { id: string }, problem: string) => problems.push([example.id, problem]),
      dispose: () => {},
      ...data,
    }),
  } as unknown as TrainingCore;
  const client = new WorkerClient({
    subject: 'trainer',
    startWorker: () => {
      const { port1, port2 } = new MessageChannel();
      serveTraining(port2 as unknown as Endpoint, () => Promise.resolve(core));
      port1.start();
      port2.start();
      return Object.assign(port1, { terminate: () => port1.close() }) as unknown as WorkerLike;
    },
  });
  return { client, runs, problems };
}

async function opened(client: WorkerClient, state: Uint8Array | null = null): Promise<number> {
  await client.request('training-open', { recipe: '{}' });
  return (await client.request('training-run-open', { recipe: '{}', options: '{}', model: null, state })).run;
}

const busy = (milliseconds: number): void => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};
const example = { id: 'x.wav', label: 'a', group: '', fold: '' };

describe('training host', () => {
  test('a run reports every epoch with the whole history, and ends with its summary', async () => {
    const { client } = hosted();
    const run = await opened(client);
    const events: RunEvent[] = [];
    const summary = await client.request('training-run', { run, snapshotEvery: 0 }, { onProgress: (event) => events.push(event) });
    expect(summary).toMatchObject({ epochs, bestEpoch: epochs, stopped: false });
    const lengths = events.map((event) => (event.kind === 'progress' ? event.progress.history.length : -1));
    for (let epoch = 1; epoch <= epochs; epoch++) expect(lengths).toContain(epoch);
    const last = events.at(-1);
    expect(last).toMatchObject({ kind: 'progress', progress: { finished: true, fraction: 1, confusion: [5, 0, 0, 5], memoryBytes: 1 << 20, paused: false } });
    client.dispose();
  });

  test('snapshots come after every so many epochs, and after the last', async () => {
    const { client } = hosted();
    const run = await opened(client);
    const snapshots: [number, number[]][] = [];
    await client.request('training-run', { run, snapshotEvery: 2 }, {
      onProgress: (event) => event.kind === 'snapshot' && snapshots.push([event.epoch, [...event.bytes]]),
    });
    expect(snapshots).toEqual([[2, [8]], [4, [16]], [5, [20]]]);
    client.dispose();
  });

  test('a resumed run begins with the epochs it had', async () => {
    const { client, runs } = hosted();
    await client.request('training-open', { recipe: '{}' });
    const request = { recipe: '{}', options: '{}', model: null, state: Uint8Array.of(8) };
    const { run, progress } = await client.request('training-run-open', request);
    expect(progress).toMatchObject({ epoch: 2, history: [{ epoch: 1 }, { epoch: 2 }] });
    const histories: number[] = [];
    await client.request('training-run', { run, snapshotEvery: 0 }, {
      onProgress: (event) => event.kind === 'progress' && histories.push(event.progress.history.length),
    });
    expect(Math.min(...histories)).toBeGreaterThanOrEqual(2);
    expect(histories.at(-1)).toBe(5);
    expect(runs[0]?.steps).toBe(20);
    client.dispose();
  });

  test('a paused run stands still until it goes on, says so, and other requests are answered meanwhile', async () => {
    const { client, runs } = hosted(() => busy(5));
    const run = await opened(client);
    const paused: boolean[] = [];
    const open = await client.open('training-run', { run, snapshotEvery: 0 }, {
      onProgress: (event) => event.kind === 'progress' && paused.push(event.progress.paused),
    });
    open.pause();
    while (!paused.includes(true)) await settle();
    const before = runs[0]?.steps;
    await expect(client.request('training-check', {})).resolves.toEqual({ labels: ['a', 'b'] });
    await settle();
    expect(runs[0]?.steps).toBe(before);
    open.resume();
    await expect(open.result).resolves.toMatchObject({ epochs });
    expect(paused.at(-1)).toBe(false);
    client.dispose();
  });

  test('other requests are answered while a run goes on', async () => {
    const { client, runs } = hosted(() => busy(10));
    const run = await opened(client);
    const open = await client.open('training-run', { run, snapshotEvery: 0 });
    await client.request('training-check', {});
    expect(runs[0]?.steps).toBeLessThan(epochs * stepsPerEpoch);
    await open.result;
    client.dispose();
  });

  test.each([false, true])('stop keeps what has been reached (paused: %s)', async (pausedFirst) => {
    const { client, runs } = hosted(() => busy(5));
    const run = await opened(client);
    const open = await client.open('training-run', { run, snapshotEvery: 0 });
    while ((runs[0]?.steps ?? 0) < 5) await settle();
    if (pausedFirst) open.pause();
    open.finish();
    await expect(open.result).resolves.toMatchObject({ stopped: true });
    expect(runs[0]?.steps).toBeLessThan(epochs * stepsPerEpoch);
    client.dispose();
  });

  test.each([false, true])('a cancel ends the run, and the worker goes on (paused: %s)', async (pausedFirst) => {
    const { client, runs } = hosted(() => busy(5));
    const run = await opened(client);
    const controller = new AbortController();
    const open = await client.open('training-run', { run, snapshotEvery: 0 }, { signal: controller.signal });
    while ((runs[0]?.steps ?? 0) < 2) await settle();
    if (pausedFirst) open.pause();
    controller.abort();
    await expect(open.result).rejects.toMatchObject({ code: 'cancelled' });
    await client.request('training-check', {});
    const steps = runs[0]?.steps;
    await settle();
    expect(runs[0]?.steps).toBe(steps);
    client.dispose();
  });

  test('a closed run is freed and says so', async () => {
    const { client, runs } = hosted();
    const run = await opened(client);
    await client.request('training-run-close', { run });
    expect(runs[0]?.disposed).toBe(true);
    await expect(client.request('training-run', { run, snapshotEvery: 0 })).rejects.toMatchObject({ code: 'disposed', message: 'This training run has been disposed.' });
    client.dispose();
  });

  test('a run whose state cannot be restored is freed, and the reason arrives', async () => {
    const { client, runs } = hosted();
    await expect(opened(client, new Uint8Array(0))).rejects.toMatchObject({ code: 'malformed-file' });
    expect(runs[0]?.disposed).toBe(true);
    client.dispose();
  });

  test('a trap of the module rejects run and clips alike with worker-crashed; a new worker has no data and says so', async () => {
    const { client } = hosted((steps) => {
      if (steps === 3) throw new WebAssembly.RuntimeError('unreachable');
    });
    const run = await opened(client);
    await expect(client.request('training-run', { run, snapshotEvery: 0 })).rejects.toMatchObject({ code: 'worker-crashed' });
    await expect(client.request('training-check', {})).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('add the clips again') as string });
    client.dispose();
  });

  test('after dispose a run rejects with disposed, and names the trainer', async () => {
    const { client } = hosted(() => busy(5));
    const run = await opened(client);
    const open = await client.open('training-run', { run, snapshotEvery: 0 });
    client.dispose();
    await expect(open.result).rejects.toMatchObject({ code: 'disposed', message: expect.stringContaining('trainer') as string });
  });

  test.each([
    ['malformed-file', 'This WAV file is damaged.'],
    ['unsupported-format', 'Not a file we read.'],
  ] as const)('a clip that is %s becomes a problem of the data, not a failure', async (code, message) => {
    const { client, problems } = hosted(undefined, {
      openExample: () => {
        throw new EarshotError(code, message);
      },
    });
    await client.request('training-open', { recipe: '{}' });
    const added = await client.request('training-add-samples', { channels: [new Float32Array(4)], sampleRate: 16000, example });
    expect(added).toMatchObject({ pieces: 0, problem: { code, message } });
    expect(problems).toEqual([['x.wav', message]]);
    client.dispose();
  });

  test('wrong arguments and a trap are no problems of the clip', async () => {
    const errors = [new EarshotError('invalid-argument', 'A clip needs a label.'), new WebAssembly.RuntimeError('unreachable')];
    const { client, problems } = hosted(undefined, {
      openExample: () => {
        throw errors.shift() ?? new Error('no more');
      },
    });
    await client.request('training-open', { recipe: '{}' });
    const add = () => client.request('training-add-samples', { channels: [new Float32Array(4)], sampleRate: 16000, example });
    await expect(add()).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(add()).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(problems).toEqual([]);
    client.dispose();
  });

  test('a core that cannot be loaded rejects with core-not-loaded', async () => {
    const client = new WorkerClient({
      startWorker: () => {
        const { port1, port2 } = new MessageChannel();
        serveTraining(port2 as unknown as Endpoint, () => Promise.reject(new EarshotError('core-not-loaded', 'HTTP 404')));
        port1.start();
        port2.start();
        return Object.assign(port1, { terminate: () => port1.close() }) as unknown as WorkerLike;
      },
    });
    await expect(client.request('training-open', { recipe: '{}' })).rejects.toMatchObject({ code: 'core-not-loaded' });
    client.dispose();
  });
});
