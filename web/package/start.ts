// The ways by which a worker of the package may come, in the order they are tried.
import { hasWorkers, startInThread } from '../worker/in-thread.js';
import type { WorkerLike } from '../worker/client.js';
import type { Endpoint } from '../worker/protocol.js';
import { withScript } from './blob-script.js';
import { StartingWorker } from './starting-worker.js';

export type Script = {
  /** Beside this package's scripts. Written out by the caller, because bundlers look for `new Worker(new URL(...))`. */
  beside: () => Worker;
  /** Its name in an `assetBase`. */
  file: string;
  text: () => Promise<string>;
  /** The host itself, for this thread. */
  serve: (endpoint: Endpoint) => Promise<void>;
  options: WorkerOptions;
};

/** `assetBase`: a folder that has the file, ending in a slash; null: beside this script. */
export function startScript({ beside, file, text, serve, options }: Script, assetBase: string | null): WorkerLike {
  const inThread = { start: () => startInThread(serve), announces: false };
  if (!hasWorkers()) return new StartingWorker([inThread]);
  return new StartingWorker([
    { start: () => (assetBase === null ? beside() : new Worker(assetBase + file, options)), announces: true },
    { start: async () => withScript(await text(), (url) => new Worker(url, options)), announces: true },
    inThread,
  ]);
}
