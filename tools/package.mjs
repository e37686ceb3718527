// Makes the npm package in build/package/: `npm pack` there packs it. The C++ core must have been built before.
//
//   node tools/package.mjs
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

import { root, runNodeTool } from './lib/process.mjs';
import { smallStyles } from './small-styles.mjs';

export const packageFolder = join(root, 'build', 'package');
const web = join(root, 'web');

/** The package's own way of finding worker, engine and worklet, in place of the page's. */
const replaced = new Map([
  [join(web, 'worker', 'connect.ts'), join(web, 'package', 'connect.ts')],
  [join(web, 'worker', 'connect-training.ts'), join(web, 'package', 'connect-training.ts')],
  [join(web, 'audio', 'capture.ts'), join(web, 'package', 'capture.ts')],
  [join(web, 'backends', 'ort.ts'), join(web, 'backends', 'ort-by-address.ts')],
]);

/** Scripts that stand alone, one file each. @type {Record<string, string>} */
const scripts = {
  'worker.js': join(web, 'package', 'worker-entry.ts'),
  'training-worker.js': join(web, 'package', 'training-worker-entry.ts'),
  'worklet.js': join(web, 'audio', 'worklet', 'capture-processor.ts'),
};

const engines = ['earshot.wasm', 'earshot-train.wasm'];

/** Modules made of built files (web/package/texts.d.ts). @type {Record<string, {file: string, encoding: 'utf8' | 'base64'}>} */
const texts = {
  'earshot:worker-text': { file: 'worker.js', encoding: 'utf8' },
  'earshot:training-worker-text': { file: 'training-worker.js', encoding: 'utf8' },
  'earshot:worklet-text': { file: 'worklet.js', encoding: 'utf8' },
  'earshot:engine-text': { file: 'earshot.wasm', encoding: 'base64' },
  'earshot:training-engine-text': { file: 'earshot-train.wasm', encoding: 'base64' },
};

const transform = { target: ['chrome111', 'firefox115', 'safari16.4'] };

export async function writePackage() {
  rmSync(packageFolder, { recursive: true, force: true });
  mkdirSync(packageFolder, { recursive: true });
  for (const engine of engines) {
    cpSync(join(web, 'core', 'generated', engine), join(packageFolder, engine));
    chmodSync(join(packageFolder, engine), 0o644); // the linker leaves it executable
  }
  for (const [file, input] of Object.entries(scripts)) await bundleScript(file, input);
  await bundleForBrowsers();
  await bundleForNode();
  await writeTypes();
  copyModels();
  for (const file of ['LICENSE', 'THIRD_PARTY.md']) cpSync(join(root, file), join(packageFolder, file));
  cpSync(join(web, 'package', 'README.md'), join(packageFolder, 'README.md'));
  cpSync(join(web, 'element', 'custom-elements.json'), join(packageFolder, 'custom-elements.json'));
  writeManifest();
}

/**
 * @param {string} file
 * @param {string} input
 */
async function bundleScript(file, input) {
  const bundle = await rolldown({ input, transform, plugins: [packageModules(), besideTheScript()], logLevel: 'warn' });
  await bundle.write({ file: join(packageFolder, file), format: 'es', codeSplitting: false, minify: true });
  await bundle.close();
}

/** What browsers and bundlers import. */
async function bundleForBrowsers() {
  const bundle = await rolldown({
    input: inputs({ index: 'api/index.ts', element: 'element/register.ts', 'element-class': 'element/audio-classifier.ts' }),
    transform,
    plugins: [packageModules(), besideTheScript(), smallStyles()],
    resolve: { conditionNames: ['browser', 'import', 'default'] },
    logLevel: 'warn',
  });
  // In one folder, so that what lies beside one script lies beside all.
  const chunkFileNames = (/** @type {{name: string}} */ { name }) => (name.endsWith('-text') ? `${name.replace(/^\W*_?earshot[_:]/, '')}.js` : '[name]-[hash].js');
  await bundle.write({ dir: packageFolder, format: 'es', minify: true, entryFileNames: '[name].js', chunkFileNames });
  await bundle.close();
}

/** What Node imports instead, with Lit's build that needs no browser; and the command. The API is the one above. */
async function bundleForNode() {
  const bundle = await rolldown({
    input: inputs({ element: 'element/register.ts', 'element-class': 'element/audio-classifier.ts', earshot: 'package/cli.ts' }),
    transform: { target: 'node20' },
    plugins: [apiOfThePackage()],
    platform: 'node',
    resolve: { conditionNames: ['node', 'import', 'default'] },
    logLevel: 'warn',
  });
  const folder = join(packageFolder, 'node');
  await bundle.write({ dir: folder, format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  chmodSync(join(folder, 'earshot.js'), 0o755);
}

/** @param {Record<string, string>} entries name: path in web/ */
function inputs(entries) {
  return Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(web, path)]));
}

