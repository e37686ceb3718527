// Timing in the page. The clock has grains of 0.1 ms, so calls are timed in stretches.

/** Long enough for the optimising compiler to have had its turn, on another thread. */
const warmUpMs = 500;

/**
 * Milliseconds of one call of each contestant: for each run the median over its stretches. Contestants take turns, so
 * that a slow moment of the machine meets all of them.
 * @param {Record<string, (calls: number) => unknown>} contestants each does the work `calls` times
 * @param {{runs?: number, stretches?: number, leastMs?: number}} [options]
 * @returns {Promise<Record<string, number[]>>}
 */
export async function timeCalls(contestants, { runs = 5, stretches = 25, leastMs = 4 } = {}) {
  /** @type {Record<string, number[]>} */
  const result = {};
  /** @type {Record<string, number>} */
  const calls = {};
  for (const [name, work] of Object.entries(contestants)) {
    result[name] = [];
    // Until a stretch is long enough, too.
    let n = 1;
    for (let spent = 0; spent < warmUpMs; ) {
      const ms = await stretch(work, n);
      spent += Math.max(ms, 0.1);
      if (ms < leastMs) n *= 2;
    }
    calls[name] = n;
  }
  for (let run = 0; run < runs; run++) {
    for (const [name, work] of Object.entries(contestants)) {
      const n = calls[name] ?? 1;
      const times = [];
      const began = performance.now();
      // Long calls need no statistics of their own: a second of them is a run.
      while (times.length < stretches && (times.length === 0 || performance.now() - began < 1500)) times.push((await stretch(work, n)) / n);
      times.sort((a, b) => a - b);
      result[name]?.push(times[times.length >> 1] ?? NaN);
    }
  }
  return result;
}

/** @param {(calls: number) => unknown} work @param {number} calls */
async function stretch(work, calls) {
  const began = performance.now();
  const pending = work(calls);
  if (pending instanceof Promise) await pending;
  return performance.now() - began;
}
