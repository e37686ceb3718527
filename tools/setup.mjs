// Installs what a build or a test run needs, when it is missing. The first thing `npm start` and `npm test` do, so it
// uses nothing outside Node itself, and costs milliseconds when everything is there.
//
//   node tools/setup.mjs [core] [native] [test] [sounds]
//
// On Debian and Ubuntu as root the missing packages are installed. Everywhere else each missing thing is named, with
// what to do about it, and the exit status is 1.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { formatSeconds, root, run, which } from './lib/process.mjs';
import { soundfonts } from './lib/soundfonts.mjs';

/**
 * @typedef {object} Need
 * @property {string} package Debian package
 * @property {() => boolean} there is it installed, however it came?
 * @property {string} elsewhere what to do on other systems; empty when CMake downloads its pinned copy there
 */

const program = (/** @type {string[]} */ ...names) => () => names.some((name) => which(name) !== null);
const file = (/** @type {string[]} */ ...paths) => () => paths.some((path) => existsSync(path));
const header = (/** @type {string} */ path) => file(`/usr/include/${path}`, `/usr/local/include/${path}`, `/opt/homebrew/include/${path}`);

/** @type {Record<'core' | 'native' | 'test' | 'sounds', Need[]>} */
const needs = {
  core: [
    { package: 'emscripten', there: program('em++'), elsewhere: 'Install Emscripten 3.1.6 or newer so that em++ is on PATH (an activated emsdk will do).' },
    { package: 'cmake', there: program('cmake'), elsewhere: 'Install CMake 3.22 or newer.' },
    { package: 'ninja-build', there: program('ninja'), elsewhere: 'Install Ninja.' },
    { package: 'libeigen3-dev', there: header('eigen3/Eigen/Core'), elsewhere: '' },
    { package: 'libkissfft-dev', there: header('kissfft/kissfft.hh'), elsewhere: '' },
    { package: 'libprotozero-dev', there: header('protozero/pbf_reader.hpp'), elsewhere: '' },
    { package: 'nlohmann-json3-dev', there: header('nlohmann/json.hpp'), elsewhere: '' },
    { package: 'doctest-dev', there: header('doctest/doctest.h'), elsewhere: '' },
  ],
  native: [
    { package: 'g++', there: program('c++', 'g++', 'clang++'), elsewhere: 'Install a C++20 compiler (g++ 12 or clang 14, or newer).' },
    { package: 'libcli11-dev', there: header('CLI/CLI.hpp'), elsewhere: '' },
    { package: 'libsndfile1-dev', there: header('sndfile.h'), elsewhere: 'Install libsndfile with its headers.' },
  ],
  test: [
    { package: 'clang-format', there: program('clang-format'), elsewhere: '' }, // the check says itself that it was skipped
    {
      package: 'python3-onnx',
      there: file('/usr/lib/python3/dist-packages/onnx/__init__.py'),
      elsewhere: '', // likewise
    },
    { package: 'chromium', there: () => chromiumPath() !== null, elsewhere: 'Install Chromium, or set CHROMIUM_PATH to its executable.' },
    { package: 'firefox-esr', there: () => firefoxPath() !== null, elsewhere: 'Install Firefox, or set FIREFOX_PATH to its executable.' },
    // Only on Debian and Ubuntu; elsewhere the tests in WebKitGTK say that they were skipped.
    { package: 'webkit2gtk-driver', there: () => webKitDriverPath() !== null, elsewhere: '' },
    { package: 'xvfb', there: program('Xvfb'), elsewhere: '' },
  ],
  // What our own models are trained on besides recordings.
  sounds: [
    { package: 'espeak-ng', there: program('espeak-ng'), elsewhere: 'Install eSpeak NG so that espeak-ng is on PATH.' },
    { package: 'fluidsynth', there: program('fluidsynth'), elsewhere: 'Install FluidSynth so that fluidsynth is on PATH.' },
    ...soundfonts.map((font) => ({ ...font, there: file(font.path), elsewhere: `Put it at ${font.path}.` })),
  ],
};

/** The executable of Chromium or a relative, or null. */
export function chromiumPath() {
  return process.env.CHROMIUM_PATH ?? which('chromium') ?? which('chromium-browser') ?? which('google-chrome') ?? which('google-chrome-stable');
}

/** The executable of Firefox, or null. */
export function firefoxPath() {
  return process.env.FIREFOX_PATH ?? which('firefox-esr') ?? which('firefox');
}

/** WebKitGTK's driver, which brings its browser, or null. */
export function webKitDriverPath() {
  return process.env.WEBKIT_DRIVER_PATH ?? which('WebKitWebDriver');
}

/**
 * @param {(keyof typeof needs)[]} sets
 * @returns {Promise<boolean>} false when something is missing that could not be installed; what, has been said
 */
export async function setUp(sets) {
  const missing = sets.flatMap((set) => needs[set]).filter((need) => !need.there());
  const packages = await installPackages(missing);
  const modules = await installNodeModules();
  return packages && modules;
}

/** @param {Need[]} missing */
async function installPackages(missing) {
  if (missing.length === 0) return true;
  const names = missing.map((need) => need.package);
  if (which('apt-get') === null) {
    const sentences = missing.map((need) => need.elsewhere).filter((sentence) => sentence !== '');
    for (const sentence of sentences) console.error(sentence);
    return sentences.length === 0;
  }
  if (process.getuid?.() !== 0) {
    console.error(`Not running as root, so install these packages first: sudo apt-get install --no-install-recommends ${names.join(' ')}`);
    return false;
  }
  console.log(`installing Debian packages: ${names.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const started = performance.now();
  const update = await run('apt-get', ['update', '-q'], { env });
  // A failed update is no reason to stop while the lists at hand still serve.
  const install = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], { env });
  if (install.code !== 0) {
    console.error(`${update.code === 0 ? '' : tail(update.output)}${tail(install.output)}apt-get could not install ${names.join(' ')}; its last lines are above.`);
    return false;
  }
  console.log(`installed in ${formatSeconds((performance.now() - started) / 1000)}`);
  return true;
}

/** Runs `npm ci` unless node_modules was installed from this very package-lock.json. */
async function installNodeModules() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).update(process.version).digest('hex');
  const stamp = join(root, 'node_modules', '.earshot-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  // npm ci empties the folder first, and would empty another checkout's through a link.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link to another folder, which installing would empty; remove the link first.');
    return false;
  }
  console.log('installing npm packages');
  // No package of ours needs its install script, so none runs.
  const result = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.code !== 0) {
    console.error(`${tail(result.output)}npm ci failed; its last lines are above.`);
    return false;
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, hash);
  console.log(`installed in ${formatSeconds(result.seconds)}`);
  return true;
}

/** Environment for CMake and Emscripten: Debian's emcc finds its JavaScript packages only through NODE_PATH. @returns {Record<string, string>} */
export function toolchainEnvironment() {
  const debian = '/usr/share/nodejs';
  if (!existsSync(debian)) return {};
  return { NODE_PATH: [debian, process.env.NODE_PATH].filter(Boolean).join(delimiter) };
}

/** @param {string} text */
function tail(text) {
  return `${text.trimEnd().split('\n').slice(-25).join('\n')}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in needs));
  if (unknown.length > 0) {
    console.error(`There is no set called ${unknown.join(', ')}; use ${Object.keys(needs).join(', ')}.`);
    process.exit(2);
  }
  const sets = /** @type {(keyof typeof needs)[]} */ (asked.length > 0 ? asked : ['core']);
  process.exit((await setUp(sets)) ? 0 : 1);
}