/** @returns {import('rolldown').Plugin} */
function packageModules() {
  return {
    name: 'earshot-package',
    async resolveId(source, importer) {
      if (source in texts) return `\0${source}`;
      if (!source.startsWith('.') || !importer) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return (resolved && replaced.get(resolved.id)) ?? resolved;
    },
    load(id) {
      const text = texts[id.slice(1)];
      if (!text) return null;
      return `export default ${JSON.stringify(readFileSync(join(packageFolder, text.file), text.encoding))};`;
    },
  };
}

/** Imports of web/api become imports of the package's index.js. @returns {import('rolldown').Plugin} */
function apiOfThePackage() {
  const api = join(web, 'api') + sep;
  return {
    name: 'earshot-package-api',
    async resolveId(source, importer) {
      if (!source.startsWith('.') || !importer) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return resolved?.id.startsWith(api) ? { id: '../index.js', external: true } : resolved;
    },
  };
}

/** The engines lie beside the scripts in the package. @returns {import('rolldown').Plugin} */
function besideTheScript() {
  return {
    name: 'earshot-engines',
    transform(code, id) {
      if (!id.startsWith(join(web, 'core'))) return null;
      return { code: code.replaceAll("new URL('./generated/", "new URL('./"), map: null };
    },
  };
}

/** Declarations as a tree beside one another; the element's need no Lit, whose own are not installed with the package. */
async function writeTypes() {
  const built = await runNodeTool('tsc', ['-p', 'tsconfig.package-types.json']);
  if (built.code !== 0) throw new Error(`The declarations could not be made:\n${built.output}`);
  const path = join(packageFolder, 'types', 'element', 'audio-classifier.d.ts');
  const text = readFileSync(path, 'utf8');
  const without = text.replace(/^import .* from 'lit';\n/gm, '').replace('extends LitElement', 'extends HTMLElement');
  if (/\blit\b|Lit|TemplateResult|PropertyValues/.test(without)) throw new Error(`${path} still speaks of Lit.`);
  writeFileSync(path, without);
  keepReachable(join(packageFolder, 'types'), ['api/index', 'element/register']);
}

/**
 * The compiler writes what the sources import; a consumer reads only what the declarations still name.
 * @param {string} folder
 * @param {string[]} entries without their extension
 */
function keepReachable(folder, entries) {
  /** @type {Set<string>} */
  const reached = new Set();
  const follow = (/** @type {string} */ name) => {
    if (reached.has(name)) return;
    reached.add(name);
    const text = readFileSync(join(folder, `${name}.d.ts`), 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)) follow(posix.join(posix.dirname(name), target));
  };
  entries.forEach(follow);
  for (const path of filesBelow(folder)) {
    if (!reached.has(path.split(sep).join('/').replace(/\.d\.ts$/, ''))) rmSync(join(folder, path));
  }
}

/** models/<name>/<name>.onnx with their cards, models/recipes/*.json. */
function copyModels() {
  const source = join(root, 'models');
  for (const path of filesBelow(source).filter((name) => /\.(onnx|json|md)$/.test(name))) {
    cpSync(join(source, path), join(packageFolder, 'models', path));
  }
}

/** @param {string} folder */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function writeManifest() {
  const { name, version, description, license, engines: node } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const types = (/** @type {string} */ path) => `./types/${path}.d.ts`;
  const manifest = {
    name,
    version,
    description,
    license,
    keywords: ['audio', 'sound', 'classification', 'machine-learning', 'onnx', 'webassembly', 'mfcc', 'web-component'],
    type: 'module',
    engines: node,
    bin: { earshot: './node/earshot.js' },
    exports: {
      '.': { types: types('api/index'), default: './index.js' },
      './element': { types: types('element/register'), node: './node/element.js', default: './element.js' },
      './element-class': { types: types('element/audio-classifier'), node: './node/element-class.js', default: './element-class.js' },
      './worker': { types: './types/script.d.ts', default: './worker.js' },
      './training-worker': { types: './types/script.d.ts', default: './training-worker.js' },
      './worklet': { types: './types/script.d.ts', default: './worklet.js' },
      './wasm': './earshot.wasm',
      './training-wasm': './earshot-train.wasm',
      './models/*': './models/*',
      './custom-elements.json': './custom-elements.json',
      './package.json': './package.json',
    },
    // Importing one of these is the point of importing it: it registers the element, or is the script of a worker.
    sideEffects: ['./element.js', './node/element.js', './node/earshot.js', './worker.js', './training-worker.js', './worklet.js'],
    customElements: 'custom-elements.json',
    files: ['*.js', '*.wasm', 'custom-elements.json', 'models', 'node', 'types', 'LICENSE', 'THIRD_PARTY.md', 'README.md'],
  };
  writeFileSync(join(packageFolder, 'types', 'script.d.ts'), '// A script for a Worker or an AudioWorklet: it exports nothing.\nexport {};\n');
  writeFileSync(join(packageFolder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writePackage();
  console.log(`the package is in ${relative(process.cwd(), packageFolder)}`);
}
