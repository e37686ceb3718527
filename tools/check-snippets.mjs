// Tries what the documents tell a reader to copy: ```cpp is compiled and linked, ```ts type-checked, `earshot`
// commands of ```sh are executed on sounds made here, ```html and ```json are read. A block that cannot be tried says
// why in its first line: ```sh not-run: needs a browser. Links to files and headings must lead somewhere.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeSounds } from './lib/document-sounds.mjs';
import { blocksOf, deadLinks, documents, reasonNotToRun } from './lib/documents.mjs';
import { root, run, runNodeTool, which } from './lib/process.mjs';

/** @typedef {import('./lib/documents.mjs').Block} Block */

const folder = join(root, 'build', 'snippets');
const sounds = join(folder, 'sounds');
const native = join(root, 'build', 'native-release');
const earshot = process.env.EARSHOT_BIN ?? join(native, 'earshot');
const known = new Set(['cpp', 'ts', 'sh', 'html', 'json']);
rmSync(folder, { recursive: true, force: true });
makeSounds(sounds);

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
await checkTypeScript(of('ts'));
for (const [index, block] of of('cpp').entries()) await compileCpp(block, index);
for (const block of of('sh')) await runCommands(block);
for (const block of of('html')) checkHtml(block);
for (const block of of('json')) checkJson(block);

for (const problem of problems) console.error(problem);
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

/** Each block is a module of its own; one compiler run reads them all. @param {Block[]} all */
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
      paths: { earshot: ['../../web/api/index.ts'], 'earshot/element': ['../../web/element/register.ts'] },
    },
    include: ['snippet_*.ts', '../../web/core/earshot-module.d.ts'],
    exclude: [],
  }));
  const { code, output } = await runNodeTool('tsc', ['-p', config]);
  if (code === 0) return;
  const named = output.replace(/\S*snippet_(\d+)\.ts/g, (text, index) => all[Number(index)]?.file ?? text);
  problems.push(`TypeScript blocks do not compile:\n${named.trimEnd()}`);
}

/** A line is one `earshot` command; anything else makes the block one that has to say not-run. @param {Block} block */
async function runCommands(block) {
  for (const [index, line] of block.code.replace(/\\\n/g, ' ').split('\n').entries()) {
    const command = line.replace(/\s+#.*$/, '').trim();
    if (command === '' || command.startsWith('#')) continue;
    const words = /^(?:npx |build\/native-release\/)?earshot\s+(.*)$/.exec(command)?.[1];
    if (words === undefined) {
      problems.push(`${block.file}:${block.line + index}: only earshot commands are run here; say why with not-run: ${command}`);
      continue;
    }
    const args = [...words.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    const { code, output } = await run(earshot, args, { cwd: sounds });
    if (code !== 0) problems.push(`${block.file}:${block.line + index}: ${command} ended with ${code}:\n${output.trimEnd()}`);
  }
}

/** Tags close, and <audio-classifier> has only attributes that the element declares. @param {Block} block */
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
