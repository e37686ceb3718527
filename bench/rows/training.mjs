// A training step of a batch of 16 against TensorFlow.js on the backend that can do it.
import { attempt } from '../lib/attempt.mjs';
import { callInPage } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

const batch = 16;
/** Losses of the first steps from equal weights: as far as single precision and two orders of adding let them agree. */
const lossTolerance = 2e-3;

const cases = [
  { name: 'bench-conv2d', title: 'clean-conv2d', backend: 'cpu', least: 40, mostMs: 250, checkSteps: 2 },
  { name: 'bench-lstm', title: 'LSTM(32) on 100x64', backend: 'wasm', least: 10, checkSteps: 4 },
  { name: 'bench-dense', title: 'dense 1300-128-64-10', backend: 'wasm', least: 5, checkSteps: 4 },
  { name: 'bench-conv1d', title: 'Conv1D(32, k4) on 100x40', backend: 'cpu', least: 30, checkSteps: 4 },
];

/** @type {import('../lib/types.mjs').Row} */
export const trainingRow = {
  name: 'training',
  async measure({ url, quick, runs }) {
    const measures = [];
    // The recipe as it is, with its dropout: what a user waits for.
    const whole = await callInPage(url, 'training.js', 'ours', { name: 'clean-conv2d', batch, runs });
    measures.push({
      measure: `training step, batch ${batch}: clean-conv2d, the whole recipe`, unit: 'ms', ours: whole.ms, reach: '<= 250 ms', met: median(whole.ms) <= 250,
    });
    for (const { name, title, backend, least, mostMs, checkSteps } of cases) {
      measures.push(...await attempt(`training step, batch ${batch}: ${title}`, async () => {
        // TensorFlow.js takes 11 s for a step of the first one.
        const peerRuns = backend === 'cpu' && (quick || name === 'bench-conv2d') ? Math.min(runs, quick ? 1 : 3) : runs;
        const found = await callInPage(url, 'training.js', 'againstTensorFlow', { name, backend, batch, runs: peerRuns, checkSteps });
        const { ourLosses, theirLosses } = found.check;
        const agree = ourLosses.every((/** @type {number} */ loss, /** @type {number} */ i) => Math.abs(loss - theirLosses[i]) <= lossTolerance * Math.abs(loss));
        const ratio = median(found.peer) / median(found.ours);
        const fast = mostMs === undefined || median(found.ours) <= mostMs;
        const refused = backend === 'cpu' ? await callInPage(url, 'training.js', 'refusal', { name, backend: 'wasm', batch }) : null;
        return {
          measure: `training step, batch ${batch}: ${title}`, unit: 'ms', ours: found.ours, peer: `TensorFlow.js, ${backend}`, peerRuns: found.peer, ratio,
          reach: `<= 1/${least} of TensorFlow.js on ${backend}${mostMs === undefined ? '' : ` and <= ${mostMs} ms`}`, met: agree && fast && ratio >= least,
          check: `losses of the first ${checkSteps} steps from the same weights: ours ${ourLosses.map(five).join(', ')}; theirs ${theirLosses.map(five).join(', ')}${agree ? '' : ': THEY DISAGREE'}`,
          ...(refused === null ? {} : { note: `Its wasm backend cannot: "${refused.split('\n')[0]}"` }),
        };
      }));
    }
    return measures;
  },
};

/** @param {number} value */
function five(value) {
  return value.toFixed(5);
}
