// Starts the classifying worker. Where there is none (Node, a page that may not start one) the host runs in this thread.
import { compileProgram } from '../core/program.js';
import { startInThread } from './in-thread.js';
import type { WorkerLike } from './client.js';

export function startWorker(): WorkerLike {
  if (typeof Worker === 'undefined') return startInThread(async (host) => (await import('./host.js')).serve(host));
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'earshot' });
}

/** Beside the start of the worker; not where the host runs in this thread and compiles for itself. */
export const compile = typeof Worker === 'undefined' ? undefined : compileProgram;

/** The worker's script knows where the second module lies. */
export const compileTraining: ((url: string | null) => Promise<WebAssembly.Module | null>) | undefined = undefined;
