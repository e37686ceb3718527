// What docs/results.md reports: each experiment is one command of the command line, run once a seed. `value` says which
// number of what the command leaves is the result.

/**
 * @typedef {object} Experiment
 * @property {string} id `npm run results -- --only ID`
 * @property {string} what
 * @property {string} data folder of ../shared/data
 * @property {string} split in words
 * @property {string[]} command arguments of build/.../earshot without --data, --seed and --out
 * @property {number[]} seeds
 * @property {'folds' | 'best validation' | 'test'} value
 * @property {number | null} baseline
 * @property {number[]} reach
 * @property {string[][]} [prepare] run first: scripts (`node` is their first word), and a command without --seed and --out; `{prepared}` is its folder
 * @property {string} [note]
 */

const digitWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const sameAs = (/** @type {string[]} */ pairs) => pairs.flatMap((pair) => ['--same-as', pair]);
const speechCommands = '../shared/data/speech_commands_mini';
// 78 English digits of 38 other speakers, six times over: a tenth of what FSDD has, so that they weigh a fifth.
const otherSpeakers = [...Array.from({ length: 6 }, () => ['--extra', speechCommands]).flat(), ...sameAs(digitWords.map((word, digit) => `${word}=${digit}`))];
const outliers = (/** @type {string[]} */ ...sets) => sets.flatMap((set) => ['--outliers', `../shared/data/${set}`]);
const medley = ['--extra', '../shared/data/medley_solos_mini', ...sameAs(['clarinet=Clarinet', 'flute=Flute', 'tenor_saxophone=Saxophone', 'violin=Violin_or_fiddle'])];
const recording = ['--group', '^[^/]*/(.*)_s[0-9]+[.]', '--unit', 'group', '--folds', '5'];
// Every label of these sets is one to learn, before the set that is judged.
const otherSounds = (/** @type {string} */ recipe, /** @type {string[]} */ ...sets) => [
  ['node', 'tools/results/other-sounds.mjs', '{prepared}.csv', '../shared/data', '32', ...sets],
  ['train', '--data', '../shared/data', '--csv', '{prepared}.csv', '--recipe', recipe, '--all'],
];
const goOn = ['--from', '{prepared}/model.onnx', '--train-all'];
const fiveSeeds = [1, 2, 3, 4, 5];
const threeSeeds = [1, 2, 3];

/** @type {Experiment[]} */
export const experiments = [
  ...[['clean-conv1d', 0.883], ['clean-conv2d', 0.922], ['clean-lstm', 0.852]].map(([recipe, reach]) => ({
    id: String(recipe),
    what: `${recipe}, as published`,
    data: 'instruments10',
    split: 'pieces of 1 s, 90/10, pieces of one clip on both sides',
    command: ['train', '--recipe', String(recipe)],
    seeds: fiveSeeds,
    value: /** @type {const} */ ('best validation'),
    baseline: null,
    reach: [Number(reach)],
  })),
  ...['tower-mlp', 'tower-mlp-level', 'tower-mlp-mel', 'tower-mlp-mel-level'].map((recipe) => ({
    id: recipe,
    what: recipe.includes('mel') ? `${recipe}, our variant` : `${recipe}, as published`,
    data: 'motor_bldc',
    split: '5 folds of whole recordings',
    command: ['cross-validate', '--recipe', recipe, ...recording],
    seeds: threeSeeds,
    value: /** @type {const} */ ('folds'),
    baseline: null,
    reach: [0.98],
  })),
  {
    id: 'instruments',
    what: 'instruments, our best: the mean of three networks that go on from one that has learnt other sounds; synthetic notes to train on',
    data: 'instruments10',
    split: '5 folds of whole clips',
    prepare: [['node', 'tools/results/notes.mjs', 'build/notes', '120'], ...otherSounds('instruments', 'medley_solos_mini', 'esc10', 'speech_commands_mini', 'arabic_digits')],
    command: ['cross-validate', '--recipe', 'instruments', '--members', '3', ...goOn, ...medley, '--extra', 'build/notes', ...outliers('speech_commands_mini', 'esc10')],
    seeds: [1],
    value: 'folds',
    baseline: 0.78,
    reach: [0.88, 0.92],
  },
  {
    id: 'digits',
    what: 'spoken-digits, from a network that has learnt Arabic digits; synthetic speakers to train on',
    data: 'fsdd',
    split: 'each of 5 speakers left out once',
    prepare: [
      ['node', 'tools/results/voices.mjs', 'build/voices', '240'],
      ['train', '--data', '../shared/data/arabic_digits', '--recipe', 'spoken-words', '--all'],
    ],
    command: ['cross-validate', '--recipe', 'spoken-digits', ...goOn,
      ...otherSpeakers, '--extra', 'build/voices', ...outliers('speech_commands_mini', 'esc10')],
    seeds: [1],
    value: 'folds',
    baseline: 0.856,
    reach: [0.9, 0.95],
  },
  {
    id: 'digits-arabic',
    what: 'spoken-digits-16k, one network, weights averaged over the steps',
    data: 'arabic_digits',
    split: '4 folds of whole speakers',
    command: ['cross-validate', '--recipe', 'spoken-digits-16k', '--group', '/([0-9]+)_', ...outliers('speech_commands_mini', 'esc10')],
    seeds: [1],
    value: 'folds',
    baseline: 0.989,
    reach: [0.99],
  },
  {
    id: 'environment',
    what: 'environment, the mean of three networks',
    data: 'esc10',
    split: 'official folds 1 to 4',
    command: ['cross-validate', '--recipe', 'environment', '--members', '3', ...outliers('speech_commands_mini', 'instruments10')],
    seeds: [1],
    value: 'folds',
    baseline: 0.866,
    reach: [0.92, 0.9625],
  },
  ...other(['genres-dense', 'genres-lstm', 'genres-cnn', 'genres-cnn-lstm', 'instruments-mfcc-dense', 'instruments-cnn', 'instruments-raw-cnn',
    'instruments-raw-cnn-dropout', 'instruments-raw-cnn-l2'], 'instruments10', '5 folds of whole clips', ['--unit', 'clip', '--folds', '5']),
  ...other(['digits-dense', 'digits-light'], 'fsdd', 'each of 5 speakers left out once', ['--leave-one-group-out']),
  ...other(['earshot-small'], 'esc10', 'official folds 1 to 4', ['--official-folds']),
];

/**
 * Recipes without a goal of their own.
 * @param {string[]} recipes
 * @param {string} data
 * @param {string} split
 * @param {string[]} options
 * @returns {Experiment[]}
 */
function other(recipes, data, split, options) {
  return recipes.map((recipe) => ({
    id: recipe, what: recipe, data, split, command: ['cross-validate', '--recipe', recipe, ...options], seeds: [1], value: 'folds', baseline: null, reach: [],
  }));
}
