// What "none of these" is worth: a model hears clips that are none of its labels (other data sets of ../shared/data,
// silence, noise), and what counts is how many it takes for none of them.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../lib/process.mjs';
import { writeWav } from '../lib/wav.mjs';
import { earshot } from '../results/run.mjs';

/** @typedef {{set: string, n: number, rejected: number}} ForeignFigures */

/**
 * @param {string} file the model
 * @param {number} threshold
 * @param {string[]} sets folders of ../shared/data
 * @returns {Promise<ForeignFigures[]>}
 */
export async function measureForeign(file, threshold, sets) {
  const rows = [];
  for (const folder of [...makeNoise(), ...sets.map((set) => `../shared/data/${set}`)]) rows.push(await rejectedOf(file, threshold, folder));
  return rows;
}

/**
 * A clip without anything to classify (silence under a gate) counts as rejected: the page names nothing then.
 * @param {string} model
 * @param {number} threshold
 * @param {string} folder
 */
async function rejectedOf(model, threshold, folder) {
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
