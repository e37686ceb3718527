// A file's bytes to samples at the file's own rate. WAV goes to the core as it is; what reads other formats is fetched with
// the first such file.
import { EarshotError, throwIfAborted } from '../base/errors.js';
import type { DecodedAudio } from './compressed.js';
import { readPart } from './read-part.js';
import { id3v2Size, sniffFormat } from './sniff.js';

/** WAV is not decoded here. `whole`: the file's bytes, when looking at its head has read all of it. */
export type AudioFile = { kind: 'wav'; whole: Uint8Array | null } | DecodedAudio;

const headBytes = 256 * 1024;

export async function openAudioFile(file: Blob, signal?: AbortSignal): Promise<AudioFile> {
  throwIfAborted(signal);
  if (file.size === 0) {
    throw new EarshotError('empty-clip', 'This file is empty. Record or export it again.');
  }
  const head = await readHead(file);
  const format = sniffFormat(head);
  if (format === 'WAV') return { kind: 'wav', whole: head.length === file.size ? head : null };
  const { decodeCompressed } = await compressed();
  return decodeCompressed(file, format, head, signal);
}

async function compressed(): Promise<typeof import('./compressed.js')> {
  try {
    return await import('./compressed.js');
  } catch (error) {
    throw new EarshotError('io', 'What reads this kind of file could not be downloaded. Check the connection and try again, or use WAV.', {
      cause: error,
    });
  }
}

/** The head, up to behind an ID3 tag: a cover picture puts the first frame of an MP3 a megabyte away. */
async function readHead(file: Blob): Promise<Uint8Array> {
  const head = await readPart(file, 0, Math.min(headBytes, file.size));
  const tag = id3v2Size(head);
  return tag + 4096 > head.length && head.length < file.size
    ? readPart(file, 0, Math.min(tag + headBytes, file.size))
    : head;
}
