// A clip that is decoded already, into the core by blocks: some 10 ms of work each.
import type { Slices } from './slices.js';

const blockFrames = 1 << 16;

export async function acceptByBlocks(
  job: { accept(channels: readonly Float32Array[], start: number, end: number): void | Promise<void> },
  channels: readonly Float32Array[],
  slices: Slices,
): Promise<void> {
  const frames = channels[0]?.length ?? 0;
  for (let start = 0; start < frames; start += blockFrames) {
    const end = Math.min(frames, start + blockFrames);
    await job.accept(channels, start, end);
    await slices.step(end / frames);
  }
}
