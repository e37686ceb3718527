import { describe, expect, test, vi } from 'vitest';

import type { Examples } from '../../../web/app/studio/examples.js';
import { newProjectRecord, Project } from '../../../web/app/studio/project.js';
import { fingerprint, Runs, splitConfig } from '../../../web/app/studio/runs.js';
import type { Database } from '../../../web/store/database.js';
import type { RunBytes, RunPart, RunRecord } from '../../../web/store/types.js';
import { clip } from './clips.js';
import { type FakeRun, FakeTrainer, recipe } from './fake-trainer.js';

function open(stored: RunRecord[] = []) {
  const disk = { runs: new Map(stored.map((run) => [run.id, run])), bytes: new Map<string, RunBytes>(), parts: new Map<number, RunPart>() };
  const database = {
    putProject: async () => {}, changeClips: async () => {},
    putRun: vi.fn(async (run: RunRecord, bytes?: Omit<RunBytes, 'run'>) => {
      disk.runs.set(run.id, run);
      if (bytes) disk.bytes.set(run.id, { ...bytes, run: run.id });
    }),
    removeRun: async (id: string) => void disk.runs.delete(id),
    runBytes: async (id: string) => disk.bytes.get(id),
    putRunPart: async (_run: string, index: number, part: RunPart) => void disk.parts.set(index, part),
    runParts: async () => disk.parts,
    removeRunParts: async () => disk.parts.clear(),
  };
  const project = new Project(database as unknown as Database, { clipsChanged() {}, changed() {}, read() {}, failed() {} }, { ...newProjectRecord('Test', 0), id: 'p' }, [clip('1', 'a'), clip('2', 'b')]);
  const trainer = new FakeTrainer();
  const examples = { ready: async () => trainer } as unknown as Examples;
  const failed = vi.fn();
  const runs = new Runs({ database: database as unknown as Database, changed: () => {}, failed, describe: () => ({ title: 't', subtitle: 's', card: {} }) }, project, examples, stored);
  const running = async (index = 0): Promise<FakeRun> => {
    await vi.waitFor(() => expect(trainer.runs.length).toBeGreaterThan(index));
    return trainer.runs[index] as FakeRun;
  };
  return { disk, project, trainer, runs, failed, running };
}

