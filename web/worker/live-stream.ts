// A live stream in the worker: audio comes straight from the AudioWorklet over a port, updates go to the page.
import type { CaptureMessage } from '../base/capture-messages.js';
import { toEarshotError } from '../base/errors.js';
import { Scope } from '../base/scope.js';
import type { CoreClassifier } from '../core/core.js';
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
    await new Promise<void>((resolve, reject) => {
      scope.onAbort(signal, () => reject(toEarshotError(signal.reason, 'cancelled')));
      void finished.then(resolve);
      port.onmessage = ({ data }: MessageEvent<CaptureMessage>) => {
        if (scope.disposed) return;
        try {
          const { updates, frames } = stream.accept(data.samples);
          if (frames.frames > 0) report({ kind: 'frames', frames }, [frames.values.buffer as ArrayBuffer]);
          if (updates.length > 0) report({ kind: 'updates', updates }, []);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
    });
    return null;
  } finally {
    scope.dispose();
  }
}
