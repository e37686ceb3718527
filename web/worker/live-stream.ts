// A live stream in the worker: audio comes straight from the AudioWorklet over a port, updates go to the page.
import type { CaptureMessage } from '../base/capture-messages.js';
import { toEarshotError } from '../base/errors.js';
import { Scope } from '../base/scope.js';
import { type CoreClassifier, type CoreStream, ExternalClassifier } from '../core/core.js';
import type { StreamOptions } from '../core/types.js';
import type { StreamEvent } from './protocol.js';

/** Resolves when `finished` does; rejects when cancelled or when the core fails. */
export async function runStream(
  classifier: CoreClassifier,
  port: MessagePort,
  options: StreamOptions,
  { signal, finished, report }: {
    signal: AbortSignal;
    finished: Promise<void>;
    report: (event: StreamEvent, transfer: Transferable[]) => void;
  },
): Promise<null> {
  const scope = new Scope();
  scope.defer(() => port.close());
  try {
    const stream = scope.own(classifier.openStream(options));
    const twin = classifier instanceof ExternalClassifier ? scope.own(classifier.openStream({ ...options, frames: false })) : null;
    let answering = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      scope.onAbort(signal, () => reject(toEarshotError(signal.reason, 'cancelled')));
      void finished.then(resolve);
      const failed = (error: unknown): void => reject(error instanceof Error ? error : new Error(String(error)));
      const tell = ({ updates, frames }: ReturnType<CoreStream['accept']>): void => {
        if (frames.frames > 0) report({ kind: 'frames', frames }, [frames.values.buffer as ArrayBuffer]);
        if (updates.length > 0) report({ kind: 'updates', updates }, []);
      };
      port.onmessage = ({ data }: MessageEvent<CaptureMessage>) => {
        if (scope.disposed) return;
        if (twin && classifier instanceof ExternalClassifier) {
          // The network answers later; meanwhile the next samples arrive and wait.
          answering = answering.then(async () => {
            if (!scope.disposed) tell(await classifier.pass([twin, stream], (each) => each.accept(data.samples)));
          });
          answering.catch(failed);
          return;
        }
        try {
          tell(stream.accept(data.samples));
        } catch (error) {
          failed(error);
        }
      };
    });
    return null;
  } finally {
    scope.dispose();
  }
}
