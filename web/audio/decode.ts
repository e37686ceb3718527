// A file's bytes to samples at the file's own rate. WAV goes to the core as it is; everything else through the
// browser's decoder, which keeps the codecs out of our download.
import type { AudioBufferLike } from '../api/types.js';
import { EarshotError, throwIfAborted } from '../base/errors.js';
import { sampleRateOf } from './sample-rate.js';
import { type FileFormat, id3v2Size, sniffFormat } from './sniff.js';

export type DecodedAudio = {
  kind: 'samples';
  format: FileFormat;
  sampleRate: number;
  channels: Float32Array[];
  warnings: string[];
};

/** WAV is not decoded here. */
export type AudioFile = { kind: 'wav' } | DecodedAudio;

/** Where the rate is unknown: Opus, video sound and most devices run at it. */
const fallbackRate = 48000;
/** The decoder wants the whole file at once and returns ten times its size. */
const largestCompressedBytes = 512 * 1024 * 1024;
const headBytes = 256 * 1024;
const tailBytes = 1024 * 1024;

export async function openAudioFile(file: Blob, signal?: AbortSignal): Promise<AudioFile> {
  throwIfAborted(signal);
  if (file.size === 0) {
    throw new EarshotError('empty-clip', 'This file is empty. Record or export it again.');
  }
  const head = await readHead(file);
  const format = sniffFormat(head);
  if (format === 'WAV') return { kind: 'wav' };
  if (file.size > largestCompressedBytes) {
    throw new EarshotError('unsupported-format', 'This file is too long for the browser to decode. Convert it to WAV, which may be of any length.');
  }
  if (typeof OfflineAudioContext === 'undefined') {
    throw new EarshotError('unsupported-format', 'Only WAV files can be read here. Convert the file to WAV.');
  }
  const tail = await read(file, Math.max(0, file.size - tailBytes), file.size);
  const ownRate = sampleRateOf(format, head, tail);
  const bytes = (await read(file, 0, file.size)).buffer;
  throwIfAborted(signal);
  const { buffer, resampled } = await decode(bytes as ArrayBuffer, ownRate, format);
  throwIfAborted(signal);

  const warnings = resampled
    ? [`The sample rate of this file could not be kept, so it was converted to ${buffer.sampleRate} Hz.`]
    : [];
  return { kind: 'samples', format, sampleRate: buffer.sampleRate, channels: copyChannels(buffer), warnings };
}

/** The channels of an AudioBuffer as arrays that may be transferred; its own must not be. */
export function copyChannels(buffer: AudioBufferLike): Float32Array[] {
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => {
    const samples = new Float32Array(buffer.length);
    buffer.copyFromChannel(samples, channel);
    return samples;
  });
}

async function decode(
  bytes: ArrayBuffer,
  ownRate: number | null,
  format: FileFormat,
): Promise<{ buffer: AudioBuffer; resampled: boolean }> {
  const context = contextAt(ownRate) ?? contextAt(fallbackRate);
  if (!context) throw new EarshotError('decode-failed', 'This browser cannot decode audio files. Convert the file to WAV.');
  try {
    return { buffer: await context.decodeAudioData(bytes), resampled: context.sampleRate !== ownRate };
  } catch (error) {
    if (format === 'unknown') {
      throw new EarshotError('unsupported-format', 'This is not a kind of audio file that can be read here. Try WAV, FLAC, MP3, Ogg or M4A.', {
        cause: error,
      });
    }
    throw new EarshotError('decode-failed', `This ${format} file could not be decoded: it is damaged, or this browser does not read ${format}. Convert it to WAV and try again.`, {
      cause: error,
    });
  }
}

/** Null where the browser refuses the rate: engines differ in their limits (3 to 768 kHz at most). */
function contextAt(rate: number | null): OfflineAudioContext | null {
  if (rate === null) return null;
  try {
    return new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate: rate });
  } catch {
    return null;
  }
}

/** The head, up to behind an ID3 tag: a cover picture puts the first frame of an MP3 a megabyte away. */
async function readHead(file: Blob): Promise<Uint8Array> {
  const head = await read(file, 0, Math.min(headBytes, file.size));
  const tag = id3v2Size(head);
  return tag + 4096 > head.length && head.length < file.size
    ? read(file, 0, Math.min(tag + headBytes, file.size))
    : head;
}

async function read(file: Blob, start: number, end: number): Promise<Uint8Array> {
  try {
    // A slice is made while the thread waits for the browser's own process: not for files that are read whole anyway.
    const part = start === 0 && end >= file.size ? file : file.slice(start, end);
    return new Uint8Array(await part.arrayBuffer());
  } catch (error) {
    throw new EarshotError('io', 'The file could not be read. It may have been moved, changed or removed since it was chosen.', {
      cause: error,
    });
  }
}
