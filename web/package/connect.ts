// connect.ts for the npm package, in whose place tools/package.mjs puts it: a worker by file, else by blob, else the host in
// this thread, which works in slices.
import { startInThread } from '../worker/in-thread.js';
import type { WorkerLike } from '../worker/client.js';
import { withScript } from './blob-script.js';
import { compileEngine } from './engine.js';
import { StartingWorker } from './starting-worker.js';

const options: WorkerOptions = { type: 'module', name: 'earshot' };

/** `assetBase`: a folder with worker.js, ending in a slash; null: beside this script. */
export function startWorker(assetBase: string | null): WorkerLike {
  const inThread = { start: () => startInThread(async (host) => (await import('../worker/host.js')).serve(host)), announces: false };
  if (typeof Worker === 'undefined') return new StartingWorker([inThread]);
  return new StartingWorker([
    {
      // Bundlers look for exactly this form.
      start: () => (assetBase === null ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'earshot' }) : new Worker(`${assetBase}worker.js`, options)),
      announces: true,
    },
    { start: async () => withScript((await import('earshot:worker-text')).default, (url) => new Worker(url, options)), announces: true },
    inThread,
  ]);
}

export function compile(url: string | null): Promise<WebAssembly.Module | null> {
  return url === null
    ? compileEngine(new URL('./earshot.wasm', import.meta.url), async () => (await import('earshot:engine-text')).default)
    : compileEngine(url, null);
}
