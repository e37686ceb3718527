// Work in the page: many clips with one worker and two, and a file of an hour.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { writeWav } from '../../tools/lib/wav.mjs';
import { serve } from '../../tools/serve.mjs';
import { withBrowser } from '../lib/browser.mjs';
import { peakMemory, processorMs } from '../lib/processes.mjs';
import { median } from '../lib/statistics.mjs';
import { writeLongWav } from '../lib/wav-files.mjs';

/** @param {import('playwright-core').Page} page @param {string} name @param {unknown} argument @returns {Promise<any>} */
function call(page, name, argument) {
  return page.evaluate(([what, given]) => /** @type {any} */ (globalThis).earshotBench[/** @type {string} */ (what)](given), /** @type {const} */ ([name, argument]));
}

/** @param {string} url @param {import('playwright-core').Page} page */
async function openApp(url, page) {
  await page.goto(`${url}/site/bench/site/app.html`);
  await page.waitForFunction('globalThis.earshotBench');
}

/** @type {import('../lib/types.mjs').Row} */
export const batchRow = {
  name: 'batch',
  async measure({ url, quick, runs }) {
    const clips = quick ? 100 : 1000;
    const model = '/models/earshot-small.onnx';
    /** @type {Record<number, number[]>} */
    const times = { 1: [], 2: [] };
    /** @type {Record<number, number[]>} */
    const processor = { 1: [], 2: [] };
    let longest = 0;
    let same = true;
    await withBrowser({}, async ({ page, context }) => {
      await openApp(url, page);
      /** @param {number} count @param {number} workers */
      const batch = async (count, workers) => {
        await call(page, 'openBatch', { model, clips: count, workers });
        const before = await processorMs(context);
        const result = await call(page, 'runBatch', null);
        const processorTime = (await processorMs(context)) - before;
        await call(page, 'closeBatch', null);
        return { ...result, processorTime };
      };
      await batch(20, 2);
      for (let run = 0; run < runs; run++) {
        const found = [];
        for (const workers of [1, 2]) {
          const result = await batch(clips, workers);
          times[workers]?.push(result.ms);
          processor[workers]?.push(result.processorTime);
          longest = Math.max(longest, result.longestMs);
          found.push(result.labels);
        }
        same &&= JSON.stringify(found[0]) === JSON.stringify(found[1]) && found[0].every((/** @type {number} */ label) => label >= 0);
      }
    });
    const [one, two] = [median(times[1] ?? []), median(times[2] ?? [])];
    const processors = availableParallelism();
    const [alone, work] = [median(processor[1] ?? []), median(processor[2] ?? [])];
    const ratio = one / two;
    return [
      {
        measure: `${clips} clips of 1 s in the page (earshot-small), two workers`, unit: 'ms', ours: times[2] ?? [], peer: 'one worker', peerRuns: times[1] ?? [], ratio,
        reach: '>= 1.8 x one worker', met: same && ratio >= 1.8, check: `both give every clip the same label${same ? '' : ': THEY DISAGREE'}`,
        // The bound: the processors there are can do that work no faster.
        note: `Processor time of all the browser's processes: ${alone.toFixed(0)} ms with one worker, ${work.toFixed(0)} ms with two, which ${processors} processors cannot do in less than ${(work / processors).toFixed(0)} ms: ${(one / (work / processors)).toFixed(2)} x one worker, whose clips are read on another processor already.`,
      },
      {
        measure: `longest time the page's thread was blocked during the ${clips} clips`, unit: 'ms', ours: [longest], reach: '<= 50 ms', met: longest <= 50,
      },
    ];
  },
};

