// `npm run bench`: builds what is measured, installs the peers into bench/node_modules, measures every row, and writes
// docs/benchmarks.md and docs/benchmarks.json.
//
//   npm run bench -- --only training,live     only the rows whose names contain one of these; the documents keep the rest
//   npm run bench -- --quick                  fewer runs of shorter clips: to see that it works; writes build/bench/ only
//   npm run bench -- --list                   the names of the rows
//
// A row that fails is reported as not measured, with its reason, and the others go on.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildAndSay, buildPreset } from '../tools/build.mjs';
import { formatSeconds, root, run } from '../tools/lib/process.mjs';
import { setUp } from '../tools/setup.mjs';
import { attempt } from './lib/attempt.mjs';
import { callInPage, withBrowser } from './lib/browser.mjs';
import { describeMachine, describeVersions } from './lib/machine.mjs';
import { finishMeasure, merge, printMeasure, toMarkdown } from './lib/report.mjs';
import { serveFolders } from './lib/server.mjs';
import { featuresRow, librosaRow } from './rows/features.mjs';
import { growthRow } from './rows/growth.mjs';
import { inferenceRow } from './rows/inference.mjs';
import { liveRow } from './rows/live.mjs';
import { firstLoadRow, firstPredictionRow, mediapipeRow, readyRow } from './rows/loading.mjs';
import { batchRow, droppedRow, hourRow } from './rows/page.mjs';
import { productRow } from './rows/product.mjs';
import { studioRow } from './rows/studio.mjs';
import { trainingRow } from './rows/training.mjs';
import { wasmOverNativeRow } from './rows/wasm-over-native.mjs';

const here = join(root, 'bench');
const peers = join(here, 'node_modules');
const work = join(root, 'build', 'bench');
const documents = { json: join(root, 'docs', 'benchmarks.json'), markdown: join(root, 'docs', 'benchmarks.md') };

