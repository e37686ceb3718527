// Tries what the documents tell a reader to copy: ```cpp is compiled and linked, ```ts type-checked against the built package and run
// in Node, `earshot` commands of ```sh are executed on sounds made here, ```html and ```json are read. What needs a page
// (```ts page, ```html) is opened in a browser by tests/embed/documents.test.ts. A block that cannot be tried says why in its first
// line: ```sh not-run: it installs packages. Links to files and headings must lead somewhere, and lists that repeat
// what the code says must say the same (lib/document-facts.mjs).
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeSounds } from './lib/document-sounds.mjs';
import { factProblems } from './lib/document-facts.mjs';
import { blocksOf, deadLinks, documents, isForPages, reasonNotToRun } from './lib/documents.mjs';
import { root, run, runNodeTool, which } from './lib/process.mjs';
import { installPackage, runInNode, toJavaScript } from './lib/run-in-node.mjs';
import { packageFolder, writePackage } from './package.mjs';

/** @typedef {import('./lib/documents.mjs').Block} Block */

const folder = join(root, 'build', 'snippets');
const sounds = join(folder, 'sounds');
const native = join(root, 'build', 'native-release');
const earshot = process.env.EARSHOT_BIN ?? join(native, 'earshot');
const known = new Set(['cpp', 'ts', 'js', 'sh', 'html', 'json']);
rmSync(folder, { recursive: true, force: true });
makeSounds(sounds);
for (const needed of [earshot, join(root, 'web', 'core', 'generated', 'earshot.wasm')]) {
  if (existsSync(needed)) continue;
  console.error(`${needed} is missing; run npm run build:native and npm run build:wasm first.`);
  process.exit(1);
}
await writePackage();
installPackage(folder);

/** @type {string[]} */
const problems = [];
/** @type {Block[]} */
const blocks = [];
for (const file of documents()) {
  const text = readFileSync(join(root, file), 'utf8');
  problems.push(...deadLinks(file, text));
  blocks.push(...blocksOf(file, text));
}

const skipped = blocks.filter((block) => reasonNotToRun(block) !== null);
const tried = blocks.filter((block) => !skipped.includes(block) && block.language !== '');
for (const block of tried) {
  if (!known.has(block.language)) problems.push(`${at(block)}: nothing here can try a ${block.language} block; say why with not-run:`);
}
for (const language of ['cpp', 'ts', 'sh', 'html', 'json']) {
  if (!tried.some((block) => block.language === language)) problems.push(`No document has a ${language} block that is tried.`);
}
problems.push(...(await factProblems(folder)));
await checkTypeScript(of('ts'));
for (const [index, block] of of('ts').entries()) await runTypeScript(block, index);
for (const [index, block] of of('cpp').entries()) await compileCpp(block, index);
for (const block of of('sh')) await runCommands(block);
for (const block of of('html')) checkHtml(block);
for (const block of of('json')) checkJson(block);
for (const block of of('js')) checkJavaScript(block);

for (const problem of problems) console.error(problem);
for (const block of of('ts').filter(isForPages)) console.log(`types only, a browser runs it: ${at(block)}`);
for (const block of of('js')) console.log(`read only, a part of an example: ${at(block)}`);
for (const block of skipped) console.log(`not run: ${at(block)} (${block.language}): ${reasonNotToRun(block)}`);
console.log(`${tried.length} snippets tried, ${skipped.length} not run, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);

/** @param {string} language */
function of(language) {
  return tried.filter((block) => block.language === language);
}

/** @param {Block} block */
function at(block) {
  return `${block.file}:${block.line}`;
}

/**
 * A block without main() is the body of a function, after its includes.
 * @param {Block} block
 * @param {number} index
 */
async function compileCpp(block, index) {
  const source = join(folder, `snippet_${index}.cpp`);
  const lines = block.code.split('\n');
  const isInclude = (/** @type {string} */ line) => /^\s*#/.test(line);
  const here = `#line ${block.line} "${block.file}"`;
  const whole = /\bint\s+main\s*\(/.test(block.code)
    ? `${here}\n${block.code}`
    : `${lines.filter(isInclude).join('\n')}\nint main() {\n${here}\n${lines.map((line) => (isInclude(line) ? '' : line)).join('\n')}\n}\n`;
  writeFileSync(source, whole);
  const compiler = process.env.CXX ?? ['c++', 'g++', 'clang++'].find((name) => which(name)) ?? 'c++';
  const thirdParty = join(native, 'third_party', 'include');
  const { code, output } = await run(compiler, [
    '-std=c++20', '-Wall', '-Wextra', '-Wno-unused-variable',
    '-I', join(root, 'wasm', 'core'), '-isystem', thirdParty, '-isystem', join(thirdParty, 'eigen3'), '-DEIGEN_MPL2_ONLY',
    source, join(native, 'wasm', 'libearshot_core.a'), '-o', join(folder, `snippet_${index}`),
  ]);
  if (code !== 0) problems.push(`${at(block)}: this block does not compile:\n${output.trimEnd()}`);
}

/** @param {Block} block @param {number} index */
async function runTypeScript(block, index) {
  if (isForPages(block)) return;
  const problem = await runInNode(block, { folder, name: `snippet_${index}` });
  if (problem !== null) problems.push(`${at(block)}: in Node this block ${problem}`);
}

/** Each block is a module of its own; one compiler run reads them all, with the declarations that a reader gets. @param {Block[]} all */
async function checkTypeScript(all) {
  for (const [index, block] of all.entries()) {
    writeFileSync(join(folder, `snippet_${index}.ts`), `${'\n'.repeat(block.line - 1)}${block.code}\nexport {};\n`);
  }
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({
    extends: '../../tsconfig.page.json',
    compilerOptions: {
      noUnusedLocals: false,
      types: ['vite/client', 'node'],
    },
    include: ['snippet_*.ts'],
    exclude: [],
  }));
  const { code, output } = await runNodeTool('tsc', ['-p', config]);
  if (code === 0) return;
  const named = output.replace(/\S*snippet_(\d+)\.ts/g, (text, index) => all[Number(index)]?.file ?? text);
  problems.push(`TypeScript blocks do not compile:\n${named.trimEnd()}`);
}

