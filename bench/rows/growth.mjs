// How cost grows with the clip, the batch and the number of parameters.
import { callInPage } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

/** @type {import('../lib/types.mjs').Row} */
export const growthRow = {
  name: 'growth',
  async measure({ url, quick, runs }) {
    const few = Math.min(runs, 3);
    const lengths = quick ? [1, 10, 60] : [1, 10, 60, 600, 3600];
    const batches = quick ? [1, 4, 16] : [1, 2, 4, 8, 16, 32, 64];
    const sizes = ['10k', '100k', '1m', '10m'].map((size) => `/models/bench-grow-${size}.onnx`);
    const config = { sample_rate: 16000, kind: 'logmel', n_fft: 1024, hop_length: 512, n_mels: 64 };
    const clips = await callInPage(url, 'features.js', 'growth', { config, seconds: lengths, runs: few });
    const inference = await callInPage(url, 'workloads.js', 'growth', { models: ['/models/clean-conv2d.onnx'], batches, training: false, runs: few });
    const training = await callInPage(url, 'workloads.js', 'growth', { models: ['/models/clean-conv2d.onnx'], batches, training: true, runs: few });
    const parameters = await callInPage(url, 'workloads.js', 'growth', { models: sizes, batches: [16], training: true, runs: few });
    const known = new Map(parameters.map((/** @type {any} */ { model, parameters: count }) => [model, count]));
    const scores = await callInPage(url, 'workloads.js', 'growth', { models: sizes, batches: [1], training: false, runs: few });
    const byBatch = (/** @type {any[]} */ rows) => rows.map(({ batch, ms }) => ({ at: String(batch), size: batch, cost: median(ms) }));
    const bySize = (/** @type {any[]} */ rows) => rows.map(({ model, ms }) => ({ at: known.get(model).toLocaleString('en'), size: known.get(model), cost: median(ms) }));
    return [
      curve('64-mel log-mel by clip length', 'ms a second of audio', clips.map((/** @type {any} */ { seconds, ms }) => ({ at: `${seconds} s`, size: seconds, cost: median(ms) })), 1),
      curve('clean-conv2d inference by batch', 'ms an example', byBatch(inference), 1),
      curve('clean-conv2d training step by batch', 'ms an example', byBatch(training), 1),
      curve('dense layers, inference of one, by parameters', 'ms a million parameters', bySize(scores), 1e6),
      curve('dense layers, training step of 16, by parameters', 'ms a million parameters', bySize(parameters), 1e6),
    ];
  },
};

/** @param {string} measure @param {string} what @param {{at: string, size: number, cost: number}[]} points @param {number} per */
function curve(measure, what, points, per) {
  return { measure, unit: 'ms', ours: [points.at(-1)?.cost ?? NaN], reach: 'for information', met: null, growth: { what, points, per } };
}
