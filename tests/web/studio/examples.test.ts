import { describe, expect, test, vi } from 'vitest';

import { Examples } from '../../../web/app/studio/examples.js';
import { newProjectRecord, Project } from '../../../web/app/studio/project.js';
import { withValue } from '../../../web/app/studio/recipes.js';
import type { Database } from '../../../web/store/database.js';
import type { ClipRecord } from '../../../web/store/types.js';
import { clip } from './clips.js';
import { FakeTrainer, recipe } from './fake-trainer.js';

function open(clips: ClipRecord[]) {
  const database = { putProject: async () => {}, changeClips: async () => {} } as unknown as Database;
  const project = new Project(database, { clipsChanged() {}, changed() {}, read() {}, failed() {} }, { ...newProjectRecord('Test', 0), id: 'p' }, clips);
  const trainers: FakeTrainer[] = [];
  const state: { busy: string | null; beforeAdd: (id: string) => void } = { busy: null, beforeAdd: () => {} };
  const forgot = vi.fn();
  const readAudio = vi.fn(async (_clip: ClipRecord): Promise<Blob | null> => new Blob(['x']));
  const examples = new Examples({
    openTrainer: async () => {
      const trainer = new FakeTrainer();
      trainer.beforeAdd = (id) => state.beforeAdd(id);
      trainers.push(trainer);
      return trainer;
    },
    readAudio,
    changed: () => {},
    busy: () => state.busy,
    forgot,
  }, project);
  return { project, examples, trainers, readAudio, state, forgot };
}

describe('the trainer follows the project', () => {
  test('usable clips are added once and their facts noted; others stay out', async () => {
    const { project, examples, trainers } = open([clip('1', 'a'), clip('2', ''), clip('3', 'b', { excluded: true })]);
    await examples.ready(recipe);
    await examples.ready(recipe);
    expect(trainers).toHaveLength(1);
    expect(trainers[0]?.log).toEqual(['add 1']);
    expect(project.clips.get('1')?.facts).toMatchObject({ sampleRateHz: 8000, sampleWidthBytes: 2, problem: null });
    expect(project.clips.get('2')?.facts).toBeNull();
  });

  test('a new label is an edit, an exclusion a removal, and an undo brings the clip back', async () => {
    const { project, examples, trainers } = open([clip('1', 'a'), clip('2', 'b')]);
    await examples.ready(recipe);
    project.edit('move', { put: [{ ...clip('1', 'b') }] });
    project.edit('exclude', { put: [{ ...clip('2', 'b'), excluded: true }] });
    await examples.ready(recipe);
    expect(trainers[0]?.log.slice(2)).toEqual(['remove 2', 'edit 1 b']);
    project.undo();
    await examples.ready(recipe);
    expect(trainers[0]?.log.at(-1)).toBe('add 2');
  });

  test('other training settings keep what was read; other features read everything again', async () => {
    const { examples, trainers } = open([clip('1', 'a')]);
    await examples.ready(recipe);
    await examples.ready(withValue(recipe, ['training', 'epochs'], 9));
    expect(trainers[0]?.log).toEqual(['add 1', 'setRecipe']);
    await examples.ready(withValue(recipe, ['features', 'n_mels'], 32));
    expect(trainers).toHaveLength(2);
    expect(trainers[0]?.disposed).toBe(true);
    expect(trainers[1]?.log).toEqual(['add 1']);
  });

  test('while a run trains, its trainer stays: other features are refused in a sentence', async () => {
    const { examples, trainers, state, forgot } = open([clip('1', 'a')]);
    await examples.ready(recipe);
    state.busy = 'A network is being trained.';
    await expect(examples.open(withValue(recipe, ['features', 'n_mels'], 32))).rejects.toThrow('A network is being trained.');
    await examples.open(withValue(recipe, ['training', 'epochs'], 9));
    expect(trainers).toHaveLength(1);
    expect(forgot).not.toHaveBeenCalled();
    state.busy = null;
    await examples.open(withValue(recipe, ['features', 'n_mels'], 32));
    expect(forgot).toHaveBeenCalledTimes(1);
  });

  test('a clip relabelled while others are read ends up right', async () => {
    const { project, examples, trainers, state } = open([clip('1', 'a'), clip('2', 'a'), clip('3', 'a')]);
    state.beforeAdd = (id) => {
      if (id === '3') project.edit('move', { put: [clip('1', 'b')] });
    };
    await examples.ready(recipe);
    expect(trainers[0]?.examples.get('1')?.label).toBe('b');
  });

  test('a sound that is gone is a problem of its clip and not of the others', async () => {
    const { project, examples, readAudio, trainers } = open([clip('1', 'a'), clip('2', 'b')]);
    readAudio.mockImplementation(async ({ id }) => (id === '1' ? null : new Blob(['x'])));
    await examples.ready(recipe);
    expect(project.clips.get('1')?.facts?.problem?.code).toBe('file-gone');
    expect(trainers[0]?.log).toEqual(['add 2']);
  });

  test('after a crash the next call starts a fresh trainer and reads everything', async () => {
    const { examples, trainers } = open([clip('1', 'a')]);
    await examples.open(recipe);
    (trainers[0] as FakeTrainer).beforeAdd = () => {
      throw Object.assign(new Error('crashed'), { code: 'worker-crashed' });
    };
    await expect(examples.ready(recipe)).rejects.toThrow('crashed');
    await examples.ready(recipe);
    expect(trainers).toHaveLength(2);
    expect(trainers[1]?.log).toEqual(['add 1']);
  });

  test('disposed, it rejects quietly and leaves no trainer behind', async () => {
    const { examples, trainers } = open([clip('1', 'a')]);
    await examples.ready(recipe);
    examples.dispose();
    expect(trainers[0]?.disposed).toBe(true);
    await expect(examples.ready(recipe)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
