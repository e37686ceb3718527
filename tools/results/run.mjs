// Runs an experiment with the native command, once a seed, and keeps what it leaves in build/results/<id>-<seed>.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fastestPreset } from '../lib/fastest.mjs';
import { formatSeconds, root, run } from '../lib/process.mjs';
import { readRun } from './read.mjs';

/** @typedef {import('./experiments.mjs').Experiment} Experiment */

export const dataFolder = join(root, '..', 'shared', 'data');

/**
 * @param {Experiment} experiment
 * @param {number} seed
 */
export const folderOf = (experiment, seed) => join(root, outOf(experiment, seed));

/**
 * @param {Experiment} experiment
 * @param {number} seed
 */
export const isDone = (experiment, seed) => existsSync(join(folderOf(experiment, seed), 'done.json'));

/**
 * @param {Experiment} experiment
 * @param {number} seed
 */
const outOf = (experiment, seed) => `build/results/${experiment.id}-${seed}`;

/**
 * What runs, in order: what comes first (if anything), then the experiment.
 * @param {Experiment} experiment
 * @param {number} seed
 * @returns {string[][]}
 */
export function commandsOf(experiment, seed) {
  const out = outOf(experiment, seed);
  const prepared = `${out}/prepared`;
  const filled = (/** @type {string[]} */ words) => words.map((word) => word.replaceAll('{prepared}', prepared));
  const seeded = (/** @type {string} */ folder) => ['--seed', String(seed), '--out', folder];
  const [verb = '', ...rest] = filled(experiment.command);
  return [
    ...(experiment.prepare ?? []).map(filled).map((command) => (command[0] === 'node' ? command : [...command, ...seeded(prepared)])),
    [verb, '--data', `../shared/data/${experiment.data}`, ...rest, ...seeded(out)],
  ];
}

/**
 * @param {Experiment} experiment
 * @param {boolean} again even where its result is there
 * @returns {Promise<boolean>} whether all of it worked
 */
export async function runExperiment(experiment, again) {
  for (const seed of experiment.seeds) {
    const out = folderOf(experiment, seed);
    if (again) rmSync(out, { recursive: true, force: true });
    if (isDone(experiment, seed)) continue;
    mkdirSync(out, { recursive: true });
    console.log(`${experiment.id}, seed ${seed}`);
    let seconds = 0;
    for (const command of commandsOf(experiment, seed)) {
      const result = await (command[0] === 'node' ? node : earshot)(command, join(out, 'output.log'));
      seconds += result.seconds;
      if (result.code !== 0) return false;
    }
    writeFileSync(join(out, 'done.json'), JSON.stringify({ seconds: Math.round(seconds), preset: fastestPreset() }));
    console.log(`  ${readRun(experiment, out, seed).value.toFixed(4)} in ${formatSeconds(seconds)}`);
  }
  return true;
}

/**
 * The native command.
 * @param {string[]} command
 * @param {string} [log]
 */
export const earshot = (command, log) => runLoudly(join('build', fastestPreset(), 'earshot'), command, command, log);

/**
 * A script of ours, `node` its first word.
 * @param {string[]} command
 * @param {string} [log]
 */
const node = (command, log) => runLoudly(process.execPath, command.slice(1), command, log);

/**
 * Where it fails, its last lines are printed.
 * @param {string} program
 * @param {string[]} args
 * @param {string[]} command
 * @param {string} [log]
 */
async function runLoudly(program, args, command, log) {
  const result = await run(program, args, log === undefined ? {} : { log });
  if (result.code !== 0) {
    console.error(result.output.trimEnd().split('\n').slice(-15).join('\n'));
    console.error(`${inWords(command)} failed; its last lines are above.`);
  }
  return result;
}

/** As one types it. @param {string[]} command */
export function inWords(command) {
  return (command[0] === 'node' ? command : ['earshot', ...command]).map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
