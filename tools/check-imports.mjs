// Keeps the dependencies one-way: which folder may include or import which, and which single place may touch each
// third-party library. The rules are the tables below; docs/architecture.md says why.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from './lib/process.mjs';

// --- C++ ---------------------------------------------------------------------------------------------------------

/** @type {Record<string, string[]>} folder of wasm/core: folders it may include, besides itself */
const coreLayers = {
  base: [],
  audio: ['base'],
  dsp: ['base'],
  preprocess: ['base', 'audio', 'dsp'],
  features: ['base', 'audio', 'dsp', 'preprocess'],
  onnx: ['base'],
  nn: ['base', 'onnx'],
  train: ['base', 'onnx', 'nn', 'features', 'preprocess', 'audio'],
  classify: ['base', 'audio', 'dsp', 'preprocess', 'features', 'onnx', 'nn'],
  convert: ['base', 'preprocess', 'features', 'onnx', 'classify'],
};

/** A library and the places that may include it. A place is a file, or a folder ending in a slash. */
const cppLibraries = [
  { pattern: /^emscripten/, places: ['wasm/bindings/', 'wasm/bench/'] },
  { pattern: /^protozero\//, places: ['wasm/core/onnx/'] },
  { pattern: /^(eigen3\/)?(Eigen|unsupported)\//, places: ['wasm/core/base/block.h'] },
  { pattern: /^(kissfft\/|kiss_fft)/, places: ['wasm/core/dsp/', 'wasm/bench/'] },
  { pattern: /^nlohmann\//, places: ['wasm/core/base/', 'wasm/cli/'] },
  { pattern: /^(CLI\/|sndfile)/, places: ['wasm/cli/'] },
  { pattern: /^doctest\//, places: ['tests/cpp/'] },
  // The core has no files, no threads and no streams to a terminal: those belong to the command line and the page.
  { pattern: /^(fstream|iostream|filesystem|thread|mutex|condition_variable|future|stop_token)$/, places: ['wasm/cli/', 'wasm/bench/', 'wasm/bindings/', 'tests/cpp/'] },
];

/** Headers of the core that are its own business. */
const privateHeaders = /^(onnx\/(proto|wire|tensor_proto)\.h|nn\/ops\/)/;

/**
 * @param {string} path
 * @param {string} text
 * @returns {string[]} what is wrong
 */
export function checkCpp(path, text) {
  /** @type {string[]} */
  const wrong = [];
  const inCore = /^wasm\/core\/(\w+)\//.exec(path)?.[1];
  for (const [, quote, name = ''] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)) {
    for (const { pattern, places } of cppLibraries) {
      if (pattern.test(name) && !places.some((place) => isAt(path, place))) {
        wrong.push(`${path}: includes ${name}, which belongs in ${places.join(' or ')}`);
      }
    }
    if (quote !== '"') continue;
    const target = name.split('/', 1)[0] ?? '';
    if (inCore) {
      const allowed = coreLayers[inCore];
      if (!allowed) wrong.push(`${path}: wasm/core/${inCore} is not in the table of layers`);
      else if (!(target in coreLayers)) wrong.push(`${path}: includes "${name}"; name core headers from wasm/core, as "${inCore}/..."`);
      else if (target !== inCore && !allowed.includes(target)) wrong.push(`${path}: ${inCore} must not depend on ${target} ("${name}")`);
    } else if (/^wasm\/(bindings|cli)\//.test(path) && privateHeaders.test(name)) {
      wrong.push(`${path}: "${name}" is private to the core`);
    }
  }
  return wrong;
}

// --- TypeScript --------------------------------------------------------------------------------------------------

const pageSide = ['client', 'connect', 'in-thread', 'protocol'].map((name) => `web/worker/${name}`);

/** Importer: what it may import at run time. Types may also come from the files below. */
const webLayers = [
  { from: 'web/base/', to: [] },
  { from: 'web/audio/worklet/', to: ['web/base/'] },
  { from: 'web/audio/', to: ['web/base/'] },
  { from: 'web/core/', to: ['web/base/'] },
  { from: 'web/backends/', to: ['web/base/'] },
  // connect starts the host, in a worker or, where there is none, in the same thread.
  // It also compiles the program while the worker starts.
  { from: 'web/worker/connect-inline', to: ['web/base/', 'web/worker/entry', 'web/worker/host', ...pageSide] },
  { from: 'web/worker/connect', to: ['web/base/', 'web/core/program', 'web/worker/host', 'web/worker/training-host', ...pageSide] },
  // In place of connect, connect-training and audio/capture in the npm package, and the scripts and the command that it adds.
  { from: 'web/package/', to: ['web/base/', 'web/api/index', 'web/worker/host', 'web/worker/training-host', ...pageSide] },
  { from: 'web/worker/in-thread', to: ['web/base/', ...pageSide] },
  { from: 'web/worker/client', to: ['web/base/', ...pageSide] },
  { from: 'web/worker/', to: ['web/base/', 'web/audio/', 'web/core/', 'web/backends/', 'web/worker/'] },
  { from: 'web/api/', to: ['web/base/', 'web/audio/', ...pageSide] },
  { from: 'web/store/', to: ['web/base/'] },
  { from: 'web/ui/', to: ['web/base/'] },
  { from: 'web/element/', to: ['web/base/', 'web/api/', 'web/ui/'] },
  { from: 'web/app/', to: ['web/base/', 'web/api/', 'web/store/', 'web/ui/', 'web/element/'] },
];
const typesFromAnywhere = ['web/api/types', 'web/api/training-types', 'web/core/types', 'web/core/training-core', 'web/worker/protocol'];

/** Packages and the folders that may import them. */
const webPackages = [
  { name: 'lit', places: ['web/element/', 'web/ui/', 'web/app/'] },
  { name: 'onnxruntime-web', places: ['web/backends/'] },
  { name: 'idb', places: ['web/store/'] },
  { name: 'fflate', places: ['web/store/', 'web/base/zip-reader.ts'] },
  { name: 'uplot', places: ['web/ui/'] },
  { name: 'earshot:', places: ['web/package/'] },
  { name: 'node:', places: ['web/package/cli.ts'] },
];

/**
 * @param {string} path
 * @param {string} text
 * @returns {string[]} what is wrong
 */
export function checkWeb(path, text) {
  const layer = webLayers.find(({ from }) => path.startsWith(from));
  if (!layer) return [`${path}: its folder is not in the table of layers`];
  return importsOf(text).flatMap(({ specifier, typeOnly }) => {
    if (specifier.startsWith('.')) {
      const target = posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')));
      const own = `${path.split('/').slice(0, -1).join('/')}/`;
      if (target.includes('/generated/') && !path.startsWith('web/core/')) return [`${path}: only web/core imports generated code`];
      if (!target.startsWith('web/')) return [`${path}: imports ${specifier}, which is outside web/`];
      const allowed = [...layer.to, layer.from, ...(typeOnly ? typesFromAnywhere : [])];
      const ownFolder = target.startsWith(own) && !path.startsWith('web/worker/');
      return ownFolder || allowed.some((place) => target.startsWith(place)) ? [] : [`${path}: must not import ${target}${typeOnly ? ' (even its types)' : ''}`];
    }
    const rule = webPackages.find(({ name }) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`));
    if (!rule) return [`${path}: imports the package ${specifier}, which is not in the table`];
    if (specifier === 'onnxruntime-web') return [`${path}: import onnxruntime-web/wasm; the default entry is 28 MB`];
    return rule.places.some((place) => path.startsWith(place)) ? [] : [`${path}: ${rule.name} is imported in ${rule.places.join(', ')} only`];
  });
}

/** @param {string} text */
function importsOf(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = [];
  for (const match of code.matchAll(/\b(import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\s+from\s*)?['"]([^'"]+)['"]/g)) {
    const names = /\{([^}]*)\}/.exec(match[0])?.[1]?.split(',').map((name) => name.trim()).filter(Boolean);
    const allTypes = names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
    found.push({ specifier: match[3] ?? '', typeOnly: match[2] !== undefined || allTypes });
  }
  for (const match of code.matchAll(/\bimport\s*\(\s*['"]([^'"]+)['"]/g)) found.push({ specifier: match[1] ?? '', typeOnly: false });
  return found;
}

// --- the whole tree ----------------------------------------------------------------------------------------------

/**
 * @param {string} path
 * @param {string} place
 */
function isAt(path, place) {
  return place.endsWith('/') ? path.startsWith(place) : path === place;
}

/**
 * @param {string} folder
 * @param {RegExp} extension
 */
function sourcesBelow(folder, extension) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extension.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !dirname(path).endsWith('/generated'))
    .sort();
}

/** @returns {{wrong: string[], checked: number}} */
export function checkTree() {
  const cpp = [...sourcesBelow('wasm', /\.(h|hpp|cpp|cc)$/), ...sourcesBelow('tests/cpp', /\.(h|cpp)$/)];
  const web = sourcesBelow('web', /(?<!\.d)\.ts$/);
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');
  const wrong = [...cpp.flatMap((path) => checkCpp(path, read(path))), ...web.flatMap((path) => checkWeb(path, read(path)))];
  return { wrong, checked: cpp.length + web.length };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { wrong, checked } = checkTree();
  for (const sentence of wrong) console.error(sentence);
  console.log(`${checked} files, ${wrong.length} imports against the rules`);
  process.exit(wrong.length > 0 ? 1 : 0);
}
