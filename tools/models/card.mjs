// A shipped model's card: card.json goes into the file, card.md stands beside it.
import { inWords } from '../results/run.mjs';
import { kept, licence } from './list.mjs';

/**
 * @typedef {import('./list.mjs').ShippedModel} ShippedModel
 * @typedef {{label: string, n: number, precision: number, recall: number, f1: number}} ClassFigures
 * @typedef {object} Evaluation cross-validation.json of the command line
 * @property {number} mean_accuracy
 * @property {{name: string, n: number, accuracy: number}[]} folds
 * @property {{n: number, interval_95: [number, number], per_class: ClassFigures[]}} together
 * @property {{kept: number, threshold: number, accuracy_of_kept: number}[]} thresholds
 * @typedef {import('./foreign.mjs').ForeignFigures} ForeignFigures
 */

/** @param {Evaluation} evaluation */
export function thresholdOf(evaluation) {
  const found = evaluation.thresholds.find((row) => row.kept === kept);
  if (!found) throw new Error(`The evaluation has no threshold that keeps ${kept}.`);
  return found;
}

/**
 * @param {ShippedModel} model
 * @param {Evaluation} evaluation
 */
export function cardJson(model, evaluation) {
  const { name, title, version, description, data, split, chosen, limits } = model;
  const { together, folds, mean_accuracy } = evaluation;
  const threshold = thresholdOf(evaluation);
  const round = (/** @type {number} */ x) => Math.round(x * 1e4) / 1e4;
  return {
    name, title, version, description, data, licence: `${licence}.`, split: `${split} ${chosen}`,
    metrics: [
      { name: 'accuracy', value: round(mean_accuracy), n: together.n, interval: together.interval_95.map(round), note: `mean of ${folds.length} cross-validation parts` },
      { name: `accuracy of the ${percent(kept, 0)} that are decided at the threshold`, value: round(threshold.accuracy_of_kept), n: Math.round(together.n * kept) },
    ],
    limits,
  };
}

/**
 * @param {ShippedModel} model
 * @param {Evaluation} evaluation
 * @param {{bytes: number, brotliBytes: number, weightBits: number, parameters: number, foreign: ForeignFigures[], commands: string[][], file: string, trained: string}} made
 */
export function cardMarkdown(model, evaluation, made) {
  const { together, folds, mean_accuracy } = evaluation;
  const threshold = thresholdOf(evaluation);
  const figure = (/** @type {number} */ x) => x.toFixed(3);
  const whole = (/** @type {number} */ n) => n.toLocaleString('en-US');
  return `# ${model.title}

${model.description}

${table(['', ''], [
    ['File', `\`${model.name}.onnx\`, ${whole(made.bytes)} bytes, ${whole(made.parameters)} parameters`],
    ['Input', model.input],
    ['Network', model.network],
    ['Weights', `rounded to ${made.weightBits} significant bits, so that the file travels compressed in ${percent(made.brotliBytes / made.bytes, 0)} of its size`],
    ['Data', model.data],
    ['Licence', licence],
  ])}

## How good it is

${model.split}

${table(['part', 'clips', 'accuracy'], [
    ...folds.map(({ name, n, accuracy }) => [name, whole(n), figure(accuracy)]),
    ['**mean**', whole(together.n), `**${figure(mean_accuracy)}**`],
  ])}

95 % interval of all ${whole(together.n)} clips together: ${figure(together.interval_95[0])} to ${figure(together.interval_95[1])}. One seed. ${model.chosen}
There is no figure for clips that the shipped file has heard.

${table(['label', 'clips', 'precision', 'recall', 'F1'], together.per_class.map(({ label, n, precision, recall, f1 }) => [label, whole(n), ...[precision, recall, f1].map(figure)]))}

## None of these

A best score below ${threshold.threshold} means "none of these". In the cross-validation that leaves ${percent(kept, 0)} of the clips decided, ${percent(threshold.accuracy_of_kept, 1)} of them rightly.
Sounds that are none of the labels, from sets that the network heard neither as labels nor as outliers:

${table(['sounds', 'clips', 'rejected'], made.foreign.map(({ set, n, rejected }) => [set, whole(n), `${whole(rejected)} (${percent(rejected / n, 1)})`]))}
${model.foreignNote ? `\n${model.foreignNote}\n` : ''}
## Limits

${model.limits}

## Made with

\`npm run models -- ${model.name}\` does all of this, and writes this card from what it measures; \`earshot\` is the native command.

${[...made.commands.map(inWords), `cp ${made.trained} ${made.file}`].map((line) => `    ${line}`).join('\n')}
`;
}

/**
 * @param {string[]} header
 * @param {string[][]} rows
 */
function table(header, rows) {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`.replace('|  |  |', '| | |')).join('\n');
}

/**
 * @param {number} share
 * @param {number} digits
 */
const percent = (share, digits) => `${(100 * share).toFixed(digits)} %`;
