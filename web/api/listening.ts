// Live listening: microphone -> AudioWorklet -> worker -> callbacks. Samples never pass through the page's thread.
import { openMicrophone } from '../audio/microphone.js';
import { throwIfAborted, toEarshotError } from '../base/errors.js';
import { Scope } from '../base/scope.js';
import type { WorkerClient } from '../worker/client.js';
import type { RawStreamUpdate, StreamEvent, StreamOptions } from '../worker/protocol.js';
import type { Listening } from './classifier-api.js';
import type { ListenOptions, StreamUpdate } from './types.js';

export async function startListening(client: WorkerClient, labels: readonly string[], options: ListenOptions): Promise<Listening> {
  const { onStateChange, onError } = options;
  const scope = new Scope();
  let failure: Error | null = null;
  let fail = (error: Error): void => {
    failure ??= error;
  };

  onStateChange?.('prompting');
  scope.defer(() => onStateChange?.('stopped'));
  try {
    // First of all and without an await before it: the browser wants the click that led here.
    const microphone = await openMicrophone({ ...options, onLost: (error) => fail(error) });
    scope.defer(() => void microphone.stop());

    const { port1: toWorker, port2: fromWorklet } = new MessageChannel();
    const stream = await client.open(
      'stream',
      { port: fromWorklet, options: streamOptions(microphone.sampleRate, options) },
      { transfer: [fromWorklet], onProgress: (event) => deliver(event, labels, options) },
    );
    scope.defer(() => stream.finish());
    microphone.connect(toWorker);

    fail = (error) => {
      if (scope.disposed) return;
      scope.dispose();
      onError?.(error);
    };
    // A crashed worker or a failed stream ends the listening.
    stream.result.catch((error: unknown) => fail(toEarshotError(error)));
    if (failure) throw failure as Error;
    throwIfAborted(options.signal);
    onStateChange?.('listening');

    const stop = async (): Promise<void> => {
      if (scope.disposed) return;
      await microphone.stop();
      stream.finish();
      await stream.result.catch(() => {});
      scope.dispose();
    };
    scope.onAbort(options.signal, () => void stop());
    return { stop };
  } catch (error) {
    scope.dispose();
    throw error;
  }
}

function streamOptions(sampleRate: number, options: ListenOptions): StreamOptions {
  return {
    sampleRate,
    hopS: options.hopS ?? 0.25,
    smoothingS: options.smoothingS ?? 0.5,
    threshold: options.threshold ?? -1,
    minDurationS: options.minDurationS ?? 0.25,
    frames: options.onFrames !== undefined,
  };
}

function deliver(event: StreamEvent, labels: readonly string[], { onPrediction, onFrames }: ListenOptions): void {
  if (event.kind === 'frames') onFrames?.(event.frames);
  else for (const update of event.updates) onPrediction?.(toUpdate(update, labels));
}

function toUpdate({ top, ...update }: RawStreamUpdate, labels: readonly string[]): StreamUpdate {
  return { ...update, top: { index: top, label: labels[top] ?? '', score: update.smoothed[top] ?? 0 } };
}
