// Builds the script of the page in one file into build/standalone/: no chunks, no files beside it. tools/standalone.mjs puts it
// into dist/standalone.html.
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [
      { find: /^.*\/worker\/connect\.js$/, replacement: join(root, 'web/worker/connect-inline.ts') },
      // What imports is the training module, which stays outside.
      { find: /^.*\/api\/teachable-machine\.js$/, replacement: join(root, 'web/app/no-teachable-machine.ts') },
      { find: /^.*\/backends\/ort\.js$/, replacement: join(root, 'web/backends/absent.ts') },
      { find: /^.*\/core\/training-adopter\.js$/, replacement: join(root, 'web/core/adopter-absent.ts') },
    ],
  },
  worker: { format: 'iife', rolldownOptions: { output: { codeSplitting: false } } },
  build: {
    outDir: 'build/standalone',
    emptyOutDir: true,
    target: ['chrome111', 'firefox115', 'safari16.4'],
    // The engine is put into the document once, not into the page's script and again into the worker's.
    assetsInlineLimit: (path) => !path.endsWith('.wasm'),
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2048,
    rolldownOptions: { input: join(root, 'web/app/standalone.ts'), output: { codeSplitting: false, entryFileNames: 'standalone.js' } },
  },
});
