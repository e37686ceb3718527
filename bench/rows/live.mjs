// Live listening through the public API, with a file played as the microphone: processor time, latency, lost sound.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withBrowser } from '../lib/browser.mjs';
import { threadSeconds } from '../lib/processes.mjs';
import { percentile } from '../lib/statistics.mjs';
import { bursts } from '../lib/wav-files.mjs';

const microphoneRate = 48000;
const thresholdDbfs = -60;
/** A stream may be this far from the clock at its ends without anything being lost: a hop and a batch of the worklet. */
const slackS = 0.3;

/** @type {import('../lib/types.mjs').Row} */
export const liveRow = {
  name: 'live',
  async measure({ url, work, quick }) {
    const seconds = quick ? 40 : 600;
    const clip = join(work, 'microphone.wav');
    writeFileSync(clip, bursts(microphoneRate));
    const found = await withBrowser({ clip, origin: url }, async ({ page, context }) => {
      await page.goto(`${url}/site/bench/site/app.html`);
      await page.waitForFunction('globalThis.earshotBench');
      const bench = (/** @type {string} */ name, /** @type {unknown} */ given) =>
        page.evaluate(([what, options]) => /** @type {any} */ (globalThis).earshotBench[/** @type {string} */ (what)](options), /** @type {const} */ ([name, given]));
      await bench('listen', { model: '/models/earshot-small.onnx', tap: `${url}/page/onset-tap.js`, thresholdDbfs });
      await page.waitForTimeout(5000);
      const before = await threadSeconds(context);
      const began = performance.now();
      await page.waitForTimeout(1000 * seconds);
      const after = await threadSeconds(context);
      const elapsedS = (performance.now() - began) / 1000;
      const { heard, onsets } = await bench('heardSoFar', null);
      await bench('stop', null);
      const threads = [...after].map(([name, total]) => ({ name, share: (total - (before.get(name) ?? 0)) / elapsedS }));
      return { heard, onsets, threads };
    });
    return [...processor(found.threads, seconds), latency(found), lost(found, seconds)];
  },
};

/** @param {{name: string, share: number}[]} threads @param {number} seconds */
function processor(threads, seconds) {
  const shares = threads.filter(({ share }) => share > 0.0005).sort((a, b) => b.share - a.share);
  const worker = threads.filter(({ name }) => name.startsWith('DedicatedWork')).reduce((sum, { share }) => sum + share, 0);
  return [{
    measure: `live listening (earshot-small: 64-mel, 1 s window, 0.25 s hop, ${seconds} s): worker's share of one core`, unit: '%', ours: [100 * worker],
    reach: '<= 2 % of one core', met: worker > 0 && worker <= 0.02,
    note: `Processor time of the worker's thread, which decodes, resamples, extracts features and runs the network. All threads of the page's process: ${shares.map(({ name, share }) => `${name} ${(100 * share).toFixed(2)} %`).join(', ')}. Among them are the browser's own audio and drawing, and the tap that measures the latency.`,
  }];
}

/** @param {{heard: {at: number, endS: number, levelDbfs: number}[], onsets: number[]}} found */
function latency({ heard, onsets }) {
  // The first prediction whose window holds a sound, after one that held none.
  const first = heard.filter(({ levelDbfs }, i) => levelDbfs > thresholdDbfs && i > 0 && (heard[i - 1]?.levelDbfs ?? 0) <= thresholdDbfs);
  const delays = onsets.flatMap((onset) => {
    const shown = first.find(({ at }) => at >= onset);
    return shown && shown.at - onset < 1000 ? [shown.at - onset] : [];
  });
  const p95 = percentile(delays, 0.95);
  return {
    measure: 'latency from sound to shown prediction, p95', unit: 'ms', ours: [p95], reach: '<= 300 ms', met: delays.length >= 10 && p95 <= 300,
    check: `${delays.length} of ${onsets.length} sounds; median ${percentile(delays, 0.5)} ms, longest ${Math.max(...delays)} ms; a hop alone is up to 250 ms`,
  };
}

/** @param {{heard: {at: number, endS: number}[]}} found @param {number} seconds */
function lost({ heard }, seconds) {
  const first = heard[0];
  const last = heard.at(-1);
  const clock = first && last ? (last.at - first.at) / 1000 : 0;
  const stream = first && last ? last.endS - first.endS : 0;
  const missing = clock - stream;
  return {
    measure: `sound lost in ${seconds} s of live listening`, unit: 's', ours: [Math.max(0, missing)], reach: 'none in 10 minutes',
    met: heard.length > 0 && Math.abs(missing) <= slackS && seconds >= 600 ? true : heard.length > 0 && Math.abs(missing) <= slackS ? null : false,
    check: `${stream.toFixed(2)} s of sound in ${clock.toFixed(2)} s of clock; within ${slackS} s counts as none`,
    ...(seconds < 600 ? { note: `Only ${seconds} s in a quick run.` } : {}),
  };
}
