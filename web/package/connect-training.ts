// connect-training.ts for the npm package, as connect.ts is for the classifying worker.
import type { WorkerLike } from '../worker/client.js';
import { startScript } from './start.js';

export { compileTraining } from './training-engine.js';

export function startTrainingWorker(assetBase: string | null): WorkerLike {
  return startScript(
    {
      beside: () => new Worker(new URL('./training-worker.js', import.meta.url), { type: 'module', name: 'earshot-training' }),
      file: 'training-worker.js',
      text: async () => (await import('earshot:training-worker-text')).default,
      serve: async (host) => (await import('../worker/training-host.js')).serveTraining(host),
      options: { type: 'module', name: 'earshot-training' },
    },
    assetBase,
  );
}
