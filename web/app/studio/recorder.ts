// One example of a class: microphone, countdown, recording, stop by itself. The microphone is open from the click on, because browsers
// want it so; what it hears during the countdown is cut off.
import type { Recording } from '../../api/classifier-api.js';
import { startRecording } from '../../api/recording.js';
import { wavFile } from '../../element/wav.js';

export type RecordingState =
  | { kind: 'prompting' }
  | { kind: 'counting'; left: number }
  | { kind: 'recording'; elapsedS: number; seconds: number };

export type ExampleOptions = {
  seconds: number;
  countdown: number;
  onState(state: RecordingState): void;
  onLevel(peak: number): void;
  signal: AbortSignal;
  /** Ends early and keeps what there is. */
  finish: AbortSignal;
};

/** Null when it was cancelled. */
export async function recordExample({ seconds, countdown, onState, onLevel, signal, finish }: ExampleOptions): Promise<Blob | null> {
  onState({ kind: 'prompting' });
  // Without an await before it: the browser wants the click that led here.
  const recording: Recording = await startRecording({ onLevel });
  const openedAt = performance.now();
  try {
    for (let left = countdown; left > 0 && !signal.aborted && !finish.aborted; left -= 1) {
      onState({ kind: 'counting', left });
      await pause(1000, signal, finish);
    }
    const startedAt = performance.now();
    while (!signal.aborted && !finish.aborted) {
      const elapsedS = (performance.now() - startedAt) / 1000;
      if (elapsedS >= seconds) break;
      onState({ kind: 'recording', elapsedS, seconds });
      await pause(Math.min(100, (seconds - elapsedS) * 1000), signal, finish);
    }
    if (signal.aborted) {
      await recording.cancel();
      return null;
    }
    const { samples, sampleRate } = await recording.stop();
    const from = Math.min(samples.length, Math.round(((startedAt - openedAt) / 1000) * sampleRate));
    const wanted = samples.subarray(from, from + Math.round(seconds * sampleRate));
    return wavFile(wanted.length > 0 ? wanted : samples, sampleRate);
  } catch (error) {
    await recording.cancel();
    throw error;
  }
}

function pause(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) signal.addEventListener('abort', done);
  });
}
