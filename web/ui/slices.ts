// Runs a loop in slices short enough that the page keeps answering.

const SLICE_MS = 8; // half a frame at 60 Hz

/** Calls step(0) .. step(count - 1), a frame's share at a time, starting now. Returns how to stop. */
export function inSlices(count: number, step: (index: number) => void, afterSlice: (from: number, to: number) => void): () => void {
  let next = 0;
  let frame = 0;
  const run = (): void => {
    const from = next;
    const deadline = performance.now() + SLICE_MS;
    while (next < count) {
      step(next);
      next += 1;
      if (performance.now() > deadline) break;
    }
    afterSlice(from, next);
    if (next < count) frame = requestAnimationFrame(run);
  };
  run();
  return () => cancelAnimationFrame(frame);
}
