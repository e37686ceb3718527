// Starts the worker. Where there is none (Node, a page that may not start one) the host runs in this thread behind
// a MessageChannel: the same protocol, and work in slices keeps the thread responsive.
import type { Endpoint } from './protocol.js';
import type { WorkerLike } from './client.js';

export function startWorker(): WorkerLike {
  if (typeof Worker === 'undefined') return startInThread();
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'earshot' });
}

function startInThread(): WorkerLike {
  const { port1: page, port2: host } = new MessageChannel();
  const failures = new EventTarget();
  import('./host.js').then(
    ({ serve }) => {
      serve(host as unknown as Endpoint);
      host.start();
    },
    () => failures.dispatchEvent(new Event('error', { cancelable: true })),
  );
  page.start();
  const targetOf = (type: string): EventTarget => (type === 'error' ? failures : page);
  return {
    postMessage: (message, transfer) => page.postMessage(message, transfer),
    addEventListener: (type, listener) => targetOf(type).addEventListener(type, listener),
    removeEventListener: (type, listener) => targetOf(type).removeEventListener(type, listener),
    terminate: () => {
      page.close();
      host.close();
    },
  };
}
