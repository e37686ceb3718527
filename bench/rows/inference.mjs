// Inference of one piece against ONNX Runtime Web, each on one thread, on the same model file.
import { attempt } from '../lib/attempt.mjs';
import { callInPage } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

/** Both add in single precision and in different orders. */
const scoreTolerance = 1e-4;

/** @type {import('../lib/types.mjs').Row} */
export const inferenceRow = {
  name: 'inference',
  async measure({ url, runs }) {
    const measures = [];
    for (const name of ['clean-conv2d', 'clean-lstm', 'clean-conv1d', 'earshot-small']) {
      measures.push(...await attempt(`${name}, one piece, inference p50`, async () => {
        const found = await callInPage(url, 'workloads.js', 'inference', { model: `/models/${name}.onnx`, runs });
        const agree = found.check.largestDifference <= scoreTolerance;
        const ratio = median(found.peer) / median(found.ours);
        return {
          measure: `${name}, one piece, inference p50`, unit: 'ms', ours: found.ours, peer: 'ONNX Runtime Web', peerRuns: found.peer, ratio,
          reach: "<= ONNX Runtime Web's", met: agree && ratio >= 1,
          check: `scores of ${found.check.classes} classes differ by at most ${found.check.largestDifference.toExponential(1)}${agree ? '' : ': THEY DISAGREE'}`,
        };
      }));
    }
    return measures;
  },
};
