// Time and bytes until something can be classified, with cold caches.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { measure as measureFirstLoad } from '../../tools/check-size.mjs';
import { brotli } from '../../tools/finish-dist.mjs';
import { serve } from '../../tools/serve.mjs';
import { withBrowser } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

/** A browser that has just been started loads a hundred files of its own interface, in processes beside the page's. Nobody navigates then. */
const SETTLE_MS = 2000;

/**
 * Milliseconds after navigation at which the page set `readyMs`, each in a new profile.
 * @param {string} address @param {number} runs
 */
async function readyTimes(address, runs) {
  const times = [];
  /** @type {any} */
  let last = {};
  let blocked = 0;
  for (let run = 0; run <= runs; run++) {
    const found = await withBrowser({}, async ({ page, blocked: tried }) => {
      await page.waitForTimeout(SETTLE_MS);
      await page.goto(address);
      await page.waitForFunction('globalThis.readyMs > 0', null, { timeout: 30_000 });
      const { readyMs, labels, refusal } = /** @type {any} */ (await page.evaluate('({readyMs, labels: globalThis.labels, refusal: globalThis.refusal})'));
      return { readyMs, labels, refusal, blocked: tried.length };
    });
    // The first opening warms the files in the system's own cache.
    if (run > 0) times.push(found.readyMs);
    last = found;
    blocked += found.blocked;
  }
  return { times, ...last, blocked };
}

/** @type {import('../lib/types.mjs').Row} */
export const readyRow = {
  name: 'ready',
  async measure({ url, runs }) {
    const model = '/models/clean-conv2d.onnx';
    const ours = await readyTimes(`${url}/site/bench/site/ready.html?model=${model}`, runs);
    const peer = await readyTimes(`${url}/page/ready-ort.html?model=${model}`, runs);
    const floor = median((await readyTimes(`${url}/page/ready-floor.html`, runs)).times);
    const engine = await readyTimes(`${url}/page/ready-engine.html`, runs);
    if (typeof engine.labels !== 'string') throw new Error('The engine alone did not say its version.');
    const alone = median(engine.times);
    const ratio = median(peer.times) / median(ours.times);
    return [{
      measure: 'module and model (clean-conv2d) ready after navigation, cold cache', unit: 'ms', ours: ours.times, peer: 'ONNX Runtime Web', peerRuns: peer.times, ratio,
      reach: "<= 1/5 of ONNX Runtime Web's", met: ours.labels === peer.labels && ratio >= 5,
      check: `both know the model's ${ours.labels} classes; ours has run the model's self-test`,
      // The bound: no page with a worker is ready before the first, none with this engine in a worker before the second.
      note: `An empty page whose empty worker says that it runs: ${floor.toFixed(0)} ms, ${(median(peer.times) / floor).toFixed(1)} times as fast as the peer. The same with the engine compiled and instantiated, and neither script nor model: ${alone.toFixed(0)} ms, ${(median(peer.times) / alone).toFixed(1)} times.`,
    }];
  },
};

/** @type {import('../lib/types.mjs').Row} */
export const mediapipeRow = {
  name: 'mediapipe',
  async measure({ url, runs, peers, root }) {
    const ours = await readyTimes(`${url}/site/bench/site/ready.html?model=/models/earshot-small.onnx`, runs);
    const peer = await readyTimes(`${url}/page/ready-mediapipe.html`, runs);
    const folder = join(peers, '@mediapipe', 'tasks-audio');
    const files = ['audio_bundle.mjs', 'wasm/audio_wasm_internal.js', 'wasm/audio_wasm_internal.wasm'];
    const sizes = await Promise.all(files.map(async (file) => (await brotli(await readFile(join(folder, file)))).length));
    const first = (await measureFirstLoad(join(root, 'dist'))).reduce((sum, file) => sum + file.compressed, 0);
    return [
      {
        measure: 'module ready after navigation, cold cache (ours with its model)', unit: 'ms', ours: ours.times, peer: 'MediaPipe tasks-audio', peerRuns: peer.times,
        ratio: median(peer.times) / median(ours.times), reach: 'for information', met: null,
        note: `No model may be fetched for MediaPipe, so its time ends when it refuses an empty one${peer.refusal ? '' : ' (it did not)'}; requests to other hosts that were blocked: ${peer.blocked}.`,
      },
      {
        measure: 'code to load, brotli (ours: the whole page with its model)', unit: 'KB', ours: [first / 1024], peer: 'MediaPipe tasks-audio, without a model',
        peerRuns: [sizes.reduce((sum, size) => sum + size, 0) / 1024], ratio: sizes.reduce((sum, size) => sum + size, 0) / first, reach: 'for information', met: null,
      },
    ];
  },
};

/** @type {import('../lib/types.mjs').Row} */
export const firstLoadRow = {
  name: 'first-load',
  async measure({ root, peers }) {
    const files = await measureFirstLoad(join(root, 'dist'));
    const total = files.reduce((sum, file) => sum + file.compressed, 0) / 1024;
    const runtime = ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'].map((name) => readFile(join(peers, 'onnxruntime-web', 'dist', name)).then(brotli));
    const peer = (await Promise.all(runtime)).reduce((sum, { length }) => sum + length, 0) / 1024;
    return [{
      measure: 'first load, brotli, everything for the first prediction', unit: 'KB', ours: [total], peer: 'ONNX Runtime Web, without a model', peerRuns: [peer],
      ratio: peer / total, reach: '<= 250 KB', met: total <= 250, check: `${files.length} files; a browser test makes sure that a first prediction asks for nothing else`,
    }];
  },
};

/** @type {import('../lib/types.mjs').Row} */
export const firstPredictionRow = {
  name: 'first-prediction',
  async measure({ root, runs }) {
    const site = await serve({ folder: join(root, 'dist') });
    const times = [];
    let label = '';
    try {
      for (let run = 0; run <= runs; run++) {
        const found = await withBrowser({}, async ({ page }) => {
          // Presses the first sample as soon as it can be pressed, as a hasty reader would, and notes when the label is there.
          // (The policy of the page forbids what waitForFunction does.)
          /** @type {(found: {ms: number, label: string}) => void} */
          let report = () => {};
          const reported = new Promise((/** @type {(found: {ms: number, label: string}) => void} */ resolve) => { report = resolve; });
          await page.waitForTimeout(SETTLE_MS);
          await page.exposeFunction('reportFirstPrediction', report);
          await page.addInitScript({ path: join(root, 'bench', 'page', 'watch-for-prediction.js') });
          await page.goto(site.url);
          return Promise.race([reported, page.waitForTimeout(30_000).then(() => { throw new Error('No prediction was shown within 30 s.'); })]);
        });
        if (run > 0) times.push(found.ms);
        label = found.label;
      }
    } finally {
      await site.close();
    }
    return [{
      measure: 'navigation to the first prediction of a sample clip, cold', unit: 'ms', ours: times, reach: '<= 600 ms', met: median(times) <= 600,
      check: `the label shown is "${label}"`,
    }];
  },
};
