// `npm test`: installs what is missing, then runs every check in order. A failed check does not stop the rest; the exit
// status and the last line tell the outcome.
//
//   npm test -- --only e2e,size      only the checks whose names contain one of these
//   npm test -- --list               their names
//
// Output of a check is kept in build/logs/ and shown when it fails.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { buildPackage, buildPage, buildPreset, buildWasm } from './build.mjs';
import { formatSeconds, root, run, runNodeTool, which } from './lib/process.mjs';
import { setUp } from './setup.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} output shown when something failed
 * @property {string[]} [notes] shown always
 *
 * @typedef {{name: string, run: (log: string) => Promise<Outcome>}} Check
 */

const logs = join(root, 'build', 'logs');
const path = (/** @type {string[]} */ ...names) => join(root, ...names);
const testBinary = (/** @type {string} */ preset) => path('build', preset, 'tests', 'cpp', 'earshot_tests');

let pageIsBuilt = false; // in this run

/** @type {Check[]} */
const checks = [
  { name: 'imports point one way', run: tool('check-imports.mjs') },
  { name: 'tracked files', run: tool('check-tracked.mjs') },
  { name: 'sample clips', run: tool('make-samples.mjs', '--check') },
  { name: 'C++ formatting', run: formatting },
  { name: 'build native', run: build('native-release') },
  { name: 'C++ tests, native', run: doctest('native-release') },
  { name: 'build native with sanitizers', run: build('native-asan', ['earshot_tests']) },
  { name: 'C++ tests, sanitizers', run: doctest('native-asan') },
  { name: 'build WebAssembly', run: build('wasm-release') },
  { name: 'C++ tests, WebAssembly in Node', run: doctest('wasm-release') },
  ...['page', 'worker', 'worklet', 'package', 'node', 'tests'].map((thread) => ({ name: `types: ${thread}`, run: typeCheck(thread) })),
  { name: 'snippets in the documents', run: tool('check-snippets.mjs') },
  { name: 'web tests', run: vitest('web') },
  { name: 'command line', run: vitest('cli') },
  { name: 'native and WebAssembly agree', run: vitest('parity') },
  { name: 'models: onnx.checker', run: onnxChecker },
  { name: 'build page', run: page },
  { name: 'size of the first load', run: tool('check-size.mjs') },
  { name: 'browsers', run: vitest('e2e') },
  { name: 'embedding', run: embedding },
];

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args */
async function main(args) {
  if (args.includes('--list')) {
    for (const check of checks) console.log(check.name);
    return 0;
  }
  const wanted = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').toLowerCase().split(',') : [''];
  const started = performance.now();
  const ready = await setUp(['core', 'native', 'test']);
  if (!ready) console.log('The set-up is incomplete; the checks that need what is missing will fail.');
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });

  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failures = [];
  for (const check of checks) {
    if (!wanted.some((part) => check.name.toLowerCase().includes(part))) continue;
    const log = join(logs, `${check.name.replace(/[^A-Za-z0-9+]+/g, '-')}.log`);
    const begun = performance.now();
    const outcome = await check.run(log).catch((error) => failure(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
    if (outcome.failed > 0) {
      failures.push(check.name);
      console.log(indent(lastLines(outcome.output, 150)));
    }
    const counts = [`${outcome.passed} passed`, outcome.failed > 0 ? `${outcome.failed} FAILED` : '', outcome.skipped > 0 ? `${outcome.skipped} skipped` : ''];
    const seconds = formatSeconds((performance.now() - begun) / 1000);
    console.log(`${outcome.failed > 0 ? 'FAILED' : 'ok    '}  ${check.name.padEnd(32)} ${counts.filter(Boolean).join(', ').padEnd(24)} ${seconds.padStart(10)}`);
    for (const note of outcome.notes ?? []) console.log(indent(note));
  }
  if (failures.length > 0) console.log(`\nfailed: ${failures.join('; ')}   (output in build/logs)`);
  console.log(`\nall checks took ${formatSeconds((performance.now() - started) / 1000)}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

// --- kinds of check ------------------------------------------------------------------------------------------------

/**
 * A tool of this folder: one check, whose output is worth showing either way.
 * @param {string} name
 * @param {string[]} args
 * @returns {Check['run']}
 */
function tool(name, ...args) {
  return async (log) => {
    const result = await run(process.execPath, [path('tools', name), ...args], { log, timeoutS: 300 });
    const one = fromResult(result);
    return result.code === 0 ? { ...one, notes: [result.output.trimEnd()] } : one;
  };
}

/**
 * @param {string} preset
 * @param {string[]} [targets] none: everything
 * @returns {Check['run']}
 */
function build(preset, targets) {
  return async () => fromBuild(await buildPreset(preset, targets));
}

/**
 * The one doctest binary; its own count of test cases.
 * @param {string} preset
 * @returns {Check['run']}
 */
function doctest(preset) {
  return async (log) => {
    const wasm = preset.startsWith('wasm');
    const binary = testBinary(preset) + (wasm ? '.js' : '');
    if (!existsSync(binary)) return failure(`${binary} was not built`);
    const env = { UBSAN_OPTIONS: 'print_stacktrace=1', ASAN_OPTIONS: 'detect_leaks=1' };
    // Without the flag, Node's fetch makes the glue of Emscripten 3.1.6 believe that it runs in a browser.
    const result = wasm
      ? await run(process.execPath, ['--no-experimental-fetch', binary, '--no-colors=true'], { log, env, timeoutS: 600 })
      : await run(binary, ['--no-colors=true'], { log, env, timeoutS: 600 });
    const counts = /test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped/.exec(result.output);
    if (!counts) return failure(`${result.output}\nThe test binary ended with status ${result.code} and without a summary.`);
    const failed = Number(counts[2]);
    // A test that has nothing to compare with says so and returns, which doctest counts as passed.
    const saidSo = result.output.match(/MESSAGE: skipped\b/g)?.length ?? 0;
    return {
      passed: Number(counts[1]) - saidSo,
      failed: result.code !== 0 && failed === 0 ? 1 : failed,
      skipped: Number(counts[3]) + saidSo,
      output: result.output,
      notes: skipMessages(result.output),
    };
  };
}

/**
 * @param {string} project of vitest.config.ts
 * @returns {Check['run']}
 */
function vitest(project) {
  return async (log) => {
    const report = path('build', 'logs', `vitest-${project}.json`);
    const args = ['run', '--project', project, '--reporter', 'default', '--reporter', 'json', '--outputFile', report];
    const result = await runNodeTool('vitest', args, { log, timeoutS: 900, env: { NO_COLOR: '1' } });
    if (!existsSync(report)) return failure(result.output);
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    // A file that cannot be loaded has no tests to count; a run that ends badly without a failed test failed all the same.
    const failed = counts.numFailedTests > 0 || result.code === 0 ? counts.numFailedTests : 1;
    return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests + counts.numTodoTests, output: result.output };
  };
}

/** @type {Check['run']} */
async function page() {
  const built = await buildPage();
  pageIsBuilt = built.ok;
  return fromBuild(built);
}

/**
 * The npm package in other people's pages and tools. Stands alone: it builds what it needs, unless this run has, and
 * frameworks are installed for it alone.
 * @type {Check['run']}
 */
async function embedding(log) {
  for (const build of pageIsBuilt ? [buildPackage] : [buildWasm, buildPage, buildPackage]) {
    const built = await build();
    if (!built.ok) return failure(built.output);
  }
  const installed = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: path('examples'), timeoutS: 300 });
  if (installed.code !== 0) return failure(installed.output);
  const outcome = await vitest('embed')(log);
  const sizes = outcome.output.split('\n').filter((line) => /^\s*[\d.]+ kB {2}/.test(line));
  return { ...outcome, notes: sizes };
}

/**
 * @param {string} thread one tsconfig for each, so that code cannot see what its thread does not have
 * @returns {Check['run']}
 */
function typeCheck(thread) {
  return async (log) => fromResult(await runNodeTool('tsc', ['-p', path(`tsconfig.${thread}.json`)], { log }));
}

/** @type {Check['run']} */
async function onnxChecker(log) {
  const python = '/usr/bin/python3'; // where Debian's onnx package belongs to, whatever else is on PATH
  const models = existsSync(path('models')) ? readdirSync(path('models')).map((name) => path('models', name, `${name}.onnx`)).filter((file) => existsSync(file)) : [];
  if (models.length === 0) return failure('There is no model in models/.');
  const hasOnnx = existsSync(python) && (await run(python, ['-c', 'import onnx'])).code === 0;
  if (!hasOnnx) return { ...nothing(), skipped: models.length, notes: ['skipped: Python has no package onnx here'] };
  const result = await run(python, [path('tests', 'reference', 'onnx_checker.py'), '--earshot', ...models], { log });
  return result.code === 0 ? { ...nothing(), passed: models.length, notes: [result.output.trimEnd()] } : failure(result.output);
}

/** Only where clang-format is installed: versions differ, and ours is the one of Debian 12. @type {Check['run']} */
async function formatting(log) {
  const version = which('clang-format') ? (await run('clang-format', ['--version'])).output : '';
  if (!/version 14\./.test(version)) return { ...nothing(), skipped: 1, notes: ['skipped: clang-format 14 is not installed'] };
  const files = ['wasm', 'tests/cpp'].flatMap((folder) => readdirSync(path(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(h|cpp)$/.test(file)).map((file) => path(folder, file)));
  return fromResult(await run('clang-format', ['--dry-run', '--Werror', '--ferror-limit=3', ...files], { log }));
}

// --- outcomes ------------------------------------------------------------------------------------------------------

function nothing() {
  return { passed: 0, failed: 0, skipped: 0, output: '' };
}

/** @param {string} output @returns {Outcome} */
function failure(output) {
  return { ...nothing(), failed: 1, output };
}

/** @param {import('./lib/process.mjs').RunResult} result @returns {Outcome} */
function fromResult(result) {
  return result.code === 0 ? { ...nothing(), passed: 1, output: result.output } : failure(result.output);
}

/** @param {import('./build.mjs').BuildResult} result @returns {Outcome} */
function fromBuild(result) {
  return result.ok ? { ...nothing(), passed: 1, output: result.output } : failure(result.output);
}

/** What a test says about itself when it has nothing to compare with. @param {string} output */
function skipMessages(output) {
  return [...new Set(output.split('\n').filter((line) => /\bskipp(ed|ing)\b/i.test(line) && !line.includes('test cases:')).map((line) => line.trim()))].slice(0, 10);
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.trimEnd().split('\n').map((line) => (line.length > 400 ? `${line.slice(0, 400)} ...` : line)).slice(-count).join('\n');
}

/** @param {string} text */
function indent(text) {
  return text.split('\n').map((line) => `        ${line}`).join('\n');
}
