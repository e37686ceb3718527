// Where a document repeats what the code or a measurement says, it must say the same: error codes, feature settings and their
// defaults, tests that are named as proofs, figures, names of checks. Each problem is a sentence.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { documents } from './documents.mjs';
import { root, run } from './process.mjs';
import { runInNode } from './run-in-node.mjs';

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');
const codeIn = (/** @type {string} */ cell) => /^`([^`]+)`$/.exec(cell.trim())?.[1];

/** @param {string} folder where the package is installed, with sounds/ in it */
export async function factProblems(folder) {
  return [...errorCodes(), ...namedTests(), ...figures(), ...studioWords(), ...listed(), ...recipes(), ...(await settings(folder)), ...(await checkNames())];
}

/**
 * The cells of a document's tables, row by row, with the heading that they stand under.
 * @param {string} text
 */
function tableRows(text) {
  let heading = '';
  /** @type {{heading: string, cells: string[]}[]} */
  const rows = [];
  for (const line of text.split('\n')) {
    heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
    if (line.startsWith('|')) rows.push({ heading, cells: line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()) });
  }
  return rows;
}

/**
 * What one list has and the other has not.
 * @param {string} file
 * @param {string} what
 * @param {string[]} said
 * @param {string[]} known
 */
function differences(file, what, said, known) {
  const missing = known.filter((name) => !said.includes(name)).map((name) => `${file}: the ${what} ${name} is missing.`);
  const strange = said.filter((name) => !known.includes(name)).map((name) => `${file}: there is no ${what} ${name}.`);
  if (known.length === 0) return [`${file}: no ${what} was found in the code.`];
  return [...missing, ...strange];
}

function errorCodes() {
  const union = /export type ErrorCode =([\s\S]*?);/.exec(read('web/api/types.ts'))?.[1] ?? '';
  const known = [...union.matchAll(/'([\w-]+)'/g)].map((match) => match[1] ?? '');
  const said = tableRows(read('docs/faq.md')).map(({ cells }) => codeIn(cells[0] ?? '')).filter((code) => code !== undefined);
  return differences('docs/faq.md', 'error code', [...new Set(said)], known);
}

/** [`tests/...`](...): "title" must be a test of that file; in privacy.md each claim has one. */
function namedTests() {
  /** @type {string[]} */
  const problems = [];
  for (const file of documents()) {
    for (const [, path = '', title = ''] of read(file).matchAll(/\[`(tests\/[^`]+)`\]\([^)]*\): "([^"]+)"/g)) {
      const isThere = existsSync(join(root, path)) && new RegExp(`\\b(?:test|it|TEST_CASE)\\(\\s*['"\`]${escape(title)}['"\`]`).test(read(path));
      if (!isThere) problems.push(`${file}: ${path} has no test "${title}".`);
    }
  }
  const claims = tableRows(read('docs/privacy.md')).filter(({ heading, cells }) => heading === 'Claims' && cells[0] !== 'claim' && !/^-+$/.test(cells[0] ?? ''));
  if (claims.length === 0) problems.push('docs/privacy.md: no claims were found.');
  for (const { cells } of claims) {
    if (!/\[`tests\/[^`]+`\]\([^)]*\): "[^"]+"/.test(cells[1] ?? '')) problems.push(`docs/privacy.md: no test is named for: ${cells[0]}`);
  }
  return problems;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Accuracies are results.md's, and in a row that names its result they are that result's; times and sizes are benchmarks.md's. */
function figures() {
  /** @type {string[]} */
  const problems = [];
  const results = read('docs/results.md');
  const benchmarks = read('docs/benchmarks.md');
  const accuracyOf = new Map(tableRows(results).map(({ cells }) => [cells[0] ?? '', /\*\*(0\.\d{3})\*\*/.exec(cells.join(' '))?.[1]]));
  for (const file of ['docs/training-guide.md', 'docs/comparison.md', 'docs/faq.md', 'README.md']) {
    const text = read(file).replace(/^```[\s\S]*?^```/gm, '');
    for (const [figure] of text.matchAll(/(?<![\d.])[01]\.\d{3}(?!\d)(?! ms)/g)) {
      if (!new RegExp(`(?<!\\d)${escape(figure)}(?!\\d)`).test(results)) problems.push(`${file}: ${figure} is not in docs/results.md.`);
    }
    for (const [, figure = ''] of text.matchAll(/(?<![\d.,])(\d+(?:\.\d+)? (?:ms|KB))(?!\w)/g)) {
      if (!new RegExp(`(?<![\\d.])${escape(figure)}(?!\\w)`).test(benchmarks)) problems.push(`${file}: ${figure} is not in docs/benchmarks.md.`);
    }
  }
  const guide = tableRows(read('docs/training-guide.md')).flatMap(({ cells }) => [...cells.join('|').matchAll(/(?:^|\W)(\w[\w-]*): \*\*(0\.\d{3})\*\*/g)]);
  if (guide.length === 0) problems.push('docs/training-guide.md: no results are named.');
  for (const [, name = '', figure] of guide) {
    if (accuracyOf.get(name) !== figure) problems.push(`docs/training-guide.md: ${name} is ${accuracyOf.get(name) ?? 'not a result'} in docs/results.md, not ${figure}.`);
  }
  return problems;
}

/** The guide's way through the Studio names its steps and buttons as the Studio does. */
function studioWords() {
  const texts = read('web/app/studio/text/en.ts');
  const section = /^## In the Studio$([\s\S]*?)^## /m.exec(read('docs/training-guide.md'))?.[1] ?? '';
  const steps = /steps: \{(.*?)\}/.exec(texts)?.[1] ?? '';
  const said = [...section.matchAll(/^\d\. \*\*(.+?)\*\*/gm)].map((match) => match[1] ?? '');
  const known = [...steps.matchAll(/'(.+?)'/g)].map((match) => match[1] ?? '');
  const buttons = [...section.replace(/\*\*.*?\*\*/g, '').matchAll(/\*([^*]+)\*/g)].map((match) => match[1] ?? '');
  return [
    ...differences('docs/training-guide.md', 'step of the Studio', said, known),
    ...buttons.filter((text) => !texts.includes(`'${text}'`) && !texts.includes(`'${text} (`) && !texts.includes(`\`${text} (`)).map((text) => `docs/training-guide.md: the Studio does not say "${text}".`),
  ];
}

