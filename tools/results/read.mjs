// One run of an experiment, read from the files that the command left.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} RunResult
 * @property {number} seed
 * @property {number} value the accuracy that counts
 * @property {number} n clips (or pieces) it is of
 * @property {{name: string, accuracy: number}[]} folds
 * @property {number} seconds
 * @property {number} parameters trained ones
 */

/**
 * @param {import('./experiments.mjs').Experiment} experiment
 * @param {string} folder
 * @param {number} seed
 * @returns {RunResult}
 */
export function readRun(experiment, folder, seed) {
  const { seconds } = JSON.parse(readFileSync(join(folder, 'done.json'), 'utf8'));
  const log = readFileSync(join(folder, 'run.log'), 'utf8');
  const parameters = Number(/seed \d+, (\d+) parameters/.exec(log)?.[1]);
  const common = { seed, seconds, parameters };
  if (experiment.value === 'folds') {
    const result = JSON.parse(readFileSync(join(folder, 'cross-validation.json'), 'utf8'));
    const folds = result.folds.map((/** @type {{name: string, accuracy: number}} */ fold) => ({ name: fold.name, accuracy: fold.accuracy }));
    return { ...common, value: result.mean_accuracy, n: result.together.n, folds };
  }
  if (experiment.value === 'best validation') {
    const [header, ...rows] = readFileSync(join(folder, 'history.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
    const column = header?.indexOf('val_accuracy') ?? -1;
    const n = Number(/(\d+) validation, \d+ test examples/.exec(log)?.[1]);
    return { ...common, value: Math.max(...rows.map((row) => Number(row[column]))), n, folds: [] };
  }
  const { test } = JSON.parse(readFileSync(join(folder, 'metrics.json'), 'utf8'));
  return { ...common, value: test.accuracy, n: test.n, folds: [] };
}
