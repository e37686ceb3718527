// `npm run models`: judges, trains and describes the models that ship, from ../shared/data: cross-validation (kept where
// `npm run results` has run it), threshold, training on everything, sounds that are none of the labels, and the card
// with all of these figures and the commands.
//
//   npm run models                       all of them
//   npm run models -- digits             some
//   npm run models -- --cards [NAME...]  no training: hears the foreign sounds again and writes the cards
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { buildFastest } from './lib/fastest.mjs';
import { root } from './lib/process.mjs';
import { cardJson, cardMarkdown, thresholdOf } from './models/card.mjs';
import { measureForeign } from './models/foreign.mjs';
import { models } from './models/list.mjs';
import { experiments } from './results/experiments.mjs';
import { commandsOf, dataFolder, earshot, folderOf, runExperiment } from './results/run.mjs';
import { setUp } from './setup.mjs';

/** @typedef {import('./models/list.mjs').ShippedModel} ShippedModel */

const foreignPage = join(root, 'docs', 'rejection.json');

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args */
async function main(args) {
  if (!existsSync(dataFolder)) {
    console.log('skipped: the clips of ../shared/data are not here, so there is nothing to train on.');
    return 0;
  }
  const wanted = args.filter((arg) => arg !== '--cards');
  const unknown = wanted.filter((name) => !models.some((model) => model.name === name));
  if (unknown.length > 0) {
    console.error(`There is no model called ${unknown.join(', ')}; there are ${models.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  if (!(await setUp(['core', 'native', 'sounds'])) || !(await buildFastest())) return 1;
  for (const model of models) {
    if (wanted.length > 0 && !wanted.includes(model.name)) continue;
    console.log(model.name);
    if (!(await make(model, !args.includes('--cards')))) return 1;
  }
  return 0;
}

/**
 * @param {ShippedModel} model
 * @param {boolean} training
 */
async function make(model, training) {
  const experiment = experiments.find(({ id }) => id === model.name);
  if (!experiment) throw new Error(`No experiment judges ${model.name}.`);
  if (!(await runExperiment(experiment, false))) return false;
  const seed = experiment.seeds[0] ?? 1;
  const evaluation = JSON.parse(readFileSync(join(folderOf(experiment, seed), 'cross-validation.json'), 'utf8'));
  const { threshold } = thresholdOf(evaluation);
  const folder = `models/${model.name}`;
  const file = `${folder}/${model.name}.onnx`;
  const out = `build/models/${model.name}`;
  const judging = commandsOf(experiment, seed);
  const { weightBits = 12 } = model;
  const command = trainingCommand(judging.at(-1) ?? [], ['--weight-bits', String(weightBits), '--threshold', String(threshold), '--card', `${folder}/card.json`, '--out', out]);
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'card.json'), `${JSON.stringify(cardJson(model, evaluation), null, 2)}\n`);
  if (training) {
    if ((await earshot(command)).code !== 0) return false;
    copyFileSync(join(root, out, 'model.onnx'), join(root, file));
  }
  const { parameters } = JSON.parse((await earshot(['inspect', '--json', file])).output);
  const foreign = await measureForeign(file, threshold, model.foreign);
  const pages = existsSync(foreignPage) ? JSON.parse(readFileSync(foreignPage, 'utf8')) : {};
  pages[model.name] = { threshold, foreign };
  writeFileSync(foreignPage, `${JSON.stringify(pages, null, 2)}\n`);
  const content = readFileSync(join(root, file));
  const made = { bytes: content.length, brotliBytes: brotliCompressSync(content).length, weightBits, parameters, foreign, commands: [...judging, command], file, trained: `${out}/model.onnx` };
  writeFileSync(join(root, folder, 'card.md'), cardMarkdown(model, evaluation, made));
  console.log(`  ${made.bytes} bytes (${made.brotliBytes} compressed), threshold ${threshold}, ${foreign.map(({ set, n, rejected }) => `${set} ${rejected}/${n}`).join(', ')}`);
  return true;
}

/**
 * The command that trains on everything what a cross-validation has judged.
 * @param {string[]} judging
 * @param {string[]} own
 */
function trainingCommand(judging, own) {
  const withValue = new Set(['--out', '--group', '--unit', '--folds']);
  const alone = new Set(['--leave-one-group-out', '--official-folds']);
  const kept = judging.slice(1).filter((word, i, words) => !withValue.has(word) && !withValue.has(words[i - 1] ?? '') && !alone.has(word));
  return ['train', ...kept, '--all', ...own];
}
