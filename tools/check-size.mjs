// Prints the size of everything a first prediction needs and fails when it is over the budget. "Needs" is every file of
// the built page except what is loaded on demand, listed below; a browser test makes sure that a first prediction asks
// for nothing outside this list.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { brotli, filesBelow } from './finish-dist.mjs';
import { root } from './lib/process.mjs';

const budget = 240 * 1024; // bytes, brotli

/** Loaded on demand, or not by a browser at all. */
const onDemand = [
  /^samples\//, // a sample clip is fetched when it is chosen
  /(^|\/)(earshot-train|training|trainer)[-.]/, // what trains: module, worker and API, when training begins
  /^assets\/teachable-machine-/, // the import of somebody's export, by the training module
  /^models\/recipes\//,
  /^assets\/(studio-element|store-entry|database|counted)-/, // the Studio, and models kept by it
  /^embed\.html$/, // the page for frames, and what it adds
  /^assets\/embed-/,
  /^standalone\.html$/, // what the Studio's single file is made of
  /(^|[-/])ort[.-]/, // onnxruntime-web, for models with operators our engine lacks
  /^assets\/foreign-(view|input)-/, // the form for models of others, and what it begins with
  /^assets\/(es|pt)-/, // messages of another language than English
  /^assets\/compressed-/, // what reads other formats than WAV
  /^assets\/capture-processor-/, // the microphone's worklet
  /^assets\/(host|wav-blocks|jobs)-/, // the hosts in the page's own thread, where no worker can be started, and what they share
  /^(service-worker\.js|offline\.json)$/, // for the next visit, fetched when this one has what it needs
  /^licences\.txt$/,
  /\.br$/,
  /^_headers$/,
];

/**
 * The paths in dist/ that a first prediction may ask for. Of the models that is the first one.
 * @param {string} dist
 */
export async function firstLoadFiles(dist) {
  const { models } = JSON.parse(await readFile(join(dist, 'models', 'index.json'), 'utf8'));
  const first = models[0] ? `models/${models[0].file}` : null;
  return (await filesBelow(dist)).filter((path) => {
    if (path.startsWith('models/files/')) return path === first;
    return !onDemand.some((pattern) => pattern.test(path));
  });
}

/** @param {string} dist */
export async function measure(dist) {
  const paths = await firstLoadFiles(dist);
  return Promise.all(paths.map(async (path) => {
    const bytes = await readFile(join(dist, path));
    return { path, raw: bytes.length, compressed: Math.min(bytes.length, (await brotli(bytes)).length) };
  }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = (await measure(join(root, 'dist'))).sort((a, b) => b.compressed - a.compressed);
  const total = files.reduce((sum, file) => sum + file.compressed, 0);
  const kb = (/** @type {number} */ bytes) => (bytes / 1024).toFixed(1).padStart(7);
  console.log('     kB  brotli');
  for (const file of files) console.log(`${kb(file.raw)} ${kb(file.compressed)}  ${file.path}`);
  const raw = files.reduce((sum, file) => sum + file.raw, 0);
  console.log(`${kb(raw)} ${kb(total)}  in all; the budget is ${budget / 1024} kB of brotli`);
  process.exit(total <= budget ? 0 : 1);
}
