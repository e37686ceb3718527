// Where sounds go, by what the browser has; the two places themselves are tried in real browsers (tests/e2e).
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { dropAudioFolder, openAudioFolder, type Places } from '../../../web/store/audio-places.js';

/** Both places, which note what is done to them. */
function places({ stored = [] as string[], refusal = null as DOMException | null } = {}) {
  const done: string[] = [];
  const folder = { has: async () => false, write: async () => {}, read: async () => null, remove: async () => {} };
  const records = {
    ...folder, list: async () => stored,
    clear: async () => {
      done.push('records cleared');
    },
    close: () => {
      done.push('records closed');
    },
  };
  const files = { ...folder, list: async () => [] };
  const all: Places = {
    openRecords: async () => records,
    openFiles: async () => {
      if (refusal) throw refusal;
      return files;
    },
    dropFiles: async (project) => {
      done.push(`files of ${project} dropped`);
    },
  };
  return { records, files, done, all };
}

beforeEach(() => {
  vi.stubGlobal('navigator', { storage: { getDirectory: () => {} } });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('a project lies in private files where there are any', async () => {
  const { all, files, done } = places();
  expect(await openAudioFolder('p', all)).toBe(files);
  expect(done).toEqual(['records closed']);
});

test.each([['no storage', {}], ['storage without files', { storage: {} }]])('with %s it lies in records', async (_name, navigator) => {
  vi.stubGlobal('navigator', navigator);
  const { all, records } = places();
  expect(await openAudioFolder('p', all)).toBe(records);
});

test('a project that began in records stays there when the browser has private files later', async () => {
  const { all, records } = places({ stored: ['hash'] });
  expect(await openAudioFolder('p', all)).toBe(records);
});

test('a window that may not have private files uses records; a failure that may pass does not split the project', async () => {
  const refused = places({ refusal: new DOMException('private', 'SecurityError') });
  expect(await openAudioFolder('p', refused.all)).toBe(refused.records);
  const failed = places({ refusal: new DOMException('later', 'UnknownError') });
  await expect(openAudioFolder('p', failed.all)).rejects.toThrow('later');
});

test('what is dropped is dropped from both places', async () => {
  const { all, done } = places();
  await dropAudioFolder('p', all);
  expect(done).toEqual(['records cleared', 'records closed', 'files of p dropped']);
});
