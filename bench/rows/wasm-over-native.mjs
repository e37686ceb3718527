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
      measures.push(measureOf(`${title} of ${seconds} s, WebAssembly over native`, there.ms, here.ms, 2, `${there.frames} and ${here.frames} frames`, there.frames === here.frames));
    }
    for (const name of ['clean-conv2d', 'clean-lstm', 'clean-conv1d', 'earshot-small']) {
      const there = await callInPage(url, 'workloads.js', 'network', { model: `/models/${name}.onnx`, batch: 1, runs });
      const here = await native('network', model(name), '1');
      measures.push(measureOf(`${name}, inference, WebAssembly over native`, there.ms, here.ms, 2.5, 'one model file, one core; tests/parity compares the scores', true));
    }
    return measures;
  },
};

/**
 * @param {string} measure @param {number[]} wasm @param {number[]} native @param {number} most @param {string} check
 * @param {boolean} same
 */
function measureOf(measure, wasm, native, most, check, same) {
  const ratio = median(wasm) / median(native);
  return { measure, unit: 'ms', ours: wasm, peer: 'the same code, native', peerRuns: native, ratio, reach: `<= ${most} x native`, met: same && ratio <= most, check };
}