/** In the order of the document; the ten minutes of listening come last. */
const rows = [
  featuresRow, librosaRow, wasmOverNativeRow, inferenceRow, readyRow, trainingRow, productRow, batchRow, droppedRow, hourRow, studioRow, firstLoadRow,
  firstPredictionRow, mediapipeRow, growthRow, liveRow,
];

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args */
async function main(args) {
  if (args.includes('--list')) {
    for (const { name } of rows) console.log(name);
    return 0;
  }
  const quick = args.includes('--quick');
  const words = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : [''];
  const wanted = rows.filter(({ name }) => words.some((word) => name.includes(word)));
  if (wanted.length === 0) {
    console.error(`No row is called ${words.join(' or ')}; use ${rows.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const started = performance.now();
  mkdirSync(join(work, 'models'), { recursive: true });
  if (!(await prepare())) return 1;
  const server = await serveFolders({
    page: join(here, 'page'), peers, models: join(work, 'models'), site: join(work, 'site'),
    module: join(root, 'build', 'wasm-release', 'wasm', 'bench'), product: join(root, 'web', 'core', 'generated'),
  });
  /** @type {import('./lib/types.mjs').Context} */
  const context = {
    url: server.url, root, peers, work, quick, runs: quick ? 2 : 5, native, clip: (seconds, rate) => clip(server.url, seconds, rate), config,
    model: (name) => join(work, 'models', `${name}.onnx`),
  };
  const measured = [];
  try {
    for (const row of wanted) {
      console.log(`\n${row.name}`);
      const begun = performance.now();
      const found = await attempt(row.name, () => row.measure(context));
      for (const measure of found) {
        const finished = finishMeasure(row.name, measure);
        measured.push(finished);
        printMeasure(finished);
      }
      console.log(`  (${formatSeconds((performance.now() - begun) / 1000)})`);
    }
  } finally {
    await server.close();
  }
  const browser = await withBrowser({}, async ({ context: open }) => open.browser()?.version() ?? 'unknown').catch(() => 'unknown');
  const now = { date: new Date().toISOString().slice(0, 10), machine: describeMachine(browser), versions: describeVersions(peers), measures: measured };
  const target = quick ? { json: join(work, 'quick.json'), markdown: join(work, 'quick.md') } : documents;
  const before = !quick && words[0] !== '' && existsSync(target.json) ? JSON.parse(readFileSync(target.json, 'utf8')) : null;
  const report = merge(before, now, rows.map(({ name }) => name));
  writeFileSync(target.json, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(target.markdown, toMarkdown(report));
  const judged = measured.filter(({ met }) => met !== null);
  console.log(`\n${judged.filter(({ met }) => met).length} of ${judged.length} goals reached; ${measured.filter(({ reason }) => reason).length} rows not measured; took ${formatSeconds((performance.now() - started) / 1000)}`);
  return 0;
}

/** Everything that is measured, built; the peers installed. */
async function prepare() {
  if (!(await setUp(['core', 'native', 'test']))) return false;
  if (!(await buildAndSay(['wasm', 'page']))) return false;
  for (const [preset, targets] of /** @type {const} */ ([['wasm-release', ['earshot_bench']], ['native-release', ['bench_native', 'bench_models']]])) {
    const built = await buildPreset(preset, [...targets]);
    if (!built.ok) {
      console.error(`${built.output}\nThe benchmarks could not be built; the messages above say why.`);
      return false;
    }
  }
  await installPeers();
  const recipes = ['clean-conv2d', 'clean-lstm', 'clean-conv1d', 'earshot-small'].map((name) => join(root, 'models', 'recipes', `${name}.json`));
  recipes.push(...readdirSync(join(here, 'recipes')).map((name) => join(here, 'recipes', name)));
  const made = await run(join(root, 'build', 'native-release', 'wasm', 'bench', 'bench_models'), [join(work, 'models'), ...recipes]);
  if (made.code !== 0) {
    console.error(`${made.output}\nThe networks to measure could not be made.`);
    return false;
  }
  const digits = join(root, 'models', 'digits', 'digits.onnx');
  writeFileSync(join(work, 'models', 'digits.onnx'), readFileSync(digits));
  const { build } = await import('vite');
  await build({
    configFile: false, root, base: './', logLevel: 'warn', publicDir: false, worker: { format: 'es' },
    build: {
      outDir: join(work, 'site'), emptyOutDir: true, assetsInlineLimit: 0, target: 'chrome111', modulePreload: { polyfill: false },
      rollupOptions: { input: ['app.html', 'ready.html'].map((name) => join(here, 'site', name)) },
    },
  });
  return true;
}

/** `npm ci` unless bench/node_modules was installed from this very lock file. A failure leaves the rows of the peers unmeasured. */
async function installPeers() {
  const hash = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');
  const stamp = join(peers, '.earshot-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('installing the peers into bench/node_modules');
  const result = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here });
  if (result.code === 0) writeFileSync(stamp, hash);
  else console.error(`${result.output}\nnpm ci failed, so the rows that need peers will not be measured.`);
}

/** @param {string[]} words */
async function native(...words) {
  const result = await run(join(root, 'build', 'native-release', 'wasm', 'bench', 'bench_native'), words, { timeoutS: 300 });
  if (result.code !== 0) throw new Error(`bench_native ${words.join(' ')}: ${result.output}`);
  return JSON.parse(result.output.split('\n')[0] ?? '');
}

/** The clip that the browser measures with, as a file. @param {string} url @param {number} seconds @param {number} sampleRate */
async function clip(url, seconds, sampleRate) {
  const path = join(work, `clip-${seconds}-${sampleRate}.f32`);
  if (!existsSync(path)) writeFileSync(path, Buffer.from(await callInPage(url, 'workloads.js', 'clipBytes', { seconds, sampleRate }), 'base64'));
  return path;
}

/** @param {string} name @param {object} settings */
function config(name, settings) {
  const path = join(work, `${name.replace(/\W+/g, '-')}.json`);
  writeFileSync(path, JSON.stringify(settings));
  return path;
}
