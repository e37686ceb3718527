// Starts the training worker, as connect.ts does the classifying one.
import { startInThread } from './in-thread.js';
import type { ClientOptions, WorkerLike } from './client.js';

export function startTrainingWorker(): WorkerLike {
  if (typeof Worker === 'undefined') {
    return startInThread(async (host) => (await import('./training-host.js')).serveTraining(host));
  }
  return new Worker(new URL('./training-entry.ts', import.meta.url), { type: 'module', name: 'earshot-training' });
}

/** The worker fetches and compiles its program for itself: nobody waits for it as for the first prediction. */
export const compileTraining: ClientOptions['compile'] = undefined;
