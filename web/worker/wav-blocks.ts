// A WAV file of any size through the core by blocks: neither its bytes nor its samples are ever in memory as a whole.
import { EarshotError } from '../base/errors.js';
import type { OpenedWav } from '../core/core.js';
import type { WavFile } from './protocol.js';
import type { Slices } from './slices.js';

/** About 1.5 s of 44.1 kHz stereo: small beside any memory, large beside the cost of one read. */
const blockBytes = 256 * 1024;
const firstHeadBytes = 4 * 1024;
/** Only a file whose fmt chunk follows its samples needs a long head; one longer than this is not worth holding. */
const largestHeadBytes = 128 * 1024 * 1024;

/** Bytes of a file from `start` up to `end`. */
type Read = (start: number, end: number) => Promise<Uint8Array>;

/** Awaited where it answers later. */
export type WavJob<Result> = { acceptBytes(bytes: Uint8Array): void | Promise<void>; finish(): Result | Promise<Result>; dispose(): void };

/** `open`: begins the job as soon as the head given to it holds the file's format. */
export async function processWav<Result>(
  file: WavFile,
  slices: Slices,
  open: (head: Uint8Array, fileSize: number) => OpenedWav<WavJob<Result>>,
): Promise<Result> {
  const read = readerOf(file);
  const { job, dataOffset, dataSize, frameWidthBytes } = await openWav(file instanceof Uint8Array ? file.length : file.size, read, open);
  try {
    const block = Math.max(1, Math.floor(blockBytes / frameWidthBytes)) * frameWidthBytes;
    const end = dataOffset + dataSize;
    const readFrom = (offset: number): Promise<Uint8Array> => read(offset, Math.min(end, offset + block));

    let reading = readFrom(dataOffset);
    for (let offset = dataOffset; offset < end; offset += block) {
      const bytes = await reading;
      // The disk works on the next block while the core works on this one.
      if (offset + block < end) {
        reading = readFrom(offset + block);
        // Awaited in the next round; until then a failure must not count as unhandled.
        reading.catch(() => {});
      }
      await job.acceptBytes(bytes);
      await slices.step(Math.min(1, (offset + block - dataOffset) / dataSize));
    }
    return await job.finish();
  } finally {
    job.dispose();
  }
}

async function openWav<Job>(
  fileSize: number,
  read: Read,
  open: (head: Uint8Array, fileSize: number) => OpenedWav<Job>,
): Promise<Extract<OpenedWav<Job>, { kind: 'job' }>> {
  let headBytes = Math.min(firstHeadBytes, fileSize);
  for (;;) {
    const opened = open(await read(0, headBytes), fileSize);
    if (opened.kind === 'job') return opened;
    if (opened.bytesNeeded > largestHeadBytes || headBytes >= fileSize) {
      throw new EarshotError('unsupported-format', 'This WAV file keeps its format behind its samples and is too long for that. Save it again with another program.');
    }
    // Generous steps: a file with many small chunks asks for each of them.
    headBytes = Math.min(fileSize, largestHeadBytes, Math.max(opened.bytesNeeded, headBytes * 2));
  }
}

/** A file of one block is read once: each slice and each read waits for the browser's own process, which all workers share. */
function readerOf(blob: WavFile): Read {
  if (blob instanceof Uint8Array) return (start, end) => Promise.resolve(blob.subarray(start, end));
  if (blob.size > blockBytes) return (start, end) => readBytes(blob.slice(start, end));
  let whole: Promise<Uint8Array> | undefined;
  return async (start, end) => (await (whole ??= readBytes(blob))).subarray(start, end);
}

async function readBytes(part: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch (error) {
    throw new EarshotError('io', 'The file could not be read. It may have been moved, changed or removed since it was chosen.', {
      cause: error,
    });
  }
}
