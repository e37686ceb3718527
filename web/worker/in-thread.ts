// A host in this thread behind a MessageChannel, where no worker can be started: the same protocol, and work in slices
// keeps the thread responsive.
import type { WorkerLike } from './client.js';
import type { Endpoint } from './protocol.js';

/** ONNX Runtime gives Node a `Worker`, which is that of worker_threads and hears no events of ours. */
export const hasWorkers = (): boolean => typeof Worker === 'function' && 'addEventListener' in Worker.prototype;

/** `serve`: loads the host and joins it to its end. */
export function startInThread(serve: (host: Endpoint) => Promise<void>): WorkerLike {
  const { port1: page, port2: host } = new MessageChannel();
  const failures = new EventTarget();
  serve(host as unknown as Endpoint).then(
    () => host.start(),
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
