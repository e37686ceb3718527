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
 * @property {string} [before] id of an experiment whose model this one goes on from
 * @property {string} [note]
 */

const digitWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** 78 English digits of 38 other speakers, trained on and never judged. */
export const spokenDigits = ['--extra', '../shared/data/speech_commands_mini', ...digitWords.flatMap((word, digit) => ['--same-as', `${word}=${digit}`])];

const speaker = ['--group', '_([a-z]+)_'];
const recording = ['--group', '^[^/]*/(.*)_s[0-9]+[.]', '--unit', 'group', '--folds', '5'];
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
];
