// docs/results.md and docs/results.json from what the experiments left.
import { inWords } from './run.mjs';

/**
 * @param {import('../results.mjs').Outcome[]} outcomes
 * @param {{machine: string, notes: string, commands: (experiment: import('./experiments.mjs').Experiment, seed: number) => string[][]}} context
 */
export function resultsPage(outcomes, context) {
  const done = outcomes.filter(({ runs }) => runs.length > 0);
  const summaries = done.map(summary);
  const markdown = [
    '# Results',
    '',
    'What the recipes reach on real clips, each judged on clips that its network had not heard. Made by `npm run results`, which runs',
    `every command below on the clips of \`../shared/data\` and writes this page. Last run: ${context.machine}.`,
    '',
    '## Goals',
    '',
    table(summaries.filter(({ experiment }) => experiment.reach.length > 0), true),
    '',
    '## Other recipes, on the nearest set',
    '',
    table(summaries.filter(({ experiment }) => experiment.reach.length === 0), false),
    '',
    missing(outcomes),
    '',
    'Accuracy is the mean over seeds; "low to high" is the range of the seeds, and n the clips (or pieces) judged in one run. A 95 % interval',
    '(Wilson) is that of the mean accuracy on n clips.',
    '',
    context.notes.trim(),
    '',
    '## Fold by fold',
    '',
    ...summaries.filter(({ runs }) => runs.some(({ folds }) => folds.length > 1)).flatMap(foldTable),
    '## The commands',
    '',
    '`npm run results -- --only NAME` runs one of them for each of its seeds; here is the first seed of each.',
    '',
    ...summaries.flatMap(({ experiment }) => [`**${experiment.id}**`, '', ...context.commands(experiment, experiment.seeds[0] ?? 1).map((command) => `    ${inWords(command)}`), '']),
  ].join('\n');
  return { markdown: `${markdown.trimEnd()}\n`, json: summaries.map(toJson) };
}

/** What has not been run, by name. @param {import('../results.mjs').Outcome[]} outcomes */
function missing(outcomes) {
  const left = outcomes.flatMap(({ experiment, runs }) => (runs.length < experiment.seeds.length ? [`${experiment.id} (${runs.length} of ${experiment.seeds.length} seeds)`] : []));
  return left.length === 0 ? 'Every experiment has been run with all of its seeds.' : `Not run, or not with all seeds: ${left.join(', ')}.`;
}

/** @param {import('../results.mjs').Outcome} outcome */
function summary({ experiment, runs }) {
  const values = runs.map(({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const n = runs[0]?.n ?? 0;
  return { experiment, runs, mean, low: Math.min(...values), high: Math.max(...values), n, interval: wilson(mean, n) };
}

/** @typedef {ReturnType<typeof summary>} Summary */

/** The 95 % interval of a share of n (Wilson, 1927). @param {number} share @param {number} n @returns {[number, number]} */
function wilson(share, n) {
  const z = 1.959964;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [centre - half, centre + half];
}

/**
 * @param {Summary[]} summaries
 * @param {boolean} goals
 */
function table(summaries, goals) {
  const header = ['name', 'what', 'data', 'split', 'parameters', 'n', 'seeds', 'accuracy', 'low to high', '95 %', ...(goals ? ['goal', 'reached'] : [])];
  const rows = summaries.map(({ experiment, runs, mean, low, high, n, interval }) => [
    experiment.id, experiment.what, experiment.data, experiment.split, thousands(runs[0]?.parameters ?? NaN), thousands(n), String(runs.length),
    `**${mean.toFixed(3)}**`, `${low.toFixed(3)} to ${high.toFixed(3)}`, `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`,
    ...(goals ? [experiment.reach.map((reach) => reach.toFixed(4).replace(/0+$/, '')).join(', then '), reached(experiment.reach, mean)] : []),
  ]);
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * @param {number[]} reach
 * @param {number} mean
 */
function reached(reach, mean) {
  const met = reach.filter((goal) => mean >= goal).length;
  if (met === reach.length) return 'yes';
  const missing = ((reach[met] ?? 0) - mean).toFixed(3);
  return met === 0 ? `no, ${missing} short` : `the first; ${missing} short of the next`;
}

/** @param {Summary} summary */
function foldTable({ experiment, runs }) {
  const names = runs[0]?.folds.map(({ name }) => name) ?? [];
  const header = ['fold', ...runs.map(({ seed }) => `seed ${seed}`)];
  const rows = names.map((name, i) => [name, ...runs.map(({ folds }) => (folds[i]?.accuracy ?? NaN).toFixed(3))]);
  return [`**${experiment.id}**`, '', ...[header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`), ''];
}

/** @param {Summary} summary */
function toJson({ experiment, runs, mean, n, interval }) {
  const { id, what, data, split, baseline, reach } = experiment;
  return { id, what, data, split, n, accuracy: mean, interval_95: interval, baseline, reach, met: reach.map((goal) => mean >= goal), runs };
}

/** @param {number} n */
const thousands = (n) => n.toLocaleString('en-US');
