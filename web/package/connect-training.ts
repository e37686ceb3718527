// connect-training.ts for the npm package, as connect.ts is for the classifying worker.
import { startInThread } from '../worker/in-thread.js';
import type { WorkerLike } from '../worker/client.js';
import { withScript } from './blob-script.js';
import { compileEngine } from './engine.js';
import { StartingWorker } from './starting-worker.js';

const options: WorkerOptions = { type: 'module', name: 'earshot-training' };

/** `assetBase`: a folder with training-worker.js, ending in a slash; null: beside this script. */
export function startTrainingWorker(assetBase: string | null): WorkerLike {
  const inThread = { start: () => startInThread(async (host) => (await import('../worker/training-host.js')).serveTraining(host)), announces: false };
  if (typeof Worker === 'undefined') return new StartingWorker([inThread]);
  return new StartingWorker([
    {
      // Bundlers look for exactly this form.
      start: () => (assetBase === null ? new Worker(new URL('./training-worker.js', import.meta.url), { type: 'module', name: 'earshot-training' }) : new Worker(`${assetBase}training-worker.js`, options)),
      announces: true,
    },
    { start: async () => withScript((await import('earshot:training-worker-text')).default, (url) => new Worker(url, options)), announces: true },
    inThread,
  ]);
}

export function compileTraining(url: string | null): Promise<WebAssembly.Module | null> {
  return url === null
    ? compileEngine(new URL('./earshot-train.wasm', import.meta.url), async () => (await import('earshot:training-engine-text')).default)
    : compileEngine(url, null);
}
