// `web` in Node alone, `cli` with the native command, `parity` with the native command and the built WebAssembly module, `e2e` in real
// browsers against the built page, `embed` the built npm package in other people's pages and tools.
import { defineConfig } from 'vitest/config';

const minute = 60_000;

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'web', include: ['tests/web/**/*.test.ts'], environment: 'node' } },
      { test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], environment: 'node', testTimeout: minute, hookTimeout: minute } },
      {
        test: {
          name: 'parity',
          include: ['tests/parity/**/*.test.ts'],
          environment: 'node',
          testTimeout: minute,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: minute,
          hookTimeout: minute,
          // One browser at a time: their timing is what some tests measure.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'embed',
          include: ['tests/embed/**/*.test.ts'],
          environment: 'node',
          testTimeout: 2 * minute,
          hookTimeout: 5 * minute,
          // Bundlers work while other files wait for a browser.
          maxWorkers: 2,
        },
      },
    ],
  },
});
