// What an AudioBuffer holds.
import type { AudioBufferLike } from '../api/types.js';

/** The channels of an AudioBuffer as arrays that may be transferred; its own must not be. */
export function copyChannels(buffer: AudioBufferLike): Float32Array[] {
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => {
    const samples = new Float32Array(buffer.length);
    buffer.copyFromChannel(samples, channel);
    return samples;
  });
}
