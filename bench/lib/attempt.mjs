// One figure at a time: where a peer fails, its row says so and the others are measured.

/**
 * @param {string} measure its name, for the document
 * @param {() => Promise<import('./types.mjs').Measure | import('./types.mjs').Measure[]>} work
 * @returns {Promise<import('./types.mjs').Measure[]>}
 */
export async function attempt(measure, work) {
  try {
    return [await work()].flat();
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    return [{ measure, unit: '', ours: [], reach: '', met: null, reason }];
  }
}
