import { afterEach, expect, test, vi } from 'vitest';

import { keepStorage, measureSpace } from '../../../web/store/space.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('space: what is left, and whether it stays', async () => {
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 3, quota: 10 }), persisted: async () => true, persist: async () => true } });
  expect(await measureSpace()).toEqual({ usedBytes: 3, freeBytes: 7, persistent: true });
  expect(await keepStorage()).toBe(true);
});

test.each([
  ['no storage to ask', {}],
  ['no figures', { storage: { estimate: async () => ({}) } }],
])('space: %s is nothing known, not an error', async (_name, navigator) => {
  vi.stubGlobal('navigator', navigator);
  expect(await measureSpace()).toBe(null);
  expect(await keepStorage()).toBe(false);
});
