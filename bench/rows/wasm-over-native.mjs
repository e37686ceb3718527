// What WebAssembly costs: the same C++ code, the same clip or network, compiled both ways.
import { callInPage } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

/** @type {import('../lib/types.mjs').Row} */
export const wasmOverNativeRow = {
  name: 'wasm-over-native',
  async measure({ url, native, clip, config, model, quick, runs }) {
    const seconds = quick ? 10 : 60;
    const kinds = {
      '13 MFCC': { sample_rate: 22050, kind: 'mfcc', n_fft: 2048, hop_length: 512, n_mels: 40, n_mfcc: 13 },
      '64-mel log-mel': { sample_rate: 16000, kind: 'logmel', n_fft: 1024, hop_length: 512, n_mels: 64 },
    };
    const measures = [];
    for (const [title, settings] of Object.entries(kinds)) {
      const there = await callInPage(url, 'workloads.js', 'features', { config: settings, seconds, runs });
      const here = await native('features', config(title, settings), await clip(seconds, settings.sample_rate));
      measures.push(measureOf(`${title} of ${seconds} s, WebAssembly over native`, there.ms, here.ms, 2, there.frames === here.frames, there.mean, here.mean));
    }
    for (const name of ['clean-conv2d', 'clean-lstm', 'clean-conv1d', 'earshot-small']) {
      const there = await callInPage(url, 'workloads.js', 'network', { model: `/models/${name}.onnx`, batch: 1, runs });
      const here = await native('network', model(name), '1');
      measures.push(measureOf(`${name}, inference, WebAssembly over native`, there.ms, here.ms, 2.5, true, there.score, here.score));
    }
    return measures;
  },
};

/** Single precision on two instruction sets, relative to the value. */
const tolerance = 1e-4;

/**
 * @param {string} measure @param {number[]} wasm @param {number[]} native @param {number} most
 * @param {boolean} sameShape
 * @param {number} there an output of each, or the mean of all of them
 * @param {number} here
 */
function measureOf(measure, wasm, native, most, sameShape, there, here) {
  const ratio = median(wasm) / median(native);
  const same = sameShape && Math.abs(there - here) <= tolerance * Math.abs(here);
  return {
    measure, unit: 'ms', ours: wasm, peer: 'the same code, native', peerRuns: native, ratio, reach: `<= ${most} x native`, met: same && ratio <= most,
    check: `outputs ${there.toPrecision(6)} and ${here.toPrecision(6)}${same ? '' : ': THEY DISAGREE'}`,
  };
}
