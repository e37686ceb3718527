// A worker whose behaviour a test writes: it sees each message and may answer, crash, or stay silent.
import type { MessageFromWorker, MessageToWorker, RequestMessage } from '../../../web/worker/protocol.js';
import type { WorkerLike } from '../../../web/worker/client.js';

export class FakeWorker extends EventTarget implements WorkerLike {
  readonly received: MessageToWorker[] = [];
  terminated = false;
  readonly #behave: (message: MessageToWorker, worker: FakeWorker) => void;

  constructor(behave: (message: MessageToWorker, worker: FakeWorker) => void = () => {}) {
    super();
    this.#behave = behave;
  }

  postMessage(message: MessageToWorker, transfer: Transferable[]): void {
    // As a real port: throws DataCloneError for what cannot be cloned or has been transferred before.
    const cloned = structuredClone(message, { transfer });
    this.received.push(cloned);
    queueMicrotask(() => this.#behave(cloned, this));
  }

  answer(message: MessageFromWorker | unknown): void {
    if (!this.terminated) this.dispatchEvent(new MessageEvent('message', { data: message }));
  }

  crash(text = 'boom'): void {
    const event = new Event('error', { cancelable: true });
    Object.defineProperty(event, 'message', { value: text });
    this.dispatchEvent(event);
  }

  terminate(): void {
    this.terminated = true;
  }

  requests(): RequestMessage[] {
    return this.received.filter((message): message is RequestMessage => 'id' in message && !['cancel', 'finish', 'pause', 'resume'].includes(message.kind));
  }
}

/** Lets queued microtasks and messages run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
