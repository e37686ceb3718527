// connect.ts for the page in one file: the worker's script is a part of the page. vite.standalone.config.ts puts it in place
// of connect.ts; where the browser refuses such a worker the host runs in the page's thread.
import InlineWorker from './entry.ts?worker&inline';
import { startInThread } from './in-thread.js';
import type { WorkerLike } from './client.js';

export function startWorker(): WorkerLike {
  try {
    return new InlineWorker({ name: 'earshot' });
  } catch {
    return startInThread(async (host) => (await import('./host.js')).serve(host));
  }
}

/** The engine's bytes are in the document and go to the worker as they are: nothing is downloaded beside its start. */
export const compile = undefined;

/** There is no second module in one file. */
export const compileTraining = undefined;
