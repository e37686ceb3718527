// connect.ts for the npm package, in whose place tools/package.mjs puts it.
import type { WorkerLike } from '../worker/client.js';
import { compileEngine } from './engine.js';
import { startScript } from './start.js';

export { compileTraining } from './training-engine.js';

export function startWorker(assetBase: string | null): WorkerLike {
  return startScript(
    {
      beside: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'earshot' }),
      file: 'worker.js',
      text: async () => (await import('earshot:worker-text')).default,
      serve: async (host) => (await import('../worker/host.js')).serve(host),
      options: { type: 'module', name: 'earshot' },
    },
    assetBase,
  );
}

export function compile(url: string | null): Promise<WebAssembly.Module | null> {
  return url === null
    ? compileEngine(new URL('./earshot.wasm', import.meta.url), async () => (await import('earshot:engine-text')).default)
    : compileEngine(url, null);
}
