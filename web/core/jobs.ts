// What the classes around the modules' handles share: an owner for each handle, and the ways in for clips.
import { EarshotError } from '../base/errors.js';
import type { EarshotModule, Handle, JobInput, StagingModule, WavJob } from './module-types.js';
import { unwrap } from './result.js';

/** Either a job for the WAV file, or how much of the file's head it takes to begin one. */
export type OpenedWav<Job> =
  | { kind: 'more'; bytesNeeded: number }
  | { kind: 'job'; job: Job; dataOffset: number; dataSize: number; frameWidthBytes: number };

export class Owner<H extends Handle, M = EarshotModule> {
  #handle: H | null;
  protected readonly module: M;

  constructor(module: M, handle: H) {
    this.module = module;
    this.#handle = handle;
  }

  get handle(): H {
    if (!this.#handle) throw new EarshotError('disposed', 'This object of the audio engine has been disposed.');
    return this.#handle;
  }

  dispose(): void {
    this.#handle?.delete();
    this.#handle = null;
  }
}

/** What takes a clip by blocks, as samples or (opened on a WAV file) as bytes. */
export abstract class CoreJob<H extends Handle & JobInput, M extends StagingModule = EarshotModule> extends Owner<H, M> {
  /** Frames `start` to `end` of the planar channels. */
  accept(channels: readonly Float32Array[], start: number, end: number): void {
    stagePlanar(this.module, channels, start, end);
    unwrap(this.handle.accept(end - start));
  }

  /** The next whole pcm frames of the file. */
  acceptBytes(bytes: Uint8Array): void {
    stageBytes(this.module, bytes);
    unwrap(this.handle.accept_bytes());
  }
}

export function openedWav<H extends Handle, Job>(opened: WavJob<H>, own: (handle: H) => Job): OpenedWav<Job> {
  if (opened.kind === 'more') return opened;
  const { job, dataOffset, dataSize, frameWidthBytes } = opened;
  return { kind: 'job', job: own(job), dataOffset, dataSize, frameWidthBytes };
}

// A staging view is fetched anew for each call and filled at once: growth of the memory empties older views.

export function stageBytes(module: StagingModule, bytes: Uint8Array): void {
  unwrap(module.stage_bytes(bytes.byteLength)).set(bytes);
}

export function stagePlanar(module: StagingModule, channels: readonly Float32Array[], start: number, end: number): void {
  const frames = end - start;
  const staged = unwrap(module.stage_floats(frames * channels.length));
  channels.forEach((channel, index) => staged.set(channel.subarray(start, end), index * frames));
}