/** A line is one `earshot` command, with npx the package's; anything else makes the block one that has to say not-run. @param {Block} block */
async function runCommands(block) {
  for (const [index, line] of block.code.replace(/\\\n/g, ' ').split('\n').entries()) {
    const command = line.replace(/\s+#.*$/, '').trim();
    if (command === '' || command.startsWith('#')) continue;
    const [, way, words] = /^(npx |build\/native-release\/)?earshot\s+(.*)$/.exec(command) ?? [];
    if (words === undefined) {
      problems.push(`${block.file}:${block.line + index}: only earshot commands are run here; say why with not-run: ${command}`);
      continue;
    }
    const args = [...words.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    const inNode = join(packageFolder, 'node', 'earshot.js');
    const { code, output } = await (way === 'npx ' ? run(process.execPath, [inNode, ...args], { cwd: sounds }) : run(earshot, args, { cwd: sounds }));
    if (code !== 0) problems.push(`${block.file}:${block.line + index}: ${command} ended with ${code}:\n${output.trimEnd()}`);
  }
}

/** Tags close, <audio-classifier> has only attributes that the element declares, and what is named of the package is in it. @param {Block} block */
function checkHtml(block) {
  const declared = elementAttributes();
  /** @type {string[]} */
  const open = [];
  const text = block.code.replace(/<!--[\s\S]*?-->/g, '').replace(/(<script\b[^>]*>)[\s\S]*?(<\/script>)/g, '$1$2');
  for (const [, end, name = '', attributes = ''] of text.matchAll(/<(\/?)([a-z][\w-]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g)) {
    if (end) {
      if (open.pop() !== name) problems.push(`${at(block)}: </${name}> closes nothing.`);
      continue;
    }
    if (!/^(?:meta|link|input|img|br)$/.test(name)) open.push(name);
    if (name !== 'audio-classifier') continue;
    for (const [, attribute = ''] of attributes.matchAll(/([\w-]+)(?:="[^"]*")?/g)) {
      if (!declared.has(attribute)) problems.push(`${at(block)}: <audio-classifier> has no attribute ${attribute}.`);
    }
  }
  if (open.length > 0) problems.push(`${at(block)}: not closed: ${open.join(', ')}`);
  for (const [, path = ''] of block.code.matchAll(/["'/]earshot\/([\w./-]+\.\w+)["']/g)) {
    if (!existsSync(join(packageFolder, path))) problems.push(`${at(block)}: the package has no ${path}.`);
  }
}

/** The element's reactive properties that have an attribute, and those of every form element. */
function elementAttributes() {
  const source = readFileSync(join(root, 'web', 'element', 'audio-classifier.ts'), 'utf8');
  const table = /static override properties = \{([\s\S]*?)\n {2}\};/.exec(source)?.[1] ?? '';
  const own = [...table.matchAll(/(\w+): \{ type:/g)].map((match) => match[1] ?? '');
  if (own.length === 0) problems.push('web/element/audio-classifier.ts: the table of properties was not found.');
  return new Set([...own, 'id', 'class', 'name', 'title', 'hidden', 'slot']);
}

/** @param {Block} block */
function checkJson(block) {
  try {
    JSON.parse(block.code);
  } catch (error) {
    problems.push(`${at(block)}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Lines that stand in a page or a bundler's project, which have tests of their own: here they have to be JavaScript. @param {Block} block */
function checkJavaScript(block) {
  try {
    toJavaScript(block);
  } catch (error) {
    problems.push(`${at(block)}: not JavaScript: ${error instanceof Error ? error.message : String(error)}`);
  }
}
