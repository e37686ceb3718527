// Where sounds go, by what the browser has; the two places themselves are tried in real browsers (tests/e2e).
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { dropAudioFolder, openAudioFolder } from '../../../web/store/audio-places.js';
import { dropPrivateFolder, openPrivateFolder } from '../../../web/store/private-folder.js';
import { openRecordFolder } from '../../../web/store/record-folder.js';

vi.mock('../../../web/store/private-folder.js', () => ({ openPrivateFolder: vi.fn(), dropPrivateFolder: vi.fn() }));
vi.mock('../../../web/store/record-folder.js', () => ({ openRecordFolder: vi.fn() }));

const records = { list: vi.fn(), clear: vi.fn(), close: vi.fn() };
const files = {};

beforeEach(() => {
  vi.mocked(openRecordFolder).mockResolvedValue(records as never);
  vi.mocked(openPrivateFolder).mockResolvedValue(files as never);
  records.list.mockResolvedValue([]);
  vi.stubGlobal('navigator', { storage: { getDirectory: () => {} } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

test('a project lies in private files where there are any', async () => {
  expect(await openAudioFolder('p')).toBe(files);
  expect(records.close).toHaveBeenCalled();
});

test.each([['no storage', {}], ['storage without files', { storage: {} }]])('with %s it lies in records', async (_name, navigator) => {
  vi.stubGlobal('navigator', navigator);
  expect(await openAudioFolder('p')).toBe(records);
  expect(openPrivateFolder).not.toHaveBeenCalled();
});

test('a project that began in records stays there when the browser has private files later', async () => {
  records.list.mockResolvedValue(['hash']);
  expect(await openAudioFolder('p')).toBe(records);
});

test('a window that may not have private files uses records; a failure that may pass does not split the project', async () => {
  vi.mocked(openPrivateFolder).mockRejectedValueOnce(new DOMException('private', 'SecurityError'));
  expect(await openAudioFolder('p')).toBe(records);
  vi.mocked(openPrivateFolder).mockRejectedValueOnce(new DOMException('later', 'UnknownError'));
  await expect(openAudioFolder('p')).rejects.toThrow('later');
});

test('what is dropped is dropped from both places', async () => {
  await dropAudioFolder('p');
  expect(records.clear).toHaveBeenCalled();
  expect(dropPrivateFolder).toHaveBeenCalledWith('p');
});
