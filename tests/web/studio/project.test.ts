import { describe, expect, test, vi } from 'vitest';

import { newProjectRecord, Project } from '../../../web/app/studio/project.js';
import type { Database } from '../../../web/store/database.js';
import type { ClipRecord } from '../../../web/store/types.js';
import { clip, facts } from './clips.js';

function open(clips: ClipRecord[] = []) {
  const disk = new Map(clips.map((one) => [one.id, one]));
  const database = {
    putProject: vi.fn(async () => {}),
    changeClips: vi.fn(async (_project: string, { put = [], remove = [] }: { put?: ClipRecord[]; remove?: string[] }) => {
      for (const id of remove) disk.delete(id);
      for (const one of put) disk.set(one.id, one);
    }),
  };
  const host = { clipsChanged: vi.fn(), changed: vi.fn(), read: vi.fn(), failed: vi.fn() };
  const project = new Project(database as unknown as Database, host, { ...newProjectRecord('Test', 0), id: 'p' }, clips);
  return { project, disk, database, host };
}

const labels = (project: Project): Record<string, string> => Object.fromEntries([...project.clips.values()].map(({ id, label }) => [id, label]));

describe('a project', () => {
  test('an edit is on disk, in memory, and can be undone and redone', async () => {
    const { project, disk } = open([clip('a', 'x'), clip('b', 'x')]);
    project.edit('move', { put: [clip('a', 'y')], remove: ['b'] });
    await project.settled();
    expect(labels(project)).toEqual({ a: 'y' });
    expect([...disk.keys()]).toEqual(['a']);
    expect(project.undo()).toBe('move');
    await project.settled();
    expect(labels(project)).toEqual({ a: 'x', b: 'x' });
    expect(disk.get('b')?.hash).toBe('hash of b');
    expect(project.redo()).toBe('move');
    await project.settled();
    expect(labels(project)).toEqual({ a: 'y' });
  });

  test('an edit after an undo makes the undone one unreachable', () => {
    const { project } = open([clip('a', 'x')]);
    project.edit('first', { put: [clip('a', 'y')] });
    project.undo();
    project.edit('second', { put: [clip('a', 'z')] });
    expect(project.redo()).toBeNull();
    expect(project.undo()).toBe('second');
    expect(labels(project)).toEqual({ a: 'x' });
  });

  test('undoing a removal brings back what has been read of the clip', () => {
    const { project } = open([clip('a', 'x')]);
    project.setFacts('a', facts);
    project.edit('remove', { remove: ['a'] });
    project.undo();
    expect(project.clips.get('a')?.facts).toEqual(facts);
  });

  test('undo does not forget what was read since the edit', () => {
    const { project } = open([clip('a', 'x')]);
    project.edit('move', { put: [clip('a', 'y')] });
    project.setFacts('a', facts);
    project.undo();
    expect(project.clips.get('a')).toMatchObject({ label: 'x', facts });
  });

  test('facts of a clip that was removed in the meantime do not bring it back', async () => {
    const { project, disk } = open([clip('a', 'x')]);
    project.setFacts('a', facts);
    project.edit('remove', { remove: ['a'] });
    await project.settled();
    expect(disk.has('a')).toBe(false);
  });

  test('a write that fails is reported, and later writes still happen', async () => {
    const { project, database, host, disk } = open([clip('a', 'x')]);
    database.changeClips.mockRejectedValueOnce(new Error('disk full'));
    project.edit('one', { put: [clip('a', 'y')] });
    project.edit('two', { put: [clip('a', 'z')] });
    await project.settled();
    expect(host.failed).toHaveBeenCalledTimes(1);
    expect(disk.get('a')?.label).toBe('z');
  });

  test('classes count what is used, and a class without clips stays until it gets some', () => {
    const { project } = open([clip('a', 'x', { facts }), clip('b', 'x', { excluded: true }), clip('c', '')]);
    project.edit('class', { emptyLabels: ['new'] });
    expect(project.classes).toEqual([
      { label: 'new', clips: 0, excluded: 0, lengthS: 0 },
      { label: 'x', clips: 1, excluded: 1, lengthS: 1 },
    ]);
    project.undo();
    expect(project.classes.map(({ label }) => label)).toEqual(['x']);
  });
});
