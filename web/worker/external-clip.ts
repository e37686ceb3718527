// A clip for a model whose network another engine runs: twin jobs on the same audio, the first for the features, the second
// for the scores (see ExternalClassifier).
import type { CoreClip, ExternalClassifier, OpenedWav } from '../core/core.js';
import type { ClipOptions, RawPrediction } from '../core/types.js';
import type { WavJob } from './wav-blocks.js';

export type ExternalClip = {
  accept(channels: readonly Float32Array[], start: number, end: number): Promise<void>;
  acceptBytes(bytes: Uint8Array): Promise<void>;
  finish(): Promise<RawPrediction>;
  dispose(): void;
};

export function externalClip(classifier: ExternalClassifier, open: () => CoreClip): ExternalClip {
  return twins(classifier, open(), open());
}

/** `open`: a job on the same head of the file, with these options; the first pass draws nothing. */
export function externalWav(
  classifier: ExternalClassifier,
  open: (options: ClipOptions) => OpenedWav<CoreClip>,
  options: ClipOptions,
): OpenedWav<WavJob<RawPrediction>> {
  const first = open({ ...options, columns: 0 });
  if (first.kind === 'more') return first;
  const second = open(options);
  if (second.kind === 'more') return second;
  return { ...second, job: twins(classifier, first.job, second.job) };
}

function twins(classifier: ExternalClassifier, features: CoreClip, scores: CoreClip): ExternalClip {
  const both = [features, scores] as const;
  return {
    accept: (channels, start, end) => classifier.pass(both, (clip) => clip.accept(channels, start, end)),
    acceptBytes: (bytes) => classifier.pass(both, (clip) => clip.acceptBytes(bytes)),
    finish: () => classifier.pass(both, (clip) => clip.finish()),
    dispose: () => both.forEach((clip) => clip.dispose()),
  };
}
