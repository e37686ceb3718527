// A clip's sound as something a media element takes.
import type { Clip } from './clip.js';
import { wavFile } from './wav.js';

/** Of several channels of samples, the first: what was classified is their mean, and this is for the ear only. */
export function playable({ source }: Clip): Blob {
  if (source.kind === 'url') return new Blob(); // not fetched, so not classified, so nothing offers to play it
  const { input } = source;
  if (input instanceof Blob) return input;
  if ('copyFromChannel' in input) {
    const samples = new Float32Array(input.length);
    input.copyFromChannel(samples, 0);
    return wavFile(samples, input.sampleRate);
  }
  const channel = Array.isArray(input.samples) ? input.samples[0] : input.samples;
  return wavFile(channel ?? new Float32Array(), input.sampleRate);
}