/** @type {import('../lib/types.mjs').Row} */
export const hourRow = {
  name: 'hour',
  async measure({ url, work, quick, runs }) {
    const model = '/models/digits.onnx';
    const lengths = quick ? [1, 60, 300] : [1, 10, 60, 600, 3600];
    const longest = lengths.at(-1) ?? 0;
    const rows = [];
    let cancelledMs = NaN;
    for (const seconds of lengths) {
      const path = join(work, `stereo-${seconds}.wav`);
      writeLongWav(path, seconds);
      // Each length in a browser of its own, so that its memory is its own.
      const found = await withBrowser({}, async ({ page, context }) => {
        await openApp(url, page);
        await page.setInputFiles('#file', path);
        const results = [];
        await call(page, 'longFile', { model, cancelAfterMs: null });
        for (let run = 0; run < (seconds >= 3600 ? Math.min(runs, 3) : runs); run++) {
          if (seconds >= 3600 && results.length === 0) await new Promise((resolve) => setTimeout(resolve, 500));
          results.push(await call(page, 'longFile', { model, cancelAfterMs: null }));
        }
        const peakMB = await peakMemory(context);
        if (seconds === longest) cancelledMs = (await call(page, 'longFile', { model, cancelAfterMs: 300 })).cancelledMs;
        return { seconds, peakMB, ms: results.map(({ ms }) => ms), last: results.at(-1) };
      });
      rows.push(found);
    }
    const hour = rows.at(-1);
    if (!hour) return [];
    const speed = hour.ms.map((/** @type {number} */ ms) => (1000 * hour.seconds) / ms);
    const whole = Math.abs(hour.last.durationS - hour.seconds) < 0.01;
    const perMinute = rows.filter(({ seconds }) => seconds >= 60).map(({ seconds, ms }) => ({ seconds, ms: (60 * median(ms)) / seconds }));
    const costs = perMinute.map(({ ms }) => ms);
    const flat = Math.max(...costs) / Math.min(...costs);
    const name = hour.seconds === 3600 ? '1-hour' : `${hour.seconds} s`;
    return [
      {
        measure: `${name} 44.1 kHz stereo WAV in the page (digits)`, unit: 'x real time', ours: speed, reach: '>= 300 x real time', met: whole && median(speed) >= 300,
        check: `${hour.last.segments} segments over ${hour.last.durationS.toFixed(1)} s`,
        growth: { what: 'clip length, ms a minute of audio', points: rows.map(({ seconds, ms }) => ({ at: `${seconds} s`, size: seconds, cost: median(ms) })), per: 60 },
      },
      { measure: `peak memory of the page's process during the ${name} file`, unit: 'MB', ours: [hour.peakMB], reach: '<= 300 MB', met: hour.peakMB <= 300 },
      {
        measure: `progress reports and cancel during the ${name} file`, unit: 'ms to cancel', ours: [cancelledMs], reach: 'progress, cancel',
        met: hour.last.progress > 10 && hour.last.monotone && cancelledMs <= 200, check: `${hour.last.progress} reports, ${hour.last.monotone ? 'never falling' : 'FALLING'}`,
      },
      {
        measure: 'cost of a minute, dearest over cheapest, 1 minute to 1 hour', unit: 'ratio', ours: [flat], reach: 'flat (<= 1.25)', met: flat <= 1.25,
        check: perMinute.map(({ seconds, ms }) => `${seconds} s: ${ms.toFixed(1)} ms`).join(', '),
      },
    ];
  },
};

/** @type {import('../lib/types.mjs').Row} */
export const droppedRow = {
  name: 'dropped',
  async measure({ root, quick, runs }) {
    const clips = quick ? 100 : 1000;
    const site = await serve({ folder: join(root, 'dist') });
    const sounds = Array.from({ length: 40 }, (_, tone) => {
      const samples = Float32Array.from({ length: 16000 }, (_value, i) => 0.4 * Math.sin(0.01 * (1 + tone) * i));
      return Buffer.from(writeWav(samples, 16000)).toString('base64');
    });
    let workers = 0;
    /** @type {{ms: number, longestMs: number, done: number}[]} */
    const found = [];
    try {
      for (let run = 0; run <= runs; run++) {
        found.push(await withBrowser({}, async ({ page }) => {
          /** @type {(found: any) => void} */
          let report = () => {};
          const reported = new Promise((resolve) => { report = resolve; });
          // (The policy of the page forbids what waitForFunction does.)
          await page.exposeFunction('reportDropped', report);
          await page.addInitScript((given) => Object.assign(globalThis, { clipsToDrop: given }), { count: clips, sounds });
          await page.addInitScript({ path: join(root, 'bench', 'page', 'drop-clips.js') });
          await page.goto(site.url);
          const result = /** @type {any} */ (await Promise.race([reported, page.waitForTimeout(120_000).then(() => { throw new Error('The clips were not done within 2 minutes.'); })]));
          workers = page.workers().length;
          return result;
        }));
      }
    } finally {
      await site.close();
    }
    found.shift(); // the warm-up
    const all = found.every(({ done }) => done === clips);
    const longest = Math.max(...found.map(({ longestMs }) => longestMs));
    return [
      {
        measure: `${clips} clips of 1 s dropped on the page (digits), until the last row is there`, unit: 'ms', ours: found.map(({ ms }) => ms), reach: 'for information', met: null,
        check: `${all ? 'each has its prediction' : 'SOME HAVE NO PREDICTION'}; workers: ${workers}`,
      },
      {
        measure: `longest task of the page's thread from the drop of ${clips} clips on`, unit: 'ms', ours: [longest], reach: '<= 50 ms',
        met: all && longest <= 50, check: '0: no task of 50 ms or more in any run',
      },
    ];
  },
};
