// Builds what is named, incrementally, and says how long each part took.
//
//   node tools/build.mjs wasm page      the page in dist/
//   node tools/build.mjs wasm package   the npm package in build/package/
//   node tools/build.mjs native         the command at build/native-release/earshot
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { buildJobs, formatSeconds, root, run, runNodeTool } from './lib/process.mjs';
import { setUp, toolchainEnvironment } from './setup.mjs';

/**
 * @typedef {{ok: boolean, output: string, seconds: number}} BuildResult
 */

/**
 * Configures a CMake preset when it is new and builds targets of it.
 * @param {string} preset
 * @param {string[]} targets none: everything
 * @returns {Promise<BuildResult>}
 */
export async function buildPreset(preset, targets = []) {
  const env = toolchainEnvironment();
  let seconds = 0;
  // Once configured, the build itself runs CMake again when its files have changed.
  if (!existsSync(join(root, 'build', preset, 'build.ninja'))) {
    const configured = await run('cmake', ['--preset', preset], { env });
    seconds += configured.seconds;
    if (configured.code !== 0) return { ok: false, output: configured.output, seconds };
  }
  const target = targets.length > 0 ? ['--target', ...targets] : [];
  const built = await run('cmake', ['--build', '--preset', preset, '-j', buildJobs, ...target], { env });
  return { ok: built.code === 0, output: built.output, seconds: seconds + built.seconds };
}

/** The WebAssembly modules, in web/core/generated/. */
export const buildWasm = () => buildPreset('wasm-release', ['earshot_wasm', 'earshot_train_wasm']);

/** The command line. */
export const buildNative = () => buildPreset('native-release', ['earshot']);

/** The page, in dist/, with compressed copies and the table of headers. @returns {Promise<BuildResult>} */
export async function buildPage() {
  const built = await runNodeTool('vite', ['build', '--logLevel', 'warn']);
  if (built.code !== 0) return { ok: false, output: built.output, seconds: built.seconds };
  const started = performance.now();
  const { buildStandalone } = await import('./standalone.mjs');
  const standalone = await buildStandalone();
  if (standalone.code !== 0) return { ok: false, output: standalone.output, seconds: built.seconds + standalone.seconds };
  const { finishDist } = await import('./finish-dist.mjs');
  await finishDist(join(root, 'dist'));
  return { ok: true, output: built.output, seconds: built.seconds + (performance.now() - started) / 1000 };
}

/** The npm package, in build/package/. @returns {Promise<BuildResult>} */
export async function buildPackage() {
  const started = performance.now();
  const { writePackage } = await import('./package.mjs');
  try {
    await writePackage();
  } catch (error) {
    return { ok: false, output: error instanceof Error ? error.message : String(error), seconds: (performance.now() - started) / 1000 };
  }
  return { ok: true, output: '', seconds: (performance.now() - started) / 1000 };
}

/** @type {Record<string, {title: string, sets: ('core' | 'native' | 'test')[], build: () => Promise<BuildResult>}>} */
const parts = {
  wasm: { title: 'WebAssembly modules', sets: ['core'], build: buildWasm },
  page: { title: 'page', sets: [], build: buildPage },
  package: { title: 'npm package', sets: [], build: buildPackage },
  native: { title: 'native command', sets: ['core', 'native'], build: buildNative },
};

/**
 * Builds parts in order; on failure shows the compiler's words and returns false.
 * @param {string[]} names
 */
export async function buildAndSay(names) {
  for (const name of names) {
    const part = parts[name];
    if (!part) throw new Error(`There is no part called ${name}; use ${Object.keys(parts).join(', ')}.`);
    const result = await part.build();
    if (!result.ok) {
      console.error(result.output.trimEnd());
      console.error(`The ${part.title} could not be built; the messages above say why.`);
      return false;
    }
    console.log(`${part.title} built in ${formatSeconds(result.seconds)}`);
  }
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in parts));
  if (names.length === 0 || unknown.length > 0) {
    console.error(`Say which of these to build: ${Object.keys(parts).join(', ')}.`);
    process.exit(2);
  }
  const sets = [...new Set(names.flatMap((name) => parts[name]?.sets ?? []))];
  process.exit((await setUp(sets)) && (await buildAndSay(names)) ? 0 : 1);
}