/** docs/README.md leads to every document of the folder; results-notes.md is a part of results.md. */
function listed() {
  const index = read('docs/README.md');
  return documents().filter((file) => /^docs\/(?!README|results-notes)/.test(file) && !index.includes(`(${file.slice('docs/'.length)})`))
    .map((file) => `docs/README.md does not list ${file}.`);
}

/** The table in recipes.md has every recipe; a name that begins with a hyphen goes on from the first of its row. */
function recipes() {
  const rows = tableRows(read('docs/recipes.md')).filter(({ heading }) => heading === 'What comes with Earshot');
  const said = rows.flatMap(({ cells }) => {
    const [first = '', ...others] = [...(cells[0] ?? '').matchAll(/`([\w-]+)`/g)].map((match) => match[1] ?? '');
    return [first, ...others.map((name) => (name.startsWith('-') ? first + name : name))].filter((name) => name !== '');
  });
  const known = readdirSync(join(root, 'models', 'recipes')).filter((name) => name.endsWith('.json') && name !== 'index.json').map((name) => name.replace(/\.json$/, ''));
  return differences('docs/recipes.md', 'recipe', said, known);
}

/** The settings in features.md are those that a model file has, with the values that they have when a recipe names none. @param {string} folder */
async function settings(folder) {
  const file = join(folder, 'sounds', 'default-features.json');
  const problem = await runInNode({ file: 'docs/features.md', line: 1, language: 'ts', info: '', code: modelOfDefaults }, { folder, name: 'default-features' });
  if (problem !== null) return [`The default feature settings could not be read: ${problem}`];
  const known = flat(JSON.parse(readFileSync(file, 'utf8')));
  const said = new Map(
    tableRows(read('docs/features.md'))
      .filter(({ heading, cells }) => heading.startsWith('Settings') && codeIn(cells[0] ?? '') !== undefined)
      .map(({ cells }) => [codeIn(cells[0] ?? '') ?? '', codeIn(cells[1] ?? '') ?? cells[1] ?? '']),
  );
  // The core keeps most numbers in single precision.
  const same = (/** @type {string} */ value, /** @type {unknown} */ other) =>
    typeof other === 'number' ? Math.fround(Number(value)) === Math.fround(other) : value === String(other);
  const wrong = [...said].filter(([key, value]) => known.has(key) && !same(value, known.get(key)))
    .map(([key, value]) => `docs/features.md: ${key} is ${known.get(key)} by default, not ${value}.`);
  return [...differences('docs/features.md', 'feature setting', [...said.keys()], [...known.keys()]), ...wrong];
}

/** A model stores every setting, whatever its recipe left out. */
const modelOfDefaults = `
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { Classifier, Trainer } from 'earshot';
const trainer = await Trainer.load({
  name: 'defaults', features: {}, network: { layers: [{ type: 'flatten' }] }, training: { epochs: 1 }, split: { type: 'stratified', validation: 0.25 },
});
for (const label of await readdir('data')) {
  for (const name of await readdir('data/' + label)) {
    await trainer.add(new Blob([await readFile('data/' + label + '/' + name)]), { id: label + '/' + name, label });
  }
}
const run = await trainer.train();
await run.done;
const classifier = await Classifier.load(await run.model());
await writeFile('default-features.json', JSON.stringify(classifier.info.features));
classifier.dispose();
trainer.dispose();
`;

/**
 * preprocess.gate.threshold and the like.
 * @param {Record<string, unknown>} value
 * @param {string} [prefix]
 * @returns {Map<string, unknown>}
 */
function flat(value, prefix = '') {
  return new Map(Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null ? [...flat(/** @type {Record<string, unknown>} */ (inner), `${prefix}${key}.`)] : [[`${prefix}${key}`, inner]]));
}

/** What the documents tell to run by name is there. */
async function checkNames() {
  const { output } = await run(process.execPath, [join(root, 'tools', 'test.mjs'), '--list']);
  const names = output.trimEnd().split('\n').map((name) => name.toLowerCase());
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
  return documents().filter((file) => dirname(file) !== 'web/package').flatMap((file) => {
    const text = read(file);
    const wanted = [...text.matchAll(/npm test -- --only ([\w,]+)/g)].flatMap((match) => (match[1] ?? '').split(','));
    const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    return [
      ...wanted.filter((part) => !names.some((name) => name.includes(part.toLowerCase()))).map((part) => `${file}: no check of npm test is called ${part}.`),
      ...called.filter((name) => !scripts.includes(name)).map((name) => `${file}: package.json has no script ${name}.`),
    ];
  });
}
