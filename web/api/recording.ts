// A recording: microphone -> AudioWorklet -> one array. Needs no model and no worker.
import { turn } from '../base/turn.js';
import { openMicrophone } from '../audio/microphone.js';
import { Recorder, longestRecordingS } from '../audio/recorder.js';
import type { CaptureMessage } from '../base/capture-messages.js';
import { EarshotError, cancelled } from '../base/errors.js';
import { Scope } from '../base/scope.js';
import type { Recording } from './classifier-api.js';
import type { ListenOptions } from './types.js';

const limitWarning = `A recording may last ${longestRecordingS / 60} minutes; it was stopped there.`;
const lostWarning = 'The microphone was disconnected; the recording ends there.';

export async function startRecording(options: ListenOptions): Promise<Recording> {
  const { onStateChange, onError, signal } = options;
  const scope = new Scope();
  const warnings: string[] = [];
  let end = (_warning: string): void => {};

  onStateChange?.('prompting');
  scope.defer(() => onStateChange?.('stopped'));
  try {
    const microphone = await openMicrophone({
      ...options,
      onLost: (error) => {
        end(lostWarning);
        onError?.(error);
      },
    });
    scope.defer(() => void microphone.stop());

    const { port1: toRecorder, port2: fromWorklet } = new MessageChannel();
    const recorder = new Recorder(microphone.sampleRate, () => end(limitWarning));
    fromWorklet.onmessage = ({ data }: MessageEvent<CaptureMessage>) => recorder.accept(data);
    scope.defer(() => fromWorklet.close());

    // The last samples may still be in the port when the microphone says that it has stopped.
    const drain = async (): Promise<void> => {
      await microphone.stop();
      await turn();
    };
    /** What was recorded stays there for stop(). */
    end = (warning) => {
      if (scope.disposed) return;
      warnings.push(warning);
      scope.dispose();
    };
    microphone.connect(toRecorder);
    onStateChange?.('listening');

    let cancelledByCaller = false;
    const cancel = async (): Promise<void> => {
      cancelledByCaller = true;
      await microphone.stop();
      scope.dispose();
    };
    scope.onAbort(signal, () => void cancel());
    return {
      cancel,
      stop: async () => {
        if (cancelledByCaller) throw cancelled();
        await drain();
        scope.dispose();
        const samples = recorder.samples();
        if (samples.length === 0) {
          throw new EarshotError('empty-clip', 'Nothing was recorded. Record for a little longer.');
        }
        return { samples, sampleRate: microphone.sampleRate, warnings };
      },
    };
  } catch (error) {
    scope.dispose();
    throw error;
  }
}
