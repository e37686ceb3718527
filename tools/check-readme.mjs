// Compiles the code blocks of README.md against the library, so that what a visitor copies works: ```cpp with the
// native compiler (and linked), ```ts with the TypeScript compiler.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, run, runNodeTool, which } from './lib/process.mjs';

const folder = join(root, 'build', 'readme');
const native = join(root, 'build', 'native-release');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(cpp|c\+\+|ts|typescript)[^\n]*\n([\s\S]*?)^```/gm)].map((match) => ({
  language: match[1]?.startsWith('c') ? 'cpp' : 'ts',
  code: match[2] ?? '',
  line: readme.slice(0, match.index).split('\n').length + 1,
}));

let failed = 0;
for (const [index, block] of blocks.entries()) {
  const result = block.language === 'cpp' ? await compileCpp(block, index) : await compileTypeScript(block, index);
  if (result.code !== 0) {
    failed++;
    console.error(`README.md:${block.line}: this ${block.language} block does not compile:\n${result.output.trimEnd()}`);
  }
}
for (const language of ['cpp', 'ts']) {
  if (!blocks.some((block) => block.language === language)) {
    failed++;
    console.error(`README.md has no ${language} block; the tests expect the shortest one that works.`);
  }
}
console.log(`${blocks.length} code blocks of README.md, ${failed} problems`);
process.exit(failed > 0 ? 1 : 0);

/**
 * A block without main() is the body of a function, after its includes.
 * @param {{code: string, line: number}} block
 * @param {number} index
 */
async function compileCpp(block, index) {
  const source = join(folder, `snippet_${index}.cpp`);
  const lines = block.code.split('\n');
  const isInclude = (/** @type {string} */ line) => /^\s*#/.test(line);
  const whole = /\bint\s+main\s*\(/.test(block.code)
    ? `#line ${block.line} "README.md"\n${block.code}`
    : `${lines.filter(isInclude).join('\n')}\nint main() {\n#line ${block.line} "README.md"\n${lines.map((line) => (isInclude(line) ? '' : line)).join('\n')}\n}\n`;
  writeFileSync(source, whole);
  const compiler = process.env.CXX ?? ['c++', 'g++', 'clang++'].find((name) => which(name)) ?? 'c++';
  const thirdParty = join(native, 'third_party', 'include');
  return run(compiler, [
    '-std=c++20', '-Wall', '-Wextra', '-Wno-unused-variable',
    '-I', join(root, 'wasm', 'core'), '-isystem', thirdParty, '-isystem', join(thirdParty, 'eigen3'), '-DEIGEN_MPL2_ONLY',
    source, join(native, 'wasm', 'libearshot_core.a'), '-o', join(folder, `snippet_${index}`),
  ]);
}

/**
 * `earshot` is the public API; a block stands alone as a module.
 * @param {{code: string, line: number}} block
 * @param {number} index
 */
async function compileTypeScript(block, index) {
  writeFileSync(join(folder, `snippet_${index}.ts`), `${'\n'.repeat(block.line - 1)}${block.code}\nexport {};\n`);
  const config = join(folder, `tsconfig.${index}.json`);
  writeFileSync(config, JSON.stringify({
    extends: '../../tsconfig.page.json',
    compilerOptions: {
      noUnusedLocals: false,
      paths: { earshot: ['../../web/api/index.ts'], 'earshot/element': ['../../web/element/index.ts'] },
    },
    include: [`snippet_${index}.ts`, '../../web/core/earshot-module.d.ts'],
    exclude: [],
  }));
  return runNodeTool('tsc', ['-p', config]);
}
