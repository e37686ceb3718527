// Matrix products against what the vector unit can do at most, measured in the same module.
import { callInPage } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

/** Sums of 256 products of numbers below 1, in single precision. */
const errorTolerance = 1e-4;

/** @type {import('../lib/types.mjs').Row} */
export const productRow = {
  name: 'product',
  async measure({ url, runs }) {
    const shapes = [[256, 256, 256], [512, 512, 512], [64, 1024, 256]];
    const found = await callInPage(url, 'workloads.js', 'product', { shapes, runs });
    return found.map((/** @type {any} */ { shape, product, peak, error }) => {
      const share = median(product) / median(peak);
      return {
        measure: `matrix product ${shape.join(' x ')} in the module`, unit: 'GFLOP/s', ours: product, peer: 'multiply-add peak of the module', peerRuns: peak,
        ratio: share, reach: '>= 70 % of the peak', met: error <= errorTolerance && share >= 0.7, check: `largest error ${error.toExponential(1)} against double precision`,
      };
    });
  },
};
