// Whatever a caller may hand over, as what the worker takes: a WAV file by reference, or planar samples.
import { copyChannels } from '../audio/channels.js';
import { openAudioFile } from '../audio/decode.js';
import type { DecodedFormat, WavFile } from '../worker/protocol.js';
import { describe, invalidArgument } from './check.js';
import type { AudioBufferLike, AudioInput } from './types.js';

export type PreparedInput =
  | { kind: 'wav'; file: WavFile; transfer: Transferable[] }
  | {
      kind: 'samples';
      channels: Float32Array[];
      sampleRate: number;
      format: DecodedFormat;
      warnings: string[];
      /** Ours to give away; the caller's own samples are copied instead. */
      transfer: Transferable[];
    };

export async function prepareInput(input: AudioInput, signal?: AbortSignal): Promise<PreparedInput> {
  if (isBlob(input)) {
    const file = await openAudioFile(input, signal);
    // What has been read whole goes along: reading once more would cost as much as classifying a short clip.
    if (file.kind === 'wav') return { kind: 'wav', file: file.whole ?? input, transfer: file.whole ? [file.whole.buffer as ArrayBuffer] : [] };
    const { format, ...decoded } = file;
    return { ...decoded, format: { format, sampleWidthBytes: null }, transfer: buffersOf(file.channels) };
  }
  if (isAudioBuffer(input)) {
    const channels = copyChannels(input);
    return {
      kind: 'samples',
      channels,
      sampleRate: input.sampleRate,
      format: { format: 'AudioBuffer', sampleWidthBytes: null },
      warnings: [],
      transfer: buffersOf(channels),
    };
  }
  const { channels, sampleRate } = checkSamples(input);
  return {
    kind: 'samples',
    channels,
    sampleRate,
    format: { format: 'samples', sampleWidthBytes: null },
    warnings: [],
    transfer: [],
  };
}

function checkSamples(input: unknown): { channels: Float32Array[]; sampleRate: number } {
  if (typeof input !== 'object' || input === null || !('samples' in input) || !('sampleRate' in input)) {
    throw invalidArgument(`input must be a File, a Blob, an AudioBuffer, or {samples, sampleRate}; it is ${describe(input)}.`);
  }
  const { samples, sampleRate } = input;
  if (typeof sampleRate !== 'number' || !Number.isInteger(sampleRate) || sampleRate < 1) {
    throw invalidArgument(`input.sampleRate must be a whole number of hertz; it is ${describe(sampleRate)}.`);
  }
  const channels: unknown[] = Array.isArray(samples) ? samples : [samples];
  const first = channels[0];
  const planar = channels.every((channel): channel is Float32Array => channel instanceof Float32Array);
  if (!planar || !(first instanceof Float32Array)) {
    throw invalidArgument('input.samples must be a Float32Array, or an array of them with one per channel.');
  }
  if (channels.some((channel) => channel.length !== first.length)) {
    throw invalidArgument('input.samples must have channels of one length.');
  }
  return { channels, sampleRate };
}

function isBlob(input: unknown): input is Blob {
  return typeof Blob !== 'undefined' && input instanceof Blob;
}

/** By its shape: a buffer may come from another frame. */
function isAudioBuffer(input: unknown): input is AudioBufferLike {
  return typeof input === 'object' && input !== null && 'numberOfChannels' in input && 'copyFromChannel' in input;
}

function buffersOf(channels: readonly Float32Array[]): Transferable[] {
  return channels.map((channel) => channel.buffer as ArrayBuffer);
}
