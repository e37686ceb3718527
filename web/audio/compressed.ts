// Sound in any format but WAV, by the browser's decoder, which keeps the codecs out of our download.
import { EarshotError, throwIfAborted } from '../base/errors.js';
import { copyChannels } from './channels.js';
import { readPart } from './read-part.js';
import { sampleRateOf } from './sample-rate.js';
import type { FileFormat } from './sniff.js';

export type DecodedAudio = {
  kind: 'samples';
  format: FileFormat;
  sampleRate: number;
  channels: Float32Array[];
  warnings: string[];
};

/** Where the rate is unknown: Opus, video sound and most devices run at it. */
const fallbackRate = 48000;
/** The decoder wants the whole file at once and returns ten times its size. */
const largestCompressedBytes = 512 * 1024 * 1024;
const tailBytes = 1024 * 1024;

/** `head`: the file's first bytes, from which `format` is known. */
export async function decodeCompressed(file: Blob, format: FileFormat, head: Uint8Array, signal?: AbortSignal): Promise<DecodedAudio> {
  if (file.size > largestCompressedBytes) {
    throw new EarshotError('unsupported-format', 'This file is too long for the browser to decode. Convert it to WAV, which may be of any length.');
  }
  if (typeof OfflineAudioContext === 'undefined') {
    throw new EarshotError('unsupported-format', 'Only WAV files can be read here. Convert the file to WAV.');
  }
  const tail = await readPart(file, Math.max(0, file.size - tailBytes), file.size);
  const ownRate = sampleRateOf(format, head, tail);
  const bytes = (await readPart(file, 0, file.size)).buffer;
  throwIfAborted(signal);
  const { buffer, resampled } = await decode(bytes as ArrayBuffer, ownRate, format);
  throwIfAborted(signal);

  const warnings = resampled
    ? [`The sample rate of this file could not be kept, so it was converted to ${buffer.sampleRate} Hz.`]
    : [];
  return { kind: 'samples', format, sampleRate: buffer.sampleRate, channels: copyChannels(buffer), warnings };
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