describe('runs', () => {
  test('a finished run is stored with model, report, evaluation and what its split warns of', async () => {
    const { runs, disk, running } = open();
    const started = runs.start(recipe, 'test', 'Run 1', 3);
    (await running()).settle({});
    const done = await started;
    expect(done).toMatchObject({ status: 'done', bestEpoch: 2, report: '<!doctype html>', notes: ['A warning.'] });
    expect(disk.runs.get(done?.id ?? '')).toEqual(done);
    expect(disk.bytes.get(done?.id ?? '')?.model).toEqual(Uint8Array.of(1, 2, 3));
    expect(runs.active).toBeNull();
  });

  test('every epoch is stored, and a run that was cut off goes on from there', async () => {
    const first = open();
    void first.runs.start(recipe, 'test', 'Run 1', 3);
    const run = await first.running();
    run.options.onSnapshot?.({ epoch: 1, bytes: Uint8Array.of(1) });
    run.options.onSnapshot?.({ epoch: 2, bytes: Uint8Array.of(2) });
    await vi.waitFor(() => expect([...first.disk.bytes.values()][0]?.snapshot?.epoch).toBe(2));

    const [stored] = [...first.disk.runs.values()];
    const second = open(stored ? [stored] : []);
    for (const [id, bytes] of first.disk.bytes) second.disk.bytes.set(id, bytes);
    expect(second.runs.list[0]?.status).toBe('cut-off');
    const resumed = second.runs.resume(stored?.id ?? '');
    const again = await second.running();
    expect(again.options.resumeFrom).toEqual({ epoch: 2, bytes: Uint8Array.of(2) });
    again.settle({});
    expect((await resumed)?.status).toBe('done');
  });

  test('a cut-off run whose clips have changed says so instead of going on', async () => {
    const { runs, disk, failed, project } = open([{ ...(await storedRun()), data: 'of other clips' }]);
    disk.bytes.set('r', { run: 'r', model: null, snapshot: { epoch: 1, bytes: Uint8Array.of(1) } });
    expect(await runs.resume('r')).toBeNull();
    expect(failed.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringMatching(/clips have changed/) });
    expect(fingerprint(project)).not.toBe('of other clips');
  });

  test('folds are judged together, and the model kept is trained on everything', async () => {
    const { runs, trainer, running } = open();
    trainer.splitCount = 2;
    const started = runs.start(recipe, 'test', 'Run 1', 3);
    (await running(0)).settle({});
    (await running(1)).settle({});
    const last = await running(2);
    expect(last.options.split).toBe('all');
    last.settle({});
    expect(await started).toMatchObject({ evaluation: { on: '2 folds' }, report: '<!doctype html>2 folds' });
    expect(trainer.runs.map(({ disposed }) => disposed)).toEqual([true, true, false]);
  });

  test('a run in folds that was cut off goes on with the fold it was in', async () => {
    const first = open();
    first.trainer.splitCount = 3;
    void first.runs.start(recipe, 'test', 'Run 1', 3);
    const fold = await first.running(0);
    fold.options.onSnapshot?.({ epoch: 3, bytes: Uint8Array.of(3) });
    fold.settle({});
    (await first.running(1)).options.onSnapshot?.({ epoch: 1, bytes: Uint8Array.of(1) });
    await vi.waitFor(() => expect(first.disk.parts.get(1)).toEqual({ snapshot: { epoch: 1, bytes: Uint8Array.of(1) }, finished: false }));
    expect(first.disk.parts.get(0)?.finished).toBe(true);

    const [stored] = [...first.disk.runs.values()];
    const second = open(stored ? [stored] : []);
    second.trainer.splitCount = 3;
    for (const [index, part] of first.disk.parts) second.disk.parts.set(index, part);
    const resumed = second.runs.resume(stored?.id ?? '');
    for (let index = 0; index < 4; index += 1) (await second.running(index)).settle({});
    expect((await resumed)?.status).toBe('done');
    const told = second.trainer.runs.map(({ options: { split, splitIndex, epochs, resumeFrom } }) => ({ all: split === 'all', splitIndex, epochs, from: resumeFrom?.epoch }));
    expect(told).toEqual([
      { all: false, splitIndex: 0, epochs: 3, from: 3 },
      { all: false, splitIndex: 1, epochs: 3, from: 1 },
      { all: false, splitIndex: 2, epochs: 3, from: undefined },
      { all: true, splitIndex: 0, epochs: 3, from: undefined },
    ]);
    expect(second.disk.parts.size).toBe(0);
  });

  test('stop keeps the best epoch; cancel leaves nothing behind', async () => {
    const stopping = open();
    const stopped = stopping.runs.start(recipe, 'test', 'Run 1', 3);
    await stopping.running();
    stopping.runs.stop();
    expect((await stopped)?.status).toBe('stopped');

    const cancelling = open();
    const cancelled = cancelling.runs.start(recipe, 'test', 'Run 1', 3);
    await cancelling.running();
    cancelling.runs.cancel();
    expect(await cancelled).toBeNull();
    expect(cancelling.runs.list).toEqual([]);
    expect(cancelling.disk.runs.size).toBe(0);
    expect(cancelling.failed).not.toHaveBeenCalled();
  });

  test('what keeps training from beginning is told, and nothing stays active', async () => {
    const { runs, trainer, failed } = open();
    trainer.blocker = 'There is only one class.';
    expect(await runs.start(recipe, 'test', 'Run 1', 3)).toBeNull();
    expect(failed.mock.calls[0]?.[0]).toMatchObject({ message: 'There is only one class.' });
    expect(runs.active).toBeNull();
  });

  test('one at a time', async () => {
    const { runs, running, trainer } = open();
    void runs.start(recipe, 'test', 'Run 1', 3);
    await running();
    expect(await runs.start(recipe, 'test', 'Run 2', 3)).toBeNull();
    expect(trainer.runs).toHaveLength(1);
  });
});

async function storedRun(): Promise<RunRecord> {
  return {
    id: 'r', project: 'p', name: 'Run', createdAt: 0, recipeName: 'test', recipe, seed: 1, split: {}, splitName: '', splitIndex: 0, epochs: 3, notes: [], status: 'running',
    failure: '', history: [], bestEpoch: 0, seconds: 0, parameters: 0, labels: [], data: '', evaluation: null, report: '', deleted: false,
  };
}

test('ways of judging are splits of the core', () => {
  const settings = { judge: 'parts', validation: 0.1, test: 0.2, folds: 4, seed: 1, cleanWindowS: 0.05 } as const;
  expect(splitConfig(settings)).toEqual({ type: 'stratified', unit: 'group', validation: 0.1, test: 0.2 });
  expect(splitConfig({ ...settings, judge: 'folds' })).toMatchObject({ type: 'folds', folds: 4, unit: 'group' });
});
