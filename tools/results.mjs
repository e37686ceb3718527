// `npm run results`: trains and judges everything that docs/results.md reports, on the clips of ../shared/data, and
// writes that page and docs/results.json from what the commands left.
//
//   npm run results                          everything (hours on two cores); what is done already is kept
//   npm run results -- --only clean-conv2d   one experiment (or several, with commas), anew
//   npm run results -- --list                their names
//   npm run results -- --write               the pages alone, from what is in build/results
//
// Where the data is not there, it says so and does nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { buildFastest } from './lib/fastest.mjs';
import { root } from './lib/process.mjs';
import { experiments } from './results/experiments.mjs';
import { resultsPage } from './results/page.mjs';
import { readRun } from './results/read.mjs';
import { commandsOf, dataFolder, folderOf, isDone, runExperiment } from './results/run.mjs';
import { setUp } from './setup.mjs';

/**
 * @typedef {import('./results/experiments.mjs').Experiment} Experiment
 * @typedef {import('./results/read.mjs').RunResult} RunResult
 * @typedef {{experiment: Experiment, runs: RunResult[]}} Outcome
 */

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args */
async function main(args) {
  if (args.includes('--list')) {
    for (const { id, what } of experiments) console.log(`${id.padEnd(34)} ${what}`);
    return 0;
  }
  if (!existsSync(dataFolder)) {
    console.log('skipped: the clips of ../shared/data are not here, so there is nothing to train on.');
    return 0;
  }
  const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : [];
  const unknown = only.filter((id) => !experiments.some((experiment) => experiment.id === id));
  if (unknown.length > 0) {
    console.error(`There is no experiment called ${unknown.join(', ')}; --list names them.`);
    return 2;
  }
  if (!args.includes('--write')) {
    if (!(await setUp(['core', 'native', 'sounds'])) || !(await buildFastest())) return 1;
    for (const experiment of experiments) {
      if (only.length > 0 && !only.includes(experiment.id)) continue;
      if (!(await runExperiment(experiment, only.length > 0))) return 1;
    }
  }
  write();
  return 0;
}

function write() {
  /** @type {Outcome[]} */
  const outcomes = experiments.map((experiment) => ({
    experiment,
    runs: experiment.seeds.filter((seed) => isDone(experiment, seed)).map((seed) => readRun(experiment, folderOf(experiment, seed), seed)),
  }));
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`;
  const page = resultsPage(outcomes, { machine, notes: readFileSync(join(root, 'docs', 'results-notes.md'), 'utf8'), commands: commandsOf });
  writeFileSync(join(root, 'docs', 'results.md'), page.markdown);
  writeFileSync(join(root, 'docs', 'results.json'), `${JSON.stringify(page.json, null, 2)}\n`);
  console.log('docs/results.md and docs/results.json are written.');
}
