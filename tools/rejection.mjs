// `npm run rejection`: what "none of these" is worth. Every model that ships hears clips that are none of its labels
// (other data sets of ../shared/data, silence, noise) and says how many it takes for one of them.
//
//   npm run rejection [MODEL...]      prints a table a model and writes docs/rejection.json
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildFastest, fastestPreset } from './lib/fastest.mjs';
import { root, run } from './lib/process.mjs';
import { writeWav } from './lib/wav.mjs';
import { setUp } from './setup.mjs';

const data = join(root, '..', 'shared', 'data');

/** Sets that a model has heard neither as its labels nor as outliers: see "Made with" in its card. @type {Record<string, string[]>} */
const foreignSets = {
  digits: ['arabic_digits', 'instruments10', 'medley_solos_mini', 'motor_bldc'],
  'digits-arabic': ['fsdd', 'instruments10', 'medley_solos_mini', 'motor_bldc'],
  environment: ['fsdd', 'arabic_digits', 'speech_commands_mini', 'instruments10', 'medley_solos_mini', 'motor_bldc'],
};

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} wanted */
async function main(wanted) {
  if (!existsSync(data)) {
    console.log('skipped: the clips of ../shared/data are not here.');
    return 0;
  }
  if (!(await setUp(['core', 'native'])) || !(await buildFastest())) return 1;
  const synthetic = makeNoise();
  /** @type {Record<string, unknown>} */
  const report = {};
  for (const [model, sets] of Object.entries(foreignSets)) {
    if (wanted.length > 0 && !wanted.includes(model)) continue;
    const file = `models/${model}/${model}.onnx`;
    const { threshold } = JSON.parse((await earshot(['inspect', '--json', file])).output);
    console.log(`${model}, threshold ${threshold}`);
    const rows = [];
    for (const folder of [...synthetic, ...sets.map((set) => `../shared/data/${set}`)]) {
      const row = await foreign(file, threshold, folder);
      rows.push(row);
      console.log(`  ${row.set.padEnd(22)} ${String(row.rejected).padStart(5)} of ${String(row.n).padStart(5)} rejected  (${((100 * row.rejected) / row.n).toFixed(1)} %)`);
    }
    report[model] = { threshold, foreign: rows };
  }
  if (wanted.length === 0) writeFileSync(join(root, 'docs', 'rejection.json'), `${JSON.stringify(report, null, 2)}\n`);
  return 0;
}

/** @param {string[]} args */
function earshot(args) {
  return run(join('build', fastestPreset(), 'earshot'), args);
}

/**
 * A clip without anything to classify (silence under a gate) counts as rejected: the page names nothing then.
 * @param {string} model
 * @param {number} threshold
 * @param {string} folder
 */
async function foreign(model, threshold, folder) {
  const { output } = await earshot(['classify', '--model', model, '--json', '--top', '1', folder]);
  const clips = output.split('\n').filter((line) => line.startsWith('{"file"')).map((line) => JSON.parse(line));
  const silent = output.split('\n').filter((line) => /nothing is above the gate/.test(line)).length;
  const rejected = clips.filter(({ predictions }) => (predictions[0]?.score ?? 0) < threshold).length;
  return { set: folder.split('/').at(-1) ?? folder, n: clips.length + silent, rejected: rejected + silent };
}

/** Twenty clips of 2 s of each kind, 16 kHz, the same every time. @returns {string[]} folders */
function makeNoise() {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  /** @type {Record<string, (gain: number) => () => number>} */
  const kinds = {
    silence: () => () => 0,
    'white noise': (gain) => () => gain * random(),
    'brown noise': (gain) => {
      let level = 0;
      return () => gain * (level = 0.98 * level + 0.2 * random());
    },
  };
  return Object.entries(kinds).map(([kind, make]) => {
    const folder = join('build', 'rejection', kind);
    mkdirSync(join(root, folder), { recursive: true });
    if (readdirSync(join(root, folder)).length === 0) {
      for (let k = 0; k < 20; k++) {
        const next = make(10 ** (-k / 10));
        writeFileSync(join(root, folder, `${k}.wav`), writeWav(Float32Array.from({ length: 32000 }, next), 16000));
      }
    }
    return folder;
  });
}
